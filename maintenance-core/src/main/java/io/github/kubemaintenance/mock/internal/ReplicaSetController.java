package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.model.Condition;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodPhase;
import io.github.kubemaintenance.model.Workload;
import io.github.kubemaintenance.model.WorkloadKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * ReplicaSets and ReplicationControllers: as many pods as wanted. A pod that is being deleted or has ended doesn't
 * count, so its replacement is made at once.
 */
final class ReplicaSetController implements Controller {
    private final String name;
    private final WorkloadKind workloadKind;
    private final Kind<Workload> kind;
    private final PodFactory factory = new PodFactory();

    private ReplicaSetController(String name, WorkloadKind workloadKind) {
        this.name = name;
        this.workloadKind = workloadKind;
        this.kind = Scales.kind(workloadKind);
    }

    static ReplicaSetController replicaSets() {
        return new ReplicaSetController("replicaset", WorkloadKind.REPLICA_SET);
    }

    static ReplicaSetController replicationControllers() {
        return new ReplicaSetController("replicationcontroller", WorkloadKind.REPLICATION_CONTROLLER);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void changed(World world, Change<?> change) {
        if (change.object() instanceof Workload workload) {
            if (workload.kind() == workloadKind && change.type() != ChangeType.DELETED) {
                world.at(world.now(), Task.of(name, workload));
            }
        } else if (change.object() instanceof Pod pod) {
            Owners.of(pod, workloadKind).ifPresent(owner -> world.at(world.now(), Owners.task(name, pod, owner)));
        }
    }

    @Override
    public void due(World world, Task task) {
        world.find(kind, task.namespace(), task.name())
                .filter(found -> !found.metadata().isTerminating())
                .ifPresent(found -> sync(world, found));
    }

    private void sync(World world, Workload owner) {
        List<Pod> active = new ArrayList<>();
        boolean ownLabels = matches(owner, owner.templateLabels());
        for (Pod pod : world.podsOf(owner.uid())) {
            if (!(hasOwnLabels(owner, pod)
                    ? ownLabels
                    : matches(owner, pod.metadata().labels()))) {
                release(world, owner, pod);
            } else if (isActive(pod)) {
                active.add(pod);
            }
        }
        int missing = owner.replicas() - active.size();
        for (int i = 0; i < missing; i++) {
            factory.create(world, owner);
        }
        if (missing < 0) {
            active.sort(FIRST_TO_GO);
            active.subList(0, -missing).forEach(pod -> PodWrites.delete(world, pod, Optional.empty()));
        }
        int ready = 0;
        for (Pod pod : active) {
            ready += pod.isReady() ? 1 : 0;
        }
        Document status = WorkloadStatus.count(owner.status(), "replicas", active.size());
        status = WorkloadStatus.count(status, "fullyLabeledReplicas", active.size());
        status = WorkloadStatus.count(status, "readyReplicas", ready);
        WorkloadStatus.write(world, kind, owner, WorkloadStatus.count(status, "availableReplicas", ready));
    }

    private static boolean matches(Workload owner, Map<String, String> labels) {
        return owner.selector().isEmpty() || owner.selector().get().matches(labels);
    }

    @SuppressWarnings("ReferenceEquality") // pods share the labels of their template, and most pods keep them
    private static boolean hasOwnLabels(Workload owner, Pod pod) {
        return pod.metadata().labels() == owner.templateLabels();
    }

    /** Lets a pod go whose labels don't match any more; it lives on without an owner. */
    private static void release(World world, Workload owner, Pod pod) {
        world.update(
                Kind.PODS,
                pod.with(pod.metadata()
                        .withOwnerReferences(pod.metadata().ownerReferences().stream()
                                .filter(each -> !each.uid().equals(owner.uid()))
                                .toList())));
    }

    static boolean isActive(Pod pod) {
        return !pod.isFinished() && !pod.isTerminating();
    }

    /** Which surplus pods go first: unbound, not yet running, unready, ready for the shortest time, youngest. */
    private static final Comparator<Pod> FIRST_TO_GO = Comparator.comparing(
                    (Pod pod) -> !pod.nodeName().isEmpty())
            .thenComparing(pod -> pod.status().phase() != PodPhase.PENDING)
            .thenComparing(Pod::isReady)
            .thenComparing(ReplicaSetController::readySince, Comparator.reverseOrder())
            .thenComparing(pod -> pod.metadata().creationTimestamp(), Comparator.reverseOrder())
            .thenComparing(Pod::name);

    private static Instant readySince(Pod pod) {
        return pod.status()
                .condition(PodStatuses.READY)
                .flatMap(Condition::lastTransitionTime)
                .orElse(Instant.EPOCH);
    }
}
