package io.github.kubemaintenance.event.internal;

import io.github.kubemaintenance.event.MaintenanceEvent;
import java.util.List;
import java.util.function.Consumer;

/**
 * Hands events to the listeners of one operation, in order, on the calling thread. What a listener throws is logged once
 * an operation and changes nothing: neither for the operation nor for the other listeners.
 */
public final class Dispatch {
    private final List<Consumer<? super MaintenanceEvent>> all;
    private boolean logged;

    public Dispatch(List<Consumer<? super MaintenanceEvent>> all) {
        this.all = List.copyOf(all);
    }

    /** Tells all of them. */
    public void tell(MaintenanceEvent event) {
        for (Consumer<? super MaintenanceEvent> listener : all) {
            try {
                listener.accept(event);
            } catch (Throwable e) { // whatever it is, also a checked one that a lambda of another language throws
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                if (!logged) {
                    logged = true;
                    System.getLogger("io.github.kubemaintenance.event")
                            .log(
                                    System.Logger.Level.WARNING,
                                    "A listener failed on \"" + event
                                            + "\". The operation goes on; further failures are not logged.",
                                    e);
                }
            }
        }
    }
}
