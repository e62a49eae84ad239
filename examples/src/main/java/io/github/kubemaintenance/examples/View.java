package io.github.kubemaintenance.examples;

import io.github.kubemaintenance.event.MaintenanceEvent;
import java.util.function.Consumer;

/** Shows a drain while it goes on. */
interface View extends Consumer<MaintenanceEvent> {
    /** Shows the last state and lets go of the screen. */
    void close();
}
