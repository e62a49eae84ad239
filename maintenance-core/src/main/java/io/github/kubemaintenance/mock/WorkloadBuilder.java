package io.github.kubemaintenance.mock;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.internal.World;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeDocument;
import io.github.kubemaintenance.model.LabelSelector;
import io.github.kubemaintenance.model.ObjectMeta;
import io.github.kubemaintenance.model.RestartPolicy;
import io.github.kubemaintenance.model.Workload;
import io.github.kubemaintenance.model.WorkloadKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Describes a Deployment, ReplicaSet, StatefulSet, DaemonSet, Job or ReplicationController of a simulated cluster. A call
 * that makes no sense for the kind is refused. Not thread-safe.
 */
public final class WorkloadBuilder extends PodDescription<WorkloadBuilder> {
    private static final Document ROLLING_UPDATE = Document.of("strategy", Document.of("type", "RollingUpdate"))
            .with("25%", "strategy", "rollingUpdate", "maxSurge")
            .with("25%", "strategy", "rollingUpdate", "maxUnavailable");

    private final WorkloadKind kind;
    private final Map<String, String> ownLabels = new LinkedHashMap<>();
    private int replicas = 1;
    private int completions = 1;
    private int backoffLimit = 6;
    private boolean parallel;

    WorkloadBuilder(WorkloadKind kind, String fullName) {
        super("a " + kind.kind(), fullName);
        this.kind = kind;
        if (kind == WorkloadKind.JOB) {
            restartPolicy(RestartPolicy.NEVER.text());
        }
    }

    @Override
    WorkloadBuilder self() {
        return this;
    }

    private void only(String call, WorkloadKind... kinds) {
        if (!List.of(kinds).contains(kind)) {
            throw new IllegalArgumentException(
                    "a " + kind.kind() + " has no " + call + " (" + namespace + "/" + name + ")");
        }
    }

    private static int notNegative(String what, int number) {
        if (number < 0) {
            throw new IllegalArgumentException("a number of " + what + " is not negative: " + number);
        }
        return number;
    }

    /**
     * Sets how many pods there shall be; 1 by default. A DaemonSet has as many as there are nodes, a Job see {@link
     * #parallelism}.
     *
     * @param number not negative
     * @return this
     */
    public WorkloadBuilder replicas(int number) {
        only(
                "replicas",
                WorkloadKind.DEPLOYMENT,
                WorkloadKind.REPLICA_SET,
                WorkloadKind.STATEFUL_SET,
                WorkloadKind.REPLICATION_CONTROLLER);
        replicas = notNegative("replicas", number);
        return this;
    }

    /**
     * Starts and stops the pods of a StatefulSet all at once, {@code podManagementPolicy: Parallel}.
     *
     * @return this
     */
    public WorkloadBuilder parallel() {
        only("podManagementPolicy", WorkloadKind.STATEFUL_SET);
        parallel = true;
        return this;
    }

    /**
     * Sets how many pods of a Job must succeed; 1 by default.
     *
     * @param number not negative
     * @return this
     */
    public WorkloadBuilder completions(int number) {
        only("completions", WorkloadKind.JOB);
        completions = notNegative("completions", number);
        return this;
    }

    /**
     * Sets how many pods of a Job run at once; 1 by default.
     *
     * @param number not negative
     * @return this
     */
    public WorkloadBuilder parallelism(int number) {
        only("parallelism", WorkloadKind.JOB);
        replicas = notNegative("parallel pods", number);
        return this;
    }

    /**
     * Sets how many pods of a Job may fail; 6 by default.
     *
     * @param number not negative
     * @return this
     */
    public WorkloadBuilder backoffLimit(int number) {
        only("backoffLimit", WorkloadKind.JOB);
        backoffLimit = notNegative("failures", number);
        return this;
    }

    /**
     * Adds a label to the workload itself, not to its pods.
     *
     * @param key its key
     * @param value its value
     * @return this
     */
    public WorkloadBuilder ownLabel(String key, String value) {
        ownLabels.put(key, value);
        return this;
    }

    /** Whether it shall only begin when the cluster is handed over, since it ends by itself. */
    boolean beginsAtTheStart() {
        return kind == WorkloadKind.JOB && endsByItself();
    }

    void create(World world) {
        Kind<Workload> apiKind = Kind.workloads().stream()
                .filter(each -> each.kind().equals(kind.kind()))
                .findFirst()
                .orElseThrow();
        world.behave(apiKind, namespace, name, behaviour());
        if (kind != WorkloadKind.STATEFUL_SET) {
            claims.forEach(claim -> createClaim(world, namespace, claim));
        }
        world.create(apiKind, workload());
    }

    private Workload workload() {
        Workload plain = new Workload(
                kind,
                ObjectMeta.of(namespace, name).withLabels(ownLabels.isEmpty() ? labels : ownLabels),
                kind == WorkloadKind.DAEMON_SET ? 0 : replicas,
                Optional.of(own()),
                new LinkedHashMap<>(labels),
                new LinkedHashMap<>(annotations),
                spec(kind != WorkloadKind.STATEFUL_SET),
                otherSpec(),
                Document.empty());
        return kind == WorkloadKind.JOB ? asJob(plain) : plain;
    }

    private Document otherSpec() {
        return switch (kind) {
            case DEPLOYMENT -> ROLLING_UPDATE;
            case STATEFUL_SET -> statefulSpec();
            case JOB -> Document.of("completions", completions).with(backoffLimit, "backoffLimit");
            default -> Document.empty();
        };
    }

    private Document statefulSpec() {
        Document spec =
                Document.of("serviceName", name).with(parallel ? "Parallel" : "OrderedReady", "podManagementPolicy");
        if (claims.isEmpty()) {
            return spec;
        }
        List<Document> templates = new ArrayList<>();
        for (String claim : claims) {
            templates.add(Document.of("metadata", Document.of("name", claim)).with(claimSpec(), "spec"));
        }
        return spec.with(templates, "volumeClaimTemplates");
    }

    /** A Job selects its pods by labels that nobody else has. */
    private Workload asJob(Workload plain) {
        Map<String, String> podLabels = new LinkedHashMap<>(labels);
        podLabels.put("batch.kubernetes.io/job-name", name);
        podLabels.put("job-name", name);
        return new Workload(
                kind,
                plain.metadata(),
                plain.replicas(),
                Optional.of(LabelSelector.of("batch.kubernetes.io/job-name", name)),
                podLabels,
                plain.templateAnnotations(),
                plain.template(),
                plain.otherSpec(),
                plain.status());
    }

    private static Document claimSpec() {
        return Document.of("accessModes", List.of("ReadWriteOnce"))
                .with("10Gi", "resources", "requests", "storage")
                .with("zonal", "storageClassName");
    }

    static void createClaim(World world, String namespace, String claim) {
        if (world.find(Kind.VOLUME_CLAIMS, namespace, claim).isEmpty()) {
            world.create(
                    Kind.VOLUME_CLAIMS,
                    KubeDocument.of(Document.of("apiVersion", "v1")
                            .with("PersistentVolumeClaim", "kind")
                            .with(namespace, "metadata", "namespace")
                            .with(claim, "metadata", "name")
                            .with(claimSpec(), "spec")
                            .with("Pending", "status", "phase")));
        }
    }
}
