package io.github.kubemaintenance.cluster;

import java.time.Duration;
import java.util.Optional;

/**
 * What the server answered to an eviction. Mirrors the answers of kube-apiserver's pods/eviction (policy/v1, 1.22 and
 * later).
 */
public sealed interface EvictionOutcome {
    /** The alternatives, to switch on. */
    enum Kind {
        /** See {@link Accepted}. */
        ACCEPTED,
        /** See {@link Blocked}. */
        BLOCKED,
        /** See {@link Throttled}. */
        THROTTLED,
        /** See {@link Gone}. */
        GONE,
        /** See {@link Replaced}. */
        REPLACED,
        /** See {@link TwoBudgets}. */
        TWO_BUDGETS,
        /** See {@link Forbidden}. */
        FORBIDDEN,
        /** See {@link NamespaceTerminating}. */
        NAMESPACE_TERMINATING,
        /** See {@link Unavailable}. */
        UNAVAILABLE,
        /** See {@link Other}. */
        OTHER
    }

    /** {@return which alternative this is} */
    Kind kind();

    /**
     * Returns what the server said, for people.
     *
     * @return its message; empty for {@link Accepted}
     */
    String message();

    /** The pod is being deleted, or is gone already. */
    record Accepted() implements EvictionOutcome {
        @Override
        public Kind kind() {
            return Kind.ACCEPTED;
        }

        @Override
        public String message() {
            return "";
        }
    }

    /**
     * A disruption budget doesn't allow it now (429 with the cause DisruptionBudget).
     *
     * @param budget name of the budget, where the server's text tells it
     * @param message what the server said, the cause's text first
     * @param retryAfter how long the server asked to wait; it does so while the budget isn't observed
     */
    record Blocked(Optional<String> budget, String message, Optional<Duration> retryAfter) implements EvictionOutcome {
        @Override
        public Kind kind() {
            return Kind.BLOCKED;
        }
    }

    /**
     * The server asks for patience (429 by flow control, while shutting down, while a storage initializes).
     *
     * @param message what the server said
     * @param retryAfter how long it asked to wait
     */
    record Throttled(String message, Optional<Duration> retryAfter) implements EvictionOutcome {
        @Override
        public Kind kind() {
            return Kind.THROTTLED;
        }
    }

    /**
     * There is no such pod (404).
     *
     * @param message what the server said
     */
    record Gone(String message) implements EvictionOutcome {
        @Override
        public Kind kind() {
            return Kind.GONE;
        }
    }

    /**
     * Under this name there is another pod (409 on the uid).
     *
     * @param message what the server said
     */
    record Replaced(String message) implements EvictionOutcome {
        @Override
        public Kind kind() {
            return Kind.REPLACED;
        }
    }

    /**
     * More than one budget selects the pod; the server refuses for ever (500).
     *
     * @param message what the server said
     */
    record TwoBudgets(String message) implements EvictionOutcome {
        @Override
        public Kind kind() {
            return Kind.TWO_BUDGETS;
        }
    }

    /**
     * Not allowed: access rules, or a budget in a state that allows nothing (403).
     *
     * @param message what the server said
     */
    record Forbidden(String message) implements EvictionOutcome {
        @Override
        public Kind kind() {
            return Kind.FORBIDDEN;
        }
    }

    /**
     * The namespace is being deleted; the pod will be deleted with it (403 with the cause NamespaceTerminating).
     *
     * @param message what the server said
     */
    record NamespaceTerminating(String message) implements EvictionOutcome {
        @Override
        public Kind kind() {
            return Kind.NAMESPACE_TERMINATING;
        }
    }

    /**
     * No answer, or one that says that the server isn't well (5xx): the eviction may have been carried out.
     *
     * @param message what was said, if anything
     * @param retryAfter how long the server asked to wait
     */
    record Unavailable(String message, Optional<Duration> retryAfter) implements EvictionOutcome {
        @Override
        public Kind kind() {
            return Kind.UNAVAILABLE;
        }
    }

    /**
     * Any other refusal, for example by an admission webhook or policy.
     *
     * @param code HTTP status
     * @param reason the Status' reason, may be empty
     * @param message what the server said
     */
    record Other(int code, String reason, String message) implements EvictionOutcome {
        @Override
        public Kind kind() {
            return Kind.OTHER;
        }
    }
}
