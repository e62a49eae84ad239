package io.github.kubemaintenance.etcd;

import java.time.Duration;

/**
 * The caller's scheduler: this library has no timer of its own. On one of the JDK's:
 *
 * <pre>{@code
 * (work, first, pause) -> {
 *     var task = scheduler.scheduleWithFixedDelay(work, first.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
 *     return () -> task.cancel(false);
 * }
 * }</pre>
 */
@FunctionalInterface
public interface SnapshotScheduler {
    /**
     * Runs something again and again, never twice at once.
     *
     * @param work never throws but for a defect
     * @param first how long until the first time
     * @param pause how long from the end of one time to the start of the next
     * @return ends it; what runs may run to its end
     */
    Runnable repeat(Runnable work, Duration first, Duration pause);
}
