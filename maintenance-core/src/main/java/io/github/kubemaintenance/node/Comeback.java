package io.github.kubemaintenance.node;

import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Observer;
import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.model.Condition;
import io.github.kubemaintenance.model.ContainerStatus;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Is a node back? Its boot id is another (where it was restarted), it is Ready, and so are the DaemonSet and static pods
 * on it, with containers that were started since. Pods that weren't Ready before are not waited for.
 */
final class Comeback implements Observer<Pod> {
    private final Runnable moved;
    private final Map<PodRef, Pod> pods = new TreeMap<>();
    private final Map<String, List<Instant>> startsBefore = new HashMap<>();
    private final Set<String> unwellBefore = new HashSet<>();
    private Optional<ApiFailure> unreadable = Optional.empty();
    private boolean seen;

    Comeback(Runnable moved) {
        this.moved = moved;
    }

    /** Tells whether the pods of the node are known, or never will be. */
    boolean isLooking() {
        return seen || unreadable.isPresent();
    }

    /** Remembers how it was before the node went away. */
    void remember() {
        for (Pod pod : residents()) {
            startsBefore.put(pod.uid(), starts(pod));
            if (!pod.isReady()) {
                unwellBefore.add(owner(pod));
            }
        }
    }

    /** Returns what is missing yet, for people; empty if the node is back. */
    Optional<String> missing(Node node, String bootBefore, boolean reboot) {
        if (reboot && node.bootId().equals(bootBefore)) {
            return Optional.of("its boot id is still " + bootBefore + ", so it was not restarted yet");
        } else if (!node.isReady()) {
            return Optional.of("it is not Ready"
                    + node.condition("Ready").map(Comeback::text).orElse(": its kubelet has not said anything yet"));
        } else if (unreadable.isPresent()) {
            return Optional.empty();
        }
        List<String> late = new ArrayList<>();
        for (Pod pod : residents()) {
            boolean old = reboot
                    && starts(pod).equals(startsBefore.get(pod.uid()))
                    && !starts(pod).isEmpty();
            if ((!pod.isReady() || old) && !unwellBefore.contains(owner(pod))) {
                late.add(pod.namespace() + "/" + pod.name());
            }
        }
        return late.isEmpty() && seen
                ? Optional.empty()
                : Optional.of("pods that always run there are not Ready: " + String.join(", ", late));
    }

    /** Returns why its pods can't be seen, so that only the node itself tells. */
    Optional<ApiFailure> unreadable() {
        return unreadable;
    }

    private static String text(Condition ready) {
        return ": " + ready.status() + " because " + ready.reason()
                + (ready.message().isEmpty() ? "" : " (" + ready.message() + ")");
    }

    private List<Pod> residents() {
        return pods.values().stream()
                .filter(pod -> !pod.isFinished() && !pod.isTerminating())
                .filter(pod -> pod.isMirror()
                        || pod.controller()
                                .map(owner -> owner.kind().equals("DaemonSet"))
                                .orElse(false))
                .toList();
    }

    private static String owner(Pod pod) {
        return pod.isMirror()
                ? pod.namespace() + "/" + pod.name()
                : pod.controller().map(owner -> owner.uid()).orElse(pod.uid());
    }

    private static List<Instant> starts(Pod pod) {
        List<Instant> all = new ArrayList<>();
        for (ContainerStatus each : pod.status().containerStatuses()) {
            if (each.state() instanceof ContainerStatus.Running running) {
                all.add(running.startedAt());
            }
        }
        return all;
    }

    @Override
    public void snapshot(List<Pod> items) {
        seen = true;
        pods.clear();
        items.forEach(pod -> pods.put(pod.ref(), pod));
        moved.run();
    }

    @Override
    public void changed(ChangeType type, Pod object) {
        if (type == ChangeType.DELETED) {
            pods.remove(object.ref());
        } else {
            pods.put(object.ref(), object);
        }
        moved.run();
    }

    @Override
    public void lost(ApiFailure why, boolean ended) {
        if (ended) {
            unreadable = Optional.of(why);
            moved.run();
        }
    }
}
