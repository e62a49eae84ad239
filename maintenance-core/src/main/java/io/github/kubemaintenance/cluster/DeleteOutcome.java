package io.github.kubemaintenance.cluster;

/** What the server answered to a deletion. */
public sealed interface DeleteOutcome {
    /** The alternatives, to switch on. */
    enum Kind {
        /** See {@link Accepted}. */
        ACCEPTED,
        /** See {@link Gone}. */
        GONE,
        /** See {@link Replaced}. */
        REPLACED,
        /** See {@link Failed}. */
        FAILED
    }

    /** {@return which alternative this is} */
    Kind kind();

    /** The object is being deleted, or is gone already. */
    record Accepted() implements DeleteOutcome {
        @Override
        public Kind kind() {
            return Kind.ACCEPTED;
        }
    }

    /** There is no such object. */
    record Gone() implements DeleteOutcome {
        @Override
        public Kind kind() {
            return Kind.GONE;
        }
    }

    /** Under this name there is another object (409 on the uid). */
    record Replaced() implements DeleteOutcome {
        @Override
        public Kind kind() {
            return Kind.REPLACED;
        }
    }

    /**
     * Anything else.
     *
     * @param failure what the server said
     */
    record Failed(ApiFailure failure) implements DeleteOutcome {
        @Override
        public Kind kind() {
            return Kind.FAILED;
        }
    }
}
