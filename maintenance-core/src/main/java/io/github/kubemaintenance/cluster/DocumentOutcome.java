package io.github.kubemaintenance.cluster;

import io.github.kubemaintenance.model.Document;
import java.util.List;
import java.util.Optional;

/** What the server answered to a {@link DocumentWrite}. */
public sealed interface DocumentOutcome {
    /** The alternatives, to switch on. */
    enum Kind {
        /** See {@link Written}. */
        WRITTEN,
        /** See {@link Exists}. */
        EXISTS,
        /** See {@link Changed}. */
        CHANGED,
        /** See {@link Owned}. */
        OWNED,
        /** See {@link Failed}. */
        FAILED
    }

    /** {@return which alternative this is} */
    Kind kind();

    /** {@return why it isn't written; empty if it is} */
    Optional<ApiFailure> failure();

    /**
     * The object is as asked.
     *
     * @param object its state now
     * @param created whether it wasn't there before
     */
    record Written(Document object, boolean created) implements DocumentOutcome {
        @Override
        public Kind kind() {
            return Kind.WRITTEN;
        }

        @Override
        public Optional<ApiFailure> failure() {
            return Optional.empty();
        }
    }

    /**
     * There is one of the name already (409 AlreadyExists).
     *
     * @param why what the server said
     */
    record Exists(ApiFailure why) implements DocumentOutcome {
        @Override
        public Kind kind() {
            return Kind.EXISTS;
        }

        @Override
        public Optional<ApiFailure> failure() {
            return Optional.of(why);
        }
    }

    /**
     * The object has changed since it was read (409 on its version or uid).
     *
     * @param why what the server said
     */
    record Changed(ApiFailure why) implements DocumentOutcome {
        @Override
        public Kind kind() {
            return Kind.CHANGED;
        }

        @Override
        public Optional<ApiFailure> failure() {
            return Optional.of(why);
        }
    }

    /**
     * Somebody else owns fields that an apply would set to other values (409 with field manager conflicts).
     *
     * @param why what the server said
     * @param fields each field, and whose it is in the message
     */
    record Owned(ApiFailure why, List<ApiStatus.Cause> fields) implements DocumentOutcome {
        public Owned {
            fields = List.copyOf(fields);
        }

        @Override
        public Kind kind() {
            return Kind.OWNED;
        }

        @Override
        public Optional<ApiFailure> failure() {
            return Optional.of(why);
        }
    }

    /**
     * The server refused it, or its fate is unknown (UNAVAILABLE).
     *
     * @param why what the server said
     * @param fields the fields that it won't take; empty where it named none
     */
    record Failed(ApiFailure why, List<ApiStatus.Cause> fields) implements DocumentOutcome {
        public Failed {
            fields = List.copyOf(fields);
        }

        @Override
        public Kind kind() {
            return Kind.FAILED;
        }

        @Override
        public Optional<ApiFailure> failure() {
            return Optional.of(why);
        }
    }

    /**
     * Finds what an answer that is no object means: for authors of a backend, so that all understand the same.
     *
     * @param status the answer
     * @param request what was asked
     * @return the outcome
     */
    static DocumentOutcome of(ApiStatus status, String request) {
        ApiFailure failure = status.toFailure(request);
        if (failure.kind() != ApiFailure.Kind.CONFLICT) {
            return new Failed(failure, status.causes());
        } else if (status.reason().equals("AlreadyExists")) {
            return new Exists(failure);
        }
        return status.cause("FieldManagerConflict").isPresent()
                ? new Owned(failure, status.causes())
                : new Changed(failure);
    }

    /**
     * Finds the outcome of a call that may have got no answer at all.
     *
     * @param result of {@link Documents#writing}
     * @return the outcome
     */
    static DocumentOutcome of(Result<DocumentOutcome> result) {
        if (result instanceof Result.Failed<DocumentOutcome> failed && failed.error() instanceof ApiException known) {
            return new Failed(known.failure(), List.of());
        }
        return result.orThrow();
    }
}
