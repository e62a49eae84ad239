package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.event.MaintenanceEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** What all kinds of maintenance are told; a copy for each change. */
record MaintenanceOptions(
        EtcdBackend backend,
        boolean acceptQuorumLoss,
        Duration patience,
        List<Consumer<? super MaintenanceEvent>> listeners) {
    MaintenanceOptions {
        listeners = List.copyOf(listeners);
    }

    static MaintenanceOptions of(EtcdBackend backend) {
        return new MaintenanceOptions(
                Objects.requireNonNull(backend, "backend"), false, Duration.ofMinutes(2), List.of());
    }

    MaintenanceOptions acceptingQuorumLoss() {
        return new MaintenanceOptions(backend, true, patience, listeners);
    }

    MaintenanceOptions patient(Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("a time to wait is above zero, not " + time);
        }
        return new MaintenanceOptions(backend, acceptQuorumLoss, time, listeners);
    }

    MaintenanceOptions listening(Consumer<? super MaintenanceEvent> listener) {
        List<Consumer<? super MaintenanceEvent>> more = new ArrayList<>(listeners);
        more.add(Objects.requireNonNull(listener, "listener"));
        return new MaintenanceOptions(backend, acceptQuorumLoss, patience, more);
    }
}
