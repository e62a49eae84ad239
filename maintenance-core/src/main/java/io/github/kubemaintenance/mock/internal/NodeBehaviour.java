package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a simulated node behaves.
 *
 * @param deadSince when its kubelet died: nothing starts, stops or is confirmed there, no lease is renewed; empty while
 *     it lives
 * @param lag what is added to everything that its kubelet does
 * @param staticPods manifests in its folder: mirror pods as they are made again when somebody deletes them
 */
public record NodeBehaviour(Optional<Instant> deadSince, Duration lag, List<Pod> staticPods) {
    /** A healthy node. */
    public static final NodeBehaviour HEALTHY = new NodeBehaviour(Optional.empty(), Duration.ZERO);

    /** Copies the list. */
    public NodeBehaviour {
        staticPods = List.copyOf(staticPods);
    }

    /** A node without static pods. */
    public NodeBehaviour(Optional<Instant> deadSince, Duration lag) {
        this(deadSince, lag, List.of());
    }

    /** Tells whether the kubelet lives. */
    public boolean isAlive() {
        return deadSince.isEmpty();
    }

    /** The same node whose kubelet died. */
    public NodeBehaviour died(Instant at) {
        return new NodeBehaviour(Optional.of(at), lag, staticPods);
    }

    /** The same node whose kubelet lives. */
    public NodeBehaviour revived() {
        return new NodeBehaviour(Optional.empty(), lag, staticPods);
    }

    /** The same node, slower or faster. */
    public NodeBehaviour withLag(Duration other) {
        return new NodeBehaviour(deadSince, other, staticPods);
    }

    /** The same node with other static pods. */
    public NodeBehaviour withStaticPods(List<Pod> all) {
        return new NodeBehaviour(deadSince, lag, all);
    }
}
