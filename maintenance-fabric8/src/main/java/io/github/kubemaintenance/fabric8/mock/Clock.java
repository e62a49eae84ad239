package io.github.kubemaintenance.fabric8.mock;

import io.github.kubemaintenance.mock.MockCluster;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a simulated cluster's time run with the machine's, at a speed. Every few milliseconds time is let pass, and
 * before each request, so that a request meets the cluster as it is at its own instant.
 */
final class Clock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MockApiServer.class);
    private static final long TICK_MILLIS = 5;

    private final MockCluster cluster;
    private final double speed;
    private final ReentrantLock lock = new ReentrantLock();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "mock-api-server-clock");
    private long last = System.nanoTime();

    Clock(MockCluster cluster, double speed) {
        this.cluster = cluster;
        this.speed = speed;
        thread.setDaemon(true);
    }

    void start() {
        last = System.nanoTime();
        thread.start();
    }

    private void run() {
        try {
            while (!stopped.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
                catchUp();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("the simulated cluster's time stands still from {} on", cluster.now(), e);
        }
    }

    /** Lets the time pass that has passed on the machine since the last time. */
    void catchUp() {
        lock.lock();
        try {
            long now = System.nanoTime();
            Duration passed = Duration.ofNanos((long) ((now - last) * speed));
            last = now;
            cluster.advance(passed);
        } finally {
            lock.unlock();
        }
    }

    /** How many milliseconds of the machine's time a time of the cluster's is, at least one. */
    long millis(Duration simulated) {
        return Math.max(1, (long) (simulated.toMillis() / speed));
    }

    /** Stops; the thread is gone when this returns. */
    @Override
    public void close() {
        stopped.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
