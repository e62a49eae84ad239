package io.github.kubemaintenance.cluster;

import io.github.kubemaintenance.model.MaintenanceException;

/**
 * What became of a request: its answer, or why there is none.
 *
 * @param <A> type of the answer
 */
public sealed interface Result<A> {
    /**
     * The answer came.
     *
     * @param value the answer
     * @param <A> type of the answer
     */
    record Ok<A>(A value) implements Result<A> {}

    /**
     * No answer came. For a call it is an {@link ApiException}; for a forked action, what the action threw.
     *
     * @param error what was thrown
     * @param <A> type of the answer
     */
    record Failed<A>(Throwable error) implements Result<A> {}

    /**
     * Returns the answer or throws what there is instead.
     *
     * @return the answer
     * @throws MaintenanceException where there is none; what is no MaintenanceException is wrapped in one
     */
    default A orThrow() {
        if (this instanceof Ok<A> ok) {
            return ok.value();
        }
        Throwable error = ((Failed<A>) this).error();
        throw error instanceof MaintenanceException known ? known : new MaintenanceException(error.toString(), error);
    }
}
