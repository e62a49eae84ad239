package io.github.kubemaintenance.mock.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The heap against a list that is sorted for every question. */
class TaskHeapTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private record Due(Instant at, int number, Task task) {}

    private static final class Model {
        private final List<Due> all = new ArrayList<>();
        private int numbers;

        void at(Instant when, Task task) {
            Optional<Due> before =
                    all.stream().filter(each -> each.task().equals(task)).findFirst();
            if (before.isEmpty() || when.isBefore(before.get().at())) {
                before.ifPresent(all::remove);
                all.add(new Due(when, ++numbers, task));
            }
        }

        Optional<Due> first() {
            return all.stream().min(Comparator.comparing(Due::at).thenComparing(Due::number));
        }
    }

    private static Task any(Random random) {
        return new Task(
                "controller-" + random.nextInt(2),
                random.nextBoolean() ? "" : "ns",
                "name-" + random.nextInt(6),
                random.nextInt(3) == 0 ? "detail" : "");
    }

    @Test
    void tasks_come_by_time_then_as_they_were_set_and_equal_ones_once() {
        for (long seed = 1; seed <= 300; seed++) {
            Random random = new Random(seed);
            TaskHeap heap = new TaskHeap();
            Model model = new Model();
            for (int i = 0; i < 400; i++) {
                String at = "seed " + seed + " step " + i;
                switch (random.nextInt(8)) {
                    case 0, 1, 2, 3 -> {
                        Instant when = START.plusSeconds(random.nextInt(6));
                        Task task = any(random);
                        heap.at(when, task);
                        model.at(when, task);
                    }
                    case 4 -> {
                        Task task = any(random);
                        heap.cancel(task);
                        model.all.removeIf(each -> each.task().equals(task));
                    }
                    case 5 -> {
                        TaskHeap left = heap;
                        heap = heap.copy();
                        left.at(START.minusSeconds(1), any(random));
                        left.poll();
                        left.poll();
                    }
                    default -> {
                        Optional<Due> first = model.first();
                        assertEquals(first.map(Due::at), Optional.ofNullable(heap.next()), at);
                        assertEquals(first.map(Due::task), Optional.ofNullable(heap.poll()), at);
                        first.ifPresent(model.all::remove);
                    }
                }
                assertEquals(model.all.size(), heap.size(), at);
            }
            while (model.first().isPresent()) {
                Due first = model.first().orElseThrow();
                assertEquals(first.task(), heap.poll(), "seed " + seed + " at the end");
                model.all.remove(first);
            }
            assertEquals(Optional.empty(), Optional.ofNullable(heap.poll()), "seed " + seed);
            assertEquals(Optional.empty(), Optional.ofNullable(heap.next()), "seed " + seed);
        }
    }

    @Test
    void tasks_are_equal_only_in_all_of_their_parts() {
        Task task = new Task("a", "b", "c", "d");
        assertEquals(new Task("a", "b", "c", "d"), task);
        assertEquals(new Task("a", "b", "c", "d").hashCode(), task.hashCode());
        for (Task other : List.of(
                new Task("x", "b", "c", "d"),
                new Task("a", "x", "c", "d"),
                new Task("a", "b", "x", "d"),
                new Task("a", "b", "c", "x"))) {
            assertNotEquals(task, other);
        }
    }
}
