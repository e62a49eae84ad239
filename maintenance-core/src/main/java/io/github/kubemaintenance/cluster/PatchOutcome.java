package io.github.kubemaintenance.cluster;

/**
 * What the server answered to a patch.
 *
 * @param <T> type of the object
 */
public sealed interface PatchOutcome<T> {
    /** The alternatives, to switch on. */
    enum Kind {
        /** See {@link Patched}. */
        PATCHED,
        /** See {@link Failed}. */
        FAILED
    }

    /** {@return which alternative this is} */
    Kind kind();

    /**
     * The object is as the patch asked.
     *
     * @param object its state now
     * @param <T> type of the object
     */
    record Patched<T>(T object) implements PatchOutcome<T> {
        @Override
        public Kind kind() {
            return Kind.PATCHED;
        }
    }

    /**
     * The patch was refused, or its fate is unknown (UNAVAILABLE).
     *
     * @param failure what the server said; CONFLICT where a guard didn't hold
     * @param <T> type of the object
     */
    record Failed<T>(ApiFailure failure) implements PatchOutcome<T> {
        @Override
        public Kind kind() {
            return Kind.FAILED;
        }
    }
}
