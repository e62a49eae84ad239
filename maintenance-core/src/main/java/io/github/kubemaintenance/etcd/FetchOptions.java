package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.event.MaintenanceEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** From whom a snapshot is fetched and how long is waited; a copy for each change. */
record FetchOptions(
        EtcdBackend backend,
        Optional<String> member,
        boolean acceptCorrupt,
        Duration idleTimeout,
        List<Consumer<? super MaintenanceEvent>> listeners) {
    private static final Duration IDLE = Duration.ofSeconds(60);

    FetchOptions {
        listeners = List.copyOf(listeners);
    }

    static FetchOptions of(EtcdBackend backend) {
        return new FetchOptions(Objects.requireNonNull(backend, "backend"), Optional.empty(), false, IDLE, List.of());
    }

    FetchOptions from(String name) {
        return new FetchOptions(backend, Optional.of(name), acceptCorrupt, idleTimeout, listeners);
    }

    FetchOptions acceptingCorrupt() {
        return new FetchOptions(backend, member, true, idleTimeout, listeners);
    }

    FetchOptions idle(Duration timeout) {
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("an idle timeout is above zero: " + timeout);
        }
        return new FetchOptions(backend, member, acceptCorrupt, timeout, listeners);
    }

    FetchOptions listening(Consumer<? super MaintenanceEvent> listener) {
        List<Consumer<? super MaintenanceEvent>> more = new ArrayList<>(listeners);
        more.add(Objects.requireNonNull(listener, "listener"));
        return new FetchOptions(backend, member, acceptCorrupt, idleTimeout, more);
    }
}
