package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.model.PodRef;
import io.github.kubemaintenance.model.internal.Nullable;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The ways of all pods of one drain, ordered by namespace, name and uid. They are looked at after every signal and seldom
 * come or go: so they are in a list, which is made anew when one does.
 */
final class Courses {
    private static final Comparator<Course> IN_ORDER = Comparator.comparing(course -> course.ref);

    private final Map<PodRef, Course> byRef = new HashMap<>();

    @Nullable
    private List<Course> inOrder;

    void add(Course course) {
        byRef.put(course.ref, course);
        inOrder = null;
    }

    void remove(Course course) {
        byRef.remove(course.ref);
        inOrder = null;
    }

    @Nullable
    Course of(PodRef pod) {
        return byRef.get(pod);
    }

    /** Returns a list that does not follow what happens meanwhile. */
    List<Course> all() {
        List<Course> known = inOrder;
        if (known == null) {
            known = byRef.values().stream().sorted(IN_ORDER).toList();
            inOrder = known;
        }
        return known;
    }

    /** Tells whether a pod of a namespace waits for its turn. */
    boolean waitIn(String namespace) {
        return any(course ->
                course.state == Course.State.WAITING && course.ref.namespace().equals(namespace));
    }

    boolean any(Predicate<Course> what) {
        for (Course course : all()) {
            if (what.test(course)) {
                return true;
            }
        }
        return false;
    }

    boolean anyInFlight() {
        return any(course -> course.state == Course.State.IN_FLIGHT);
    }

    int count(Predicate<Course> what) {
        int count = 0;
        for (Course course : all()) {
            count += what.test(course) ? 1 : 0;
        }
        return count;
    }

    /** {@return one line on what the plan says} */
    String summary() {
        return "planned: " + count(course -> course.state == Course.State.WAITING) + " to move, "
                + count(course -> course.state == Course.State.LEFT) + " to leave, "
                + count(course -> course.state == Course.State.REFUSED) + " refused";
    }

    DrainProgress progress(DrainProgress.Phase where, Optional<String> lastEvent) {
        int open = 0;
        int blocked = 0;
        int gone = 0;
        for (Course course : all()) {
            open += course.isOpen() ? 1 : 0;
            blocked += course.state == Course.State.WAITING && !course.toldBlocked.isEmpty() ? 1 : 0;
            gone += course.state == Course.State.GONE ? 1 : 0;
        }
        return new DrainProgress(where, open, blocked, gone, lastEvent);
    }

    List<PodRef> refs(Predicate<Course> what) {
        return all().stream().filter(what).map(course -> course.ref).toList();
    }
}
