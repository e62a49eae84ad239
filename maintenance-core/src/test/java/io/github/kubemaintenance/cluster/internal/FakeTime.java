package io.github.kubemaintenance.cluster.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;

/** A clock that moves only while somebody waits: to the end of the wait, unless the queue has something. */
final class FakeTime implements Time {
    static final Instant START = Instant.parse("2026-11-24T08:00:00Z");

    private long nanos = Long.MAX_VALUE - 5; // a monotonic clock may overflow at any moment
    private int wallClocks;

    @Override
    public Instant wallClock() {
        return START.plus(Duration.ofHours(wallClocks++)); // a step for everybody who asks twice
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public <T> Optional<T> poll(BlockingQueue<T> queue, long wait) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Optional<T> head = Optional.ofNullable(queue.poll());
        if (head.isEmpty()) {
            nanos += wait;
        }
        return head;
    }
}
