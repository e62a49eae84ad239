package io.github.kubemaintenance.etcd.internal;

/** Waits for a thread of ours to end. */
final class Joining {
    private Joining() {}

    /** Waits until the thread has ended, whatever interrupts; an interrupt is kept for the caller. */
    static void untilEnded(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
