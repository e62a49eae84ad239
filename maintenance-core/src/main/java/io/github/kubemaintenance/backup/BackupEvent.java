package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.event.MaintenanceEvent;
import java.time.Instant;

/**
 * A backup or a restore went on.
 *
 * @param at when, on the backend's time
 * @param subject a resource, or an object
 * @param done how many objects are done so far in all
 * @param text what happened
 */
public record BackupEvent(Instant at, String subject, long done, String text) implements MaintenanceEvent {
    @Override
    public String node() {
        return "";
    }

    @Override
    public String toString() {
        return at + " " + subject + ": " + text;
    }
}
