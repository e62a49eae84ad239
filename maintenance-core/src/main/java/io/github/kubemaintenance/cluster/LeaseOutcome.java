package io.github.kubemaintenance.cluster;

import io.github.kubemaintenance.model.Lease;

/** What the server answered to a write of a lease. */
public sealed interface LeaseOutcome {
    /** The alternatives, to switch on. */
    enum Kind {
        /** See {@link Written}. */
        WRITTEN,
        /** See {@link Conflict}. */
        CONFLICT,
        /** See {@link Failed}. */
        FAILED
    }

    /** {@return which alternative this is} */
    Kind kind();

    /**
     * The lease is as it was written.
     *
     * @param lease its state now
     */
    record Written(Lease lease) implements LeaseOutcome {
        @Override
        public Kind kind() {
            return Kind.WRITTEN;
        }
    }

    /**
     * Somebody else has written it since it was read, or there is one of the name: nothing was written.
     *
     * @param failure what the server said
     */
    record Conflict(ApiFailure failure) implements LeaseOutcome {
        @Override
        public Kind kind() {
            return Kind.CONFLICT;
        }
    }

    /**
     * It was refused, or its fate is unknown (UNAVAILABLE).
     *
     * @param failure what the server said
     */
    record Failed(ApiFailure failure) implements LeaseOutcome {
        @Override
        public Kind kind() {
            return Kind.FAILED;
        }
    }

    /**
     * Finds what a failure means.
     *
     * @param failure the failure
     * @return CONFLICT or FAILED
     */
    static LeaseOutcome of(ApiFailure failure) {
        return failure.kind() == ApiFailure.Kind.CONFLICT ? new Conflict(failure) : new Failed(failure);
    }
}
