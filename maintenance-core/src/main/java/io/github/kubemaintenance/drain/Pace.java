package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Observer;
import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.model.OwnerReference;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodRef;
import io.github.kubemaintenance.model.Workload;
import io.github.kubemaintenance.model.WorkloadKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Paces Ready pods that no budget guards, over all drains of a loop: of one owner they go one after the other, each when as
 * many are Ready as there were before the last one went, or as many as the owner still wants. For ReplicaSets, StatefulSets
 * and ReplicationControllers; pods of others, and those that aren't Ready, go at once.
 */
final class Pace implements Observer<Pod> {
    private static final Set<WorkloadKind> PACED =
            Set.of(WorkloadKind.REPLICA_SET, WorkloadKind.STATEFUL_SET, WorkloadKind.REPLICATION_CONTROLLER);

    private final WideSource source;
    private final BudgetBook book;
    private final Consumer<String> moved;
    private final Map<String, Gap> gaps = new HashMap<>();
    private boolean seen;
    private boolean blind;

    /** A pod of an owner has gone, or is about to. */
    private static final class Gap {
        private final PodRef pod;
        private boolean inFlight = true;
        private int wanted = Integer.MAX_VALUE;
        private int replicas = Integer.MAX_VALUE;
        private long ticket = -1;

        Gap(PodRef pod) {
            this.pod = pod;
        }
    }

    /**
     * Makes a pace.
     *
     * @param book is asked anew once something has moved
     * @param moved hears the namespaces in which a pod may go now that couldn't before; empty for all
     */
    Pace(WideSource source, BudgetBook book, Consumer<String> moved) {
        this.source = source;
        this.book = book;
        this.moved = moved;
    }

    private static Optional<OwnerReference> owner(Pod pod) {
        return pod.controller().filter(each -> WorkloadKind.find(each.apiVersion(), each.kind())
                .filter(PACED::contains)
                .isPresent());
    }

    private int ready(String owner, PodRef without) {
        return (int) source.podsOf(owner).stream()
                .filter(pod ->
                        pod.isReady() && !pod.isTerminating() && !pod.ref().equals(without))
                .count();
    }

    /** Tells whether a pod that no budget guards may go now. */
    boolean mayGo(Pod pod) {
        Optional<OwnerReference> owner = owner(pod);
        if (blind || owner.isEmpty() || !pod.isReady()) {
            return true;
        }
        Gap gap = gaps.get(owner.get().uid());
        return seen
                && (gap == null
                        || gap.pod.equals(pod.ref())
                        || isClosed(owner.get().uid(), gap));
    }

    private boolean isClosed(String owner, Gap gap) {
        if (gap.inFlight || ready(owner, gap.pod) < Math.min(gap.wanted, gap.replicas)) {
            return false;
        }
        gaps.remove(owner);
        source.stop(gap.ticket);
        return true;
    }

    /** A request to move a pod that no budget guards is under way. */
    void sent(Pod pod) {
        if (pod.isReady()) {
            owner(pod).ifPresent(owner -> {
                Gap gap = gaps.get(owner.uid());
                if (gap == null || !gap.pod.equals(pod.ref())) {
                    gaps.put(owner.uid(), new Gap(pod.ref()));
                }
            });
        }
    }

    /** The request has ended. Unless {@link #goes} follows at once the pod stays. */
    void answered(PodRef pod) {
        for (Gap gap : gaps.values()) {
            if (gap.pod.equals(pod) && gap.inFlight) {
                gap.inFlight = false;
                gap.wanted = 0;
                book.moved(pod.namespace());
            }
        }
    }

    /** The pod goes: the server has accepted it. */
    void goes(Pod pod) {
        OwnerReference owner = owner(pod).orElse(null);
        Gap gap = owner == null ? null : gaps.get(owner.uid());
        if (owner == null || gap == null || !gap.pod.equals(pod.ref()) || gap.ticket >= 0) {
            return;
        }
        gap.inFlight = false;
        gap.wanted = ready(owner.uid(), gap.pod) + 1;
        Kind.workloads().stream()
                .filter(kind -> kind.kind().equals(owner.kind()))
                .findFirst()
                .ifPresent(kind -> gap.ticket =
                        source.workload(kind, pod.namespace(), owner.name(), new Wanted(pod.namespace(), owner, gap)));
    }

    @Override
    public void snapshot(List<Pod> items) {
        seen = true;
        moved.accept("");
    }

    @Override
    public void changed(ChangeType type, Pod pod) {
        if (!gaps.isEmpty()
                && pod.controller().map(each -> gaps.containsKey(each.uid())).orElse(false)) {
            moved.accept(pod.namespace());
        }
    }

    @Override
    public void lost(ApiFailure why, boolean ended) {
        if (ended) {
            blind = true; // what can't be seen can't be waited for
            moved.accept("");
        }
    }

    /** How many pods the owner of a gap wants now. */
    private final class Wanted implements Observer<Workload> {
        private final String namespace;
        private final OwnerReference owner;
        private final Gap gap;

        Wanted(String namespace, OwnerReference owner, Gap gap) {
            this.namespace = namespace;
            this.owner = owner;
            this.gap = gap;
        }

        private void wants(Optional<Workload> workload) {
            gap.replicas = workload.filter(each -> each.uid().equals(owner.uid()))
                    .map(Workload::replicas)
                    .orElse(0);
            moved.accept(namespace);
        }

        @Override
        public void snapshot(List<Workload> items) {
            wants(items.stream().findFirst());
        }

        @Override
        public void changed(ChangeType type, Workload object) {
            wants(type == ChangeType.DELETED ? Optional.empty() : Optional.of(object));
        }

        @Override
        public void lost(ApiFailure why, boolean ended) {}
    }
}
