package io.github.kubemaintenance.node;

import io.github.kubemaintenance.cluster.Loop;
import io.github.kubemaintenance.drain.SharedDrains;
import io.github.kubemaintenance.event.MaintenanceEvent;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * What the cycles of one run stand on.
 *
 * @param loop the loop
 * @param drains where their drains are
 * @param run a text that no other run has
 * @param tell gets every event
 */
record Ground(Loop loop, SharedDrains drains, String run, Consumer<MaintenanceEvent> tell) {
    private static final AtomicLong COUNT = new AtomicLong();

    /** Returns a text that no other run in the world has. */
    static String newRun(Loop loop) {
        return loop.now() + "-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
    }
}
