package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.ObjectMeta;
import io.github.kubemaintenance.model.Workload;
import io.github.kubemaintenance.model.WorkloadKind;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Deployments: a ReplicaSet named by the hash of the template, scaled with the Deployment. A rollout that is under way
 * when a cluster is loaded stays as it is; a changed template isn't rolled out.
 */
final class DeploymentController implements Controller {
    static final String HASH = "pod-template-hash";

    private static final String NAME = "deployment";
    private static final String REVISION = "deployment.kubernetes.io/revision";
    private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void changed(World world, Change<?> change) {
        if (!(change.object() instanceof Workload workload)) {
            return;
        }
        if (workload.kind() == WorkloadKind.DEPLOYMENT && change.type() != ChangeType.DELETED) {
            world.at(world.now(), Task.of(NAME, workload));
        } else if (workload.kind() == WorkloadKind.REPLICA_SET) {
            Owners.of(workload, WorkloadKind.DEPLOYMENT)
                    .ifPresent(owner -> world.at(world.now(), Owners.task(NAME, workload, owner)));
        }
    }

    @Override
    public void due(World world, Task task) {
        world.find(Kind.DEPLOYMENTS, task.namespace(), task.name())
                .filter(found -> !found.metadata().isTerminating())
                .ifPresent(found -> sync(world, found));
    }

    private static void sync(World world, Workload deployment) {
        List<Workload> own = new ArrayList<>(world.replicaSetsOf(deployment.uid()));
        if (own.isEmpty()) {
            if (!Namespaces.isTerminating(world, deployment.namespace())) {
                own.add(world.create(Kind.REPLICA_SETS, replicaSet(deployment)));
            }
        } else {
            scale(world, deployment, own);
        }
        status(world, deployment, own);
    }

    /** Scales the one ReplicaSet that has pods, or the newest; two with pods are a rollout, which is left alone. */
    private static void scale(World world, Workload deployment, List<Workload> own) {
        int withPods = countWithPods(own);
        if (withPods > 1) {
            return;
        }
        Workload current = newest(own);
        for (Workload each : own) {
            current = each.replicas() > 0 ? each : current;
        }
        if (current.replicas() != deployment.replicas()) {
            Workload scaled = world.update(Kind.REPLICA_SETS, current.withReplicas(deployment.replicas()));
            own.set(own.indexOf(current), scaled);
        }
    }

    private static int countWithPods(List<Workload> own) {
        int count = 0;
        for (Workload each : own) {
            count += each.replicas() > 0 ? 1 : 0;
        }
        return count;
    }

    private static Workload newest(List<Workload> own) {
        Workload newest = own.get(0);
        for (Workload each : own.subList(1, own.size())) {
            newest = revision(each) > revision(newest) ? each : newest;
        }
        return newest;
    }

    private static long revision(Workload replicaSet) {
        String text = replicaSet.metadata().annotations().getOrDefault(REVISION, "0");
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }

    /** The ReplicaSet of a Deployment's template. */
    static Workload replicaSet(Workload deployment) {
        String hash = hash(deployment);
        Map<String, String> labels = new LinkedHashMap<>(deployment.templateLabels());
        labels.put(HASH, hash);
        ObjectMeta metadata = ObjectMeta.of(deployment.namespace(), deployment.name() + "-" + hash)
                .withLabels(labels)
                .withAnnotations(Map.of(REVISION, "1"))
                .withOwnerReferences(List.of(deployment.asController()));
        return new Workload(
                WorkloadKind.REPLICA_SET,
                metadata,
                deployment.replicas(),
                deployment.selector().map(selector -> {
                    List<io.github.kubemaintenance.model.LabelSelector.Requirement> all =
                            new ArrayList<>(selector.requirements());
                    all.addAll(io.github.kubemaintenance.model.LabelSelector.of(HASH, hash)
                            .requirements());
                    return new io.github.kubemaintenance.model.LabelSelector(all);
                }),
                metadata.labels(),
                deployment.templateAnnotations(),
                deployment.template(),
                Document.empty(),
                Document.empty());
    }

    /** Eight to ten letters that depend on the template only, as Kubernetes' own hash looks. */
    private static String hash(Workload deployment) {
        String text = deployment.name()
                + deployment.templateLabels()
                + deployment.templateAnnotations()
                + deployment.template();
        int hash = 0x811c9dc5;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x01000193;
        }
        StringBuilder letters = new StringBuilder();
        for (char digit : Long.toString(Integer.toUnsignedLong(hash)).toCharArray()) {
            letters.append(LETTERS.charAt((digit - '0') * 2 + letters.length() % 2));
        }
        return letters.toString();
    }

    private static void status(World world, Workload deployment, List<Workload> own) {
        int replicas = sum(own, "replicas");
        int ready = sum(own, "readyReplicas");
        Document status = WorkloadStatus.count(deployment.status(), "replicas", replicas);
        status = countWithPods(own) > 1 ? status : WorkloadStatus.count(status, "updatedReplicas", replicas);
        status = WorkloadStatus.count(status, "readyReplicas", ready);
        status = WorkloadStatus.count(status, "availableReplicas", sum(own, "availableReplicas"));
        status = WorkloadStatus.count(status, "unavailableReplicas", Math.max(0, deployment.replicas() - ready));
        boolean available = ready >= deployment.replicas() - maxUnavailable(deployment);
        status = available(status, available, world.now());
        WorkloadStatus.write(world, Kind.DEPLOYMENTS, deployment, status);
    }

    private static int sum(List<Workload> own, String key) {
        int sum = 0;
        for (Workload each : own) {
            sum += each.status().number(key).orElse(0L).intValue();
        }
        return sum;
    }

    private static int maxUnavailable(Workload deployment) {
        return deployment
                .otherSpec()
                .value("strategy", "rollingUpdate", "maxUnavailable")
                .map(Object::toString)
                .or(() -> Optional.of("25%"))
                .map(io.github.kubemaintenance.model.IntOrPercent::parse)
                .map(each -> each.roundedDownOf(deployment.replicas()))
                .orElse(0);
    }

    private static Document available(Document status, boolean available, Instant now) {
        String value = available ? "True" : "False";
        List<Document> conditions = new ArrayList<>(status.documents("conditions"));
        int at = -1;
        for (int i = 0; i < conditions.size(); i++) {
            at = conditions.get(i).text("type").orElse("").equals("Available") ? i : at;
        }
        if (at >= 0 && conditions.get(at).text("status").orElse("").equals(value)) {
            return status;
        }
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        Document condition = Document.of("type", "Available")
                .with(value, "status")
                .with(time, "lastUpdateTime")
                .with(time, "lastTransitionTime")
                .with(available ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable", "reason")
                .with("Deployment " + (available ? "has" : "does not have") + " minimum availability.", "message");
        if (at >= 0) {
            conditions.set(at, condition);
        } else {
            conditions.add(0, condition);
        }
        return status.with(conditions, "conditions");
    }
}
