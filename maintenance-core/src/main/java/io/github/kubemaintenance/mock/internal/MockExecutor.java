package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.model.MaintenanceException;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Daemon threads on demand, whose tasks take part in virtual time. Idle threads end after a second. */
final class MockExecutor implements Executor {
    private static final AtomicInteger THREADS = new AtomicInteger();
    private static final ThreadPoolExecutor POOL = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), MockExecutor::thread);

    private final Turns turns;

    MockExecutor(Turns turns) {
        this.turns = turns;
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "mock-cluster-" + THREADS.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void execute(Runnable task) {
        run(turns.expect("task " + task), task);
    }

    /** Runs an action: it takes part without the turn, and keeps the clock still. */
    Participant action(Runnable action) {
        Participant participant = turns.expectAction("action");
        run(participant, action);
        return participant;
    }

    private void begin(Participant participant) {
        try {
            turns.begin(participant);
        } catch (MaintenanceException e) {
            // Somebody keeps the turn. The task runs all the same: it meets that when it opens a session, and only it
            // can
            // tell whoever waits for it.
        }
    }

    private void run(Participant participant, Runnable work) {
        try {
            POOL.execute(() -> {
                begin(participant);
                try {
                    work.run();
                } finally {
                    turns.end(participant);
                }
            });
        } catch (RuntimeException | Error e) {
            turns.end(participant);
            throw e;
        }
    }
}
