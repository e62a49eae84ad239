package io.github.kubemaintenance.cluster;

import java.time.Duration;
import java.util.Optional;

/**
 * Stands around every request of a live backend, on the thread that carries it out: counts, logs, breaks a circuit.
 * Never repeats a write. Thread-safe.
 */
public interface Interceptor {
    /** What comes after an interceptor. */
    @FunctionalInterface
    interface Next {
        /**
         * Carries the request on.
         *
         * @param call the request
         * @return its answer
         * @param <A> type of the answer
         */
        <A> A proceed(Call<A> call);
    }

    /**
     * When a request may go.
     *
     * @param pause how long it has to wait, zero for not at all
     * @param granted whether it may go after that pause; if not, the interceptor is asked again then
     */
    record Turn(Duration pause, boolean granted) {
        /** It may go now. */
        public static final Turn NOW = new Turn(Duration.ZERO, true);

        public Turn {
            if (pause.isNegative() || (pause.isZero() && !granted)) {
                throw new IllegalArgumentException("a pause is above zero, or zero where it is granted, not " + pause);
            }
        }

        /**
         * Lets a request go after a pause.
         *
         * @param pause how long
         * @return the turn
         */
        public static Turn after(Duration pause) {
            return new Turn(pause, true);
        }

        /**
         * Has an interceptor asked again.
         *
         * @param pause after how long, above zero
         * @return the turn
         */
        public static Turn askAgainAfter(Duration pause) {
            return new Turn(pause, false);
        }
    }

    /** Decides over one read whether it is sent again. Used by one thread at a time. */
    interface Repeats {
        /** Never again. */
        Repeats NONE = failure -> Optional.empty();

        /**
         * The read has failed.
         *
         * @param failure why
         * @return after how long it is to be sent again; empty to let it have failed
         */
        Optional<Duration> failed(ApiException failure);

        /** The read was answered. */
        default void answered() {}
    }

    /**
     * Says when a request may go. Asked on the session's thread before a request is handed to another one; the session
     * waits, no thread does. Must not block.
     *
     * @param call the request
     * @return its turn, now by default
     */
    default Turn turn(Call<?> call) {
        return Turn.NOW;
    }

    /**
     * Says whether a read that fails is sent again. Asked only for sessions that do nothing but read ({@link
     * ClusterBackend#openForReading()}), once for each of their reads; the first interceptor that wants it again has its
     * way. The session waits, no thread does.
     *
     * @param call the read
     * @return what decides, {@link Repeats#NONE} by default
     */
    default Repeats repeats(Call<?> call) {
        return Repeats.NONE;
    }

    /**
     * Carries a request out, or answers it without.
     *
     * @param call the request
     * @param next what comes after
     * @return the answer
     * @param <A> type of the answer
     */
    <A> A around(Call<A> call, Next next);
}
