package io.github.kubemaintenance.mock.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How a simulated node behaves.
 *
 * @param deadSince when its kubelet died: nothing starts, stops or is confirmed there, no lease is renewed; empty while
 *     it lives
 * @param lag what is added to everything that its kubelet does
 */
public record NodeBehaviour(Optional<Instant> deadSince, Duration lag) {
    /** A healthy node. */
    public static final NodeBehaviour HEALTHY = new NodeBehaviour(Optional.empty(), Duration.ZERO);

    /** Tells whether the kubelet lives. */
    public boolean isAlive() {
        return deadSince.isEmpty();
    }
}
