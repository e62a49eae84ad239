package io.github.kubemaintenance.cluster;

import java.time.Duration;

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
     * Says when a request may go. Asked once for each request, before it is handed to a thread; the session waits, no
     * thread does.
     *
     * @param call the request
     * @return how long it has to wait, zero by default
     */
    default Duration delay(Call<?> call) {
        return Duration.ZERO;
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
