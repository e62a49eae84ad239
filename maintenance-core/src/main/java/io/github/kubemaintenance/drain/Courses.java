package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.model.PodRef;
import io.github.kubemaintenance.model.internal.Nullable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The ways of all pods of one drain, ordered by namespace, name and uid. */
final class Courses {
    private final TreeMap<PodRef, Course> all = new TreeMap<>();

    void add(Course course) {
        all.put(course.ref, course);
    }

    void remove(Course course) {
        all.remove(course.ref);
    }

    @Nullable
    Course of(PodRef pod) {
        return all.get(pod);
    }

    Collection<Course> all() {
        return Collections.unmodifiableCollection(all.values());
    }

    /** Returns a list that does not follow what happens meanwhile. */
    List<Course> now() {
        return new ArrayList<>(all.values());
    }

    /** Tells whether a pod of a namespace waits for its turn. */
    boolean waitIn(String namespace) {
        return any(course ->
                course.state == Course.State.WAITING && course.ref.namespace().equals(namespace));
    }

    boolean any(Predicate<Course> what) {
        return all.values().stream().anyMatch(what);
    }

    boolean anyInFlight() {
        return any(course -> course.state == Course.State.IN_FLIGHT);
    }

    int count(Predicate<Course> what) {
        return (int) all.values().stream().filter(what).count();
    }

    /** {@return one line on what the plan says} */
    String summary() {
        return "planned: " + count(course -> course.state == Course.State.WAITING) + " to move, "
                + count(course -> course.state == Course.State.LEFT) + " to leave, "
                + count(course -> course.state == Course.State.REFUSED) + " refused";
    }

    DrainProgress progress(DrainProgress.Phase where, Optional<String> lastEvent) {
        return new DrainProgress(
                where,
                count(Course::isOpen),
                count(course -> course.state == Course.State.WAITING && !course.toldBlocked.isEmpty()),
                count(course -> course.state == Course.State.GONE),
                lastEvent);
    }

    List<PodRef> refs(Predicate<Course> what) {
        return all.values().stream().filter(what).map(course -> course.ref).toList();
    }
}
