package io.github.kubemaintenance.node;

import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Observer;
import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.model.Condition;
import io.github.kubemaintenance.model.OwnerReference;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodRef;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** All pods of the cluster as far as a roll has to know: which can't be scheduled, and whose last Ready one went. */
final class PodBoard implements Observer<Pod> {
    private final Supplier<Instant> now;
    private final Runnable moved;
    private final Consumer<ApiFailure> blind;
    private final Map<String, Integer> ready = new HashMap<>();
    private final Map<String, Boolean> counted = new HashMap<>();
    private final TreeSet<String> down = new TreeSet<>();
    private final Map<PodRef, Instant> pending = new LinkedHashMap<>();
    private Instant begin = Instant.MAX;

    /**
     * Makes a board.
     *
     * @param moved hears that another pod can't be scheduled
     * @param blind hears that nothing will be seen any more
     */
    PodBoard(Supplier<Instant> now, Runnable moved, Consumer<ApiFailure> blind) {
        this.now = now;
        this.moved = moved;
        this.blind = blind;
    }

    /** Workloads that had Ready pods and for a time had none. */
    List<String> wentDown() {
        return List.copyOf(down);
    }

    /** The pod that has been unschedulable for longest, of those that came since the beginning. */
    Optional<Map.Entry<PodRef, Instant>> longestPending() {
        return pending.entrySet().stream().min(Map.Entry.comparingByValue());
    }

    private static Optional<String> workload(Pod pod) {
        Optional<OwnerReference> owner = pod.controller();
        if (owner.isEmpty()
                || owner.get().kind().equals("DaemonSet")
                || owner.get().kind().equals("Node")
                || owner.get().kind().equals("Job")) {
            return Optional.empty();
        }
        String hash = pod.metadata().labels().getOrDefault("pod-template-hash", "");
        String name = owner.get().name();
        boolean deployment = !hash.isEmpty() && name.endsWith("-" + hash);
        return Optional.of(
                deployment
                        ? "Deployment " + pod.namespace() + "/" + name.substring(0, name.length() - hash.length() - 1)
                        : owner.get().kind() + " " + pod.namespace() + "/" + name);
    }

    private void count(Pod pod, boolean isReady) {
        Optional<String> workload = workload(pod);
        if (workload.isEmpty() || counted.getOrDefault(pod.uid(), false) == isReady) {
            return;
        }
        if (isReady) {
            counted.put(pod.uid(), true);
        } else {
            counted.remove(pod.uid());
        }
        int left = ready.merge(workload.get(), isReady ? 1 : -1, Integer::sum);
        if (left == 0) {
            down.add(workload.get());
        }
    }

    private void queue(Pod pod, boolean gone) {
        boolean unschedulable = !gone
                && pod.nodeName().isEmpty()
                && !pod.isTerminating()
                && !pod.metadata().creationTimestamp().isBefore(begin)
                && pod.status()
                        .condition("PodScheduled")
                        .map(Condition::reason)
                        .filter("Unschedulable"::equals)
                        .isPresent();
        if (unschedulable && pending.putIfAbsent(pod.ref(), now.get()) == null) {
            moved.run();
        } else if (!unschedulable) {
            pending.remove(pod.ref());
        }
    }

    @Override
    public void snapshot(List<Pod> items) {
        if (begin.equals(Instant.MAX)) {
            begin = now.get();
        }
        ready.clear();
        counted.clear();
        pending.keySet().retainAll(items.stream().map(Pod::ref).toList());
        items.forEach(pod -> {
            count(pod, pod.isReady());
            queue(pod, false);
        });
    }

    @Override
    public void changed(ChangeType type, Pod pod) {
        boolean gone = type == ChangeType.DELETED;
        count(pod, !gone && pod.isReady());
        queue(pod, gone);
    }

    @Override
    public void lost(ApiFailure why, boolean ended) {
        if (ended) {
            blind.accept(why);
        }
    }
}
