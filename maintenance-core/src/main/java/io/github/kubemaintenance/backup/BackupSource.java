package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Reason;
import java.util.List;
import java.util.Optional;

/** Where a restore reads objects from. Documents are read when they are needed, one at a time. */
interface BackupSource extends AutoCloseable {
    /** Loads one object. */
    @FunctionalInterface
    interface Loader {
        /** The whole object. */
        Document load();
    }

    /**
     * An object that is there to be restored.
     *
     * @param apiVersion empty where it can't be told
     * @param kind its kind; its plural where the kind can't be told
     * @param namespace empty for none
     * @param name its name
     * @param unreadable why it can't be read, if so
     * @param loader loads it
     */
    record Stored(
            String apiVersion,
            String kind,
            String namespace,
            String name,
            Optional<Reason> unreadable,
            Loader loader) {}

    /** Whether objects are as a server had them, not cleaned. */
    boolean isRaw();

    /** All objects; throws {@link BackupFormatException} where the source is damaged. */
    List<Stored> objects();

    /** What to call it in messages. */
    String name();

    @Override
    void close();
}
