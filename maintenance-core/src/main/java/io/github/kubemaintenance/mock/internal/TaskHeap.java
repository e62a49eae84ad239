package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.model.internal.Nullable;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is due when. Tasks of one instant come in the order in which they were set; equal tasks are one. Most are due at
 * few instants, so there is a queue for each.
 */
final class TaskHeap {
    private static final class Entry {
        final Instant at;
        final Task task;
        boolean over;

        Entry(Instant at, Task task) {
            this.at = at;
            this.task = task;
        }
    }

    private final TreeMap<Instant, ArrayDeque<Entry>> queues = new TreeMap<>();
    private final Map<Task, Entry> valid = new HashMap<>();

    /** The queue that was added to last: mostly it is the one that is added to next. */
    private @Nullable Instant lastTime;

    private @Nullable ArrayDeque<Entry> lastQueue;

    TaskHeap copy() {
        TaskHeap copy = new TaskHeap();
        queues.forEach((at, queue) -> {
            for (Entry entry : queue) {
                if (!entry.over) {
                    copy.add(at, entry.task);
                }
            }
        });
        return copy;
    }

    /** Sets a task; one that is set already keeps the earlier time. */
    void at(Instant when, Task task) {
        Entry before = valid.get(task);
        if (before != null) {
            if (!when.isBefore(before.at)) {
                return;
            }
            before.over = true;
        }
        add(when, task);
    }

    private void add(Instant when, Task task) {
        Entry entry = new Entry(when, task);
        valid.put(task, entry);
        queue(when).add(entry);
    }

    private ArrayDeque<Entry> queue(Instant when) {
        ArrayDeque<Entry> queue = lastQueue;
        if (queue == null || !when.equals(lastTime)) {
            queue = queues.computeIfAbsent(when, any -> new ArrayDeque<>());
            lastTime = when;
            lastQueue = queue;
        }
        return queue;
    }

    void cancel(Task task) {
        Entry before = valid.remove(task);
        if (before != null) {
            before.over = true;
        }
    }

    /** When the next task is due, null if there is none. */
    @Nullable
    Instant next() {
        Entry first = first();
        return first == null ? null : first.at;
    }

    /** Takes the first task. */
    @Nullable
    Task poll() {
        Entry first = first();
        if (first == null) {
            return null;
        }
        first.over = true; // first() drops it from its queue next time
        valid.remove(first.task);
        return first.task;
    }

    int size() {
        return valid.size();
    }

    private @Nullable Entry first() {
        while (!queues.isEmpty()) {
            ArrayDeque<Entry> queue = queues.firstEntry().getValue();
            while (!queue.isEmpty() && queue.getFirst().over) {
                queue.removeFirst();
            }
            if (!queue.isEmpty()) {
                return queue.getFirst();
            }
            queues.pollFirstEntry();
            lastQueue = null;
        }
        return null;
    }
}
