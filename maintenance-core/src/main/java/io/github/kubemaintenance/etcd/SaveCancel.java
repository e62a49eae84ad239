package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.etcd.EtcdBackend.SnapshotStream;
import io.github.kubemaintenance.model.internal.Nullable;

/** Whether a save was cancelled, and what to close then. Thread-safe. */
final class SaveCancel {
    private boolean cancelled;
    private @Nullable SnapshotStream stream;

    synchronized void cancel() {
        cancelled = true;
        if (stream != null) {
            stream.close();
        }
    }

    synchronized boolean isCancelled() {
        return cancelled;
    }

    /** Hands over the stream that a cancel has to close: at once, if it came before. */
    synchronized void covers(SnapshotStream open) {
        stream = open;
        if (cancelled) {
            open.close();
        }
    }
}
