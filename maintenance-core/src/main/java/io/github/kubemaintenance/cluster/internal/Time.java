package io.github.kubemaintenance.cluster.internal;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** What the live session knows of time; a seam, so that its tests need none. */
interface Time {
    /** Returns the wall clock; asked once a session. */
    Instant wallClock();

    /** Returns a monotonic clock; any thread. */
    long nanos();

    /** Takes the next thing of a queue; empty when the time is over. */
    <T> Optional<T> poll(BlockingQueue<T> queue, long nanos) throws InterruptedException;

    /** The real one. */
    Time REAL = new Time() {
        @Override
        public Instant wallClock() {
            return Instant.now();
        }

        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public <T> Optional<T> poll(BlockingQueue<T> queue, long nanos) throws InterruptedException {
            return Optional.ofNullable(queue.poll(nanos, TimeUnit.NANOSECONDS));
        }
    };
}
