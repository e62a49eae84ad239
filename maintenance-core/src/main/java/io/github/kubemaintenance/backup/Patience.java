package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.model.MaintenanceException;
import java.time.Duration;
import java.util.Optional;

/** How often and after how long a request is sent again that failed without anybody having said no. */
final class Patience {
    private static final int TRIES = 5;

    private int failed;

    /** After how long to try again; empty where it is no use. */
    Optional<Duration> again(ApiFailure failure) {
        boolean passing = failure.kind() == ApiFailure.Kind.THROTTLED || failure.kind() == ApiFailure.Kind.UNAVAILABLE;
        if (!passing || ++failed >= TRIES) {
            return Optional.empty();
        }
        return Optional.of(failure.retryAfter().orElse(Duration.ofSeconds(1L << (failed - 1))));
    }

    void answered() {
        failed = 0;
    }

    /** Why a call failed; what is no answer of a server is thrown on. */
    static Optional<ApiFailure> failure(Result<?> result) {
        if (!(result instanceof Result.Failed<?> failed)) {
            return Optional.empty();
        } else if (failed.error() instanceof ApiException known) {
            return Optional.of(known.failure());
        }
        throw failed.error() instanceof MaintenanceException ours
                ? ours
                : new MaintenanceException(failed.error().toString(), failed.error());
    }
}
