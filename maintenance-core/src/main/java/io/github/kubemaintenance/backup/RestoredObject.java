package io.github.kubemaintenance.backup;

/**
 * One object of a restore, and what became of it.
 *
 * @param apiVersion as it was sent
 * @param kind its kind
 * @param namespace where it is, empty for none
 * @param name its name
 * @param result what became of it
 * @param text for people: why, and what to do; may be empty
 */
public record RestoredObject(
        String apiVersion, String kind, String namespace, String name, Result result, String text) {
    /** What became of an object. */
    public enum Result {
        /** It was created. */
        CREATED,
        /** It was updated. */
        UPDATED,
        /** It was there as in the backup. */
        SAME,
        /** It was left as it is. */
        SKIPPED,
        /** Others own what would have to change. */
        CONFLICT,
        /** The server refused it, or it could not be asked. */
        FAILED,
        /** The restore ended before it was its turn. */
        NOT_DONE
    }

    @Override
    public String toString() {
        return result + " " + kind + " " + (namespace.isEmpty() ? "" : namespace + "/") + name
                + (text.isEmpty() ? "" : ": " + text);
    }
}
