package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.model.internal.Nullable;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;

/** What is due when. Tasks of one instant come in the order in which they were set; equal tasks are one. */
final class TaskHeap {
    private record Entry(Instant at, long number, Task task) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final PriorityQueue<Entry> queue = new PriorityQueue<>();
    private final Map<Task, Entry> valid = new HashMap<>();
    private long numbers;

    TaskHeap copy() {
        TaskHeap copy = new TaskHeap();
        copy.numbers = numbers;
        copy.valid.putAll(valid);
        for (Entry entry : queue) {
            if (isValid(entry)) {
                copy.queue.add(entry);
            }
        }
        return copy;
    }

    /** Sets a task; one that is set already keeps the earlier time. */
    void at(Instant when, Task task) {
        Entry before = valid.get(task);
        if (before == null || when.isBefore(before.at())) {
            Entry entry = new Entry(when, ++numbers, task);
            valid.put(task, entry);
            queue.add(entry);
        }
    }

    void cancel(Task task) {
        valid.remove(task);
    }

    /** When the next task is due, null if there is none. */
    @Nullable
    Instant next() {
        Entry first = first();
        return first == null ? null : first.at();
    }

    /** Takes the first task. */
    @Nullable
    Task poll() {
        Entry first = first();
        if (first == null) {
            return null;
        }
        queue.remove();
        valid.remove(first.task());
        return first.task();
    }

    int size() {
        return valid.size();
    }

    private @Nullable Entry first() {
        Entry first = queue.peek();
        while (first != null && !isValid(first)) {
            queue.remove();
            first = queue.peek();
        }
        return first;
    }

    @SuppressWarnings("ReferenceEquality") // the very entry: an equal task may have been set again
    private boolean isValid(Entry entry) {
        return valid.get(entry.task()) == entry;
    }
}
