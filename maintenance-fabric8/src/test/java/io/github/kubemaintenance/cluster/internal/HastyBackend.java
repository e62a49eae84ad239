package io.github.kubemaintenance.cluster.internal;

import io.github.kubemaintenance.cluster.ClusterApi;
import io.github.kubemaintenance.cluster.ClusterBackend;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** A live backend whose sessions have many seconds for one of the machine's: what takes minutes is tested in seconds. */
public final class HastyBackend {
    private HastyBackend() {}

    /**
     * Makes one.
     *
     * @param factor how many times faster its time is
     */
    public static ClusterBackend of(ClusterApi api, Executor executor, int factor) {
        return new LiveBackend(api, executor, List.of(), new Time() {
            private final long start = System.nanoTime();

            @Override
            public Instant wallClock() {
                return Instant.now();
            }

            @Override
            public long nanos() {
                return (System.nanoTime() - start) * factor;
            }

            @Override
            public <T> Optional<T> poll(BlockingQueue<T> queue, long nanos) throws InterruptedException {
                return Optional.ofNullable(queue.poll(nanos / factor + 1, TimeUnit.NANOSECONDS));
            }
        });
    }
}
