package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeDocument;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodSpec;
import io.github.kubemaintenance.model.Volume;
import io.github.kubemaintenance.model.Workload;
import io.github.kubemaintenance.model.WorkloadKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * StatefulSets: pods with fixed names and their own claims, one after the other (or all at once under the Parallel
 * policy). A pod is made again under its name only when the old object is gone.
 */
final class StatefulSetController implements Controller {
    private static final String NAME = "statefulset";
    private static final String POD_NAME = "statefulset.kubernetes.io/pod-name";
    private static final String POD_INDEX = "apps.kubernetes.io/pod-index";
    private static final String REVISION = "controller-revision-hash";

    private final PodFactory factory = new PodFactory();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void changed(World world, Change<?> change) {
        if (change.object() instanceof Workload workload) {
            if (workload.kind() == WorkloadKind.STATEFUL_SET && change.type() != ChangeType.DELETED) {
                world.at(world.now(), Task.of(NAME, workload));
            }
        } else if (change.object() instanceof Pod pod) {
            Owners.of(pod, WorkloadKind.STATEFUL_SET)
                    .ifPresent(owner -> world.at(world.now(), Owners.task(NAME, pod, owner)));
        }
    }

    @Override
    public void due(World world, Task task) {
        world.find(Kind.STATEFUL_SETS, task.namespace(), task.name())
                .filter(found -> !found.metadata().isTerminating())
                .ifPresent(found -> {
                    sync(world, found);
                    status(world, found);
                });
    }

    private void sync(World world, Workload set) {
        boolean ordered =
                !set.otherSpec().text("podManagementPolicy").orElse("").equals("Parallel");
        int first = set.otherSpec().number("ordinals", "start").orElse(0L).intValue();
        for (int i = first; i < first + set.replicas(); i++) {
            Optional<Pod> pod = world.find(Kind.PODS, set.namespace(), set.name() + "-" + i);
            boolean own = pod.flatMap(Pod::controller)
                    .filter(owner -> owner.uid().equals(set.uid()))
                    .isPresent();
            if (pod.isEmpty()) {
                create(world, set, i);
            } else if (own && pod.get().isFinished() && !pod.get().isTerminating()) {
                PodWrites.delete(world, pod.get(), Optional.empty());
            }
            boolean settled = own && pod.get().isReady() && !pod.get().isTerminating();
            if (ordered && !settled) {
                return;
            }
        }
        scaleDown(world, set, first, ordered);
    }

    private static void scaleDown(World world, Workload set, int first, boolean ordered) {
        List<Pod> surplus = new ArrayList<>();
        for (Pod pod : world.podsOf(set.uid())) {
            int ordinal = ordinal(set, pod);
            if (ordinal < first || ordinal >= first + set.replicas()) {
                surplus.add(pod);
            }
        }
        surplus.sort((a, b) -> Integer.compare(ordinal(set, b), ordinal(set, a)));
        for (Pod pod : surplus) {
            if (!pod.isTerminating()) {
                PodWrites.delete(world, pod, Optional.empty());
            }
            if (ordered) {
                return;
            }
        }
    }

    private static int ordinal(Workload set, Pod pod) {
        String rest =
                pod.name().substring(Math.min(pod.name().length(), set.name().length() + 1));
        return rest.matches("\\d{1,9}") ? Integer.parseInt(rest) : Integer.MAX_VALUE;
    }

    private void create(World world, Workload set, int ordinal) {
        if (!Namespaces.isTerminating(world, set.namespace())) {
            Pod pod = pod(set, ordinal, factory.spec(set));
            claims(world, set, pod.name());
            world.create(Kind.PODS, pod);
        }
    }

    /** The pod of an ordinal. */
    static Pod pod(Workload set, int ordinal, PodSpec admitted) {
        String name = set.name() + "-" + ordinal;
        Map<String, String> labels = new LinkedHashMap<>(set.templateLabels());
        labels.put(POD_INDEX, Integer.toString(ordinal));
        set.status().text("updateRevision").ifPresent(revision -> labels.put(REVISION, revision));
        labels.put(POD_NAME, name);
        List<Document> templates = set.otherSpec().documents("volumeClaimTemplates");
        PodSpec spec = admitted;
        if (!templates.isEmpty()) {
            List<Document> volumes = new ArrayList<>();
            for (Document template : templates) {
                volumes.add(new Volume(template.name(), Volume.CLAIM, claim(template, name)).toDocument());
            }
            Document written = admitted.toDocument();
            written.documents("volumes").stream()
                    .filter(each -> templates.stream()
                            .noneMatch(t -> t.name().equals(each.text("name").orElse(""))))
                    .forEach(volumes::add);
            spec = PodSpec.of(written.with(volumes, "volumes"));
        }
        return PodFactory.of(set, name, PodFactory.Common.of(set), labels, spec);
    }

    private static String claim(Document template, String pod) {
        return template.name() + "-" + pod;
    }

    /** Makes the claims of a pod that aren't there yet. */
    static void claims(World world, Workload set, String pod) {
        for (Document template : set.otherSpec().documents("volumeClaimTemplates")) {
            String name = claim(template, pod);
            if (world.find(Kind.VOLUME_CLAIMS, set.namespace(), name).isEmpty()) {
                world.create(
                        Kind.VOLUME_CLAIMS,
                        KubeDocument.of(Document.of("apiVersion", "v1")
                                .with("PersistentVolumeClaim", "kind")
                                .with(set.namespace(), "metadata", "namespace")
                                .with(name, "metadata", "name")
                                .with(set.templateLabels(), "metadata", "labels")
                                .with(template.at("spec"), "spec")
                                .with("Pending", "status", "phase")));
            }
        }
    }

    private static void status(World world, Workload set) {
        int replicas = 0;
        int ready = 0;
        for (Pod pod : world.podsOf(set.uid())) {
            replicas += pod.isFinished() ? 0 : 1;
            ready += pod.isReady() && !pod.isTerminating() ? 1 : 0;
        }
        Document status = WorkloadStatus.count(set.status(), "replicas", replicas);
        status = WorkloadStatus.count(status, "readyReplicas", ready);
        status = WorkloadStatus.count(status, "availableReplicas", ready);
        status = WorkloadStatus.count(status, "currentReplicas", replicas);
        WorkloadStatus.write(world, Kind.STATEFUL_SETS, set, WorkloadStatus.count(status, "updatedReplicas", replicas));
    }
}
