package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.event.MaintenanceEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The options of a save; a copy for each change. */
record SaveOptions(
        EtcdBackend backend,
        Path target,
        boolean overwrite,
        Optional<String> member,
        boolean acceptCorrupt,
        Duration idleTimeout,
        boolean sidecar,
        List<Consumer<? super MaintenanceEvent>> listeners) {
    SaveOptions {
        listeners = List.copyOf(listeners);
    }

    /** Copies with one change; what is null stays. */
    SaveOptions overwriting() {
        return new SaveOptions(backend, target, true, member, acceptCorrupt, idleTimeout, sidecar, listeners);
    }

    SaveOptions from(String name) {
        return new SaveOptions(
                backend, target, overwrite, Optional.of(name), acceptCorrupt, idleTimeout, sidecar, listeners);
    }

    SaveOptions acceptingCorrupt() {
        return new SaveOptions(backend, target, overwrite, member, true, idleTimeout, sidecar, listeners);
    }

    SaveOptions idle(Duration timeout) {
        return new SaveOptions(backend, target, overwrite, member, acceptCorrupt, timeout, sidecar, listeners);
    }

    SaveOptions withSidecar() {
        return new SaveOptions(backend, target, overwrite, member, acceptCorrupt, idleTimeout, true, listeners);
    }

    SaveOptions listening(Consumer<? super MaintenanceEvent> listener) {
        List<Consumer<? super MaintenanceEvent>> more = new java.util.ArrayList<>(listeners);
        more.add(listener);
        return new SaveOptions(backend, target, overwrite, member, acceptCorrupt, idleTimeout, sidecar, more);
    }
}
