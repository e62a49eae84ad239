package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.cluster.Loop;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** Somebody's wish that a save or a restore ends, and how its loop hears of it. Thread-safe but for {@link #run}. */
final class Halt {
    /** The wish, on its way up; other than an interrupt it leaves the thread's flag alone. */
    static final class Cancelled extends InterruptedException {
        private static final long serialVersionUID = 1;

        Cancelled() {
            super("it was cancelled");
        }
    }

    private final AtomicBoolean wished = new AtomicBoolean();
    private volatile Runnable wake = () -> {};

    void cancel() {
        wished.set(true);
        wake.run();
    }

    /** As {@link Loop#run}; ends early where the wish comes. */
    void run(Loop loop, BooleanSupplier done) throws InterruptedException {
        wake = loop::wake;
        try {
            loop.run(() -> wished.get() || done.getAsBoolean());
        } finally {
            wake = () -> {};
        }
        check();
    }

    void check() throws InterruptedException {
        if (wished.get()) {
            throw new Cancelled();
        }
    }

    /** What to tell of an end; an interrupt's flag is set again. */
    static String why(InterruptedException e) {
        if (e instanceof Cancelled) {
            return "it was cancelled";
        }
        Thread.currentThread().interrupt();
        return "the thread was interrupted";
    }
}
