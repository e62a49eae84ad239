package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.model.OwnerReference;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodRef;
import io.github.kubemaintenance.model.Reason;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What lists and watches of the node's pods tell: pods that change, go, and come. One that came after the plan is judged
 * by the same rules; before anything is done with it the node is looked at, since a node that was deleted and made anew
 * is another one, whose pods are none of our business.
 *
 * <p>A pod that came straight back, because it tolerates the cordon and its owner had a pod moved from here, is left
 * where it is: moving it again would never end.
 */
final class Arrivals {
    private final Desk desk;
    private final Courses courses;
    private final PodMover mover;
    private final Map<DaemonSetFact.Name, DaemonSetFact> daemonSets = new HashMap<>();
    private final Set<DaemonSetFact.Name> lookedUp = new HashSet<>();
    private boolean settled;
    private boolean nodeDoubtful;
    private boolean somethingVanished;

    Arrivals(Desk desk, Courses courses, PodMover mover) {
        this.desk = desk;
        this.courses = courses;
        this.mover = mover;
    }

    /** Takes over what the plan says. */
    void planned(DrainFacts facts, DrainPlan plan) {
        daemonSets.putAll(facts.daemonSets());
        Map<PodRef, PlannedPod> judgements = new HashMap<>();
        plan.pods().forEach(pod -> judgements.put(pod.pod(), pod));
        for (Pod pod : facts.pods()) {
            Course course = new Course(pod, true);
            course.judged(judgements.getOrDefault(pod.ref(), course.plan));
            courses.add(course);
        }
    }

    /** Tells of the pods that the plan leaves where they are. */
    void tellLeft() {
        courses.all().stream()
                .filter(course -> course.state == Course.State.LEFT)
                .forEach(mover::left);
    }

    /** The list after the cordon is dealt with: what comes from now on came later. */
    void settled() {
        settled = true;
    }

    /** Returns whether there is reason to look at the node, once. */
    boolean takeDoubt() {
        boolean doubt = nodeDoubtful;
        nodeDoubtful = false;
        return doubt;
    }

    /** Tells whether a pod went that nobody here has moved, or that went later than it should have: its node may have gone with it. */
    boolean hasSomethingVanished() {
        return somethingVanished;
    }

    /** All pods of the node. */
    void seen(List<Pod> pods) {
        Set<PodRef> there = new HashSet<>();
        for (Pod pod : pods) {
            there.add(pod.ref());
            seen(pod);
        }
        for (Course course : courses.all()) {
            if (!there.contains(course.ref)) {
                gone(course);
            }
        }
    }

    /**
     * All pods of the node, from a list that shows the newest state: a pod on it is there, whatever was believed. What is
     * not on it is left to the watch.
     */
    void listed(List<Pod> pods) {
        for (Pod pod : pods) {
            Course course = courses.of(pod.ref());
            if (course != null && course.state == Course.State.GONE) {
                courses.remove(course);
            }
            seen(pod);
        }
    }

    void changed(ChangeType type, Pod pod) {
        Course course = courses.of(pod.ref());
        if (type != ChangeType.DELETED) {
            seen(pod);
        } else if (course != null) {
            course.sees(pod);
            gone(course);
        }
    }

    private void seen(Pod pod) {
        Course course = courses.of(pod.ref());
        if (course == null) {
            arrived(pod);
        } else if (course.state != Course.State.GONE) {
            course.sees(pod);
        }
    }

    private void gone(Course course) {
        if (course.state == Course.State.UNJUDGED || course.state == Course.State.REFUSED) {
            courses.remove(course);
        } else if (course.isOpen() || course.state == Course.State.FAILED) {
            boolean waited = course.state == Course.State.WAITING || course.state == Course.State.FAILED;
            somethingVanished |= (waited && !course.unanswered) || course.takenAtOnce || mover.isLate(course);
            mover.gone(course);
        } else if (course.state == Course.State.LEFT) {
            somethingVanished = true;
        }
    }

    private void arrived(Pod pod) {
        Course course = new Course(pod, false);
        course.late = settled;
        course.nodeUnchecked = settled;
        courses.add(course);
        Optional<DaemonSetFact.Name> name = desk.planner.rules().lookup(pod, desk.now());
        if (name.isEmpty() || daemonSets.containsKey(name.get())) {
            judge(course);
        } else if (lookedUp.add(name.get())) {
            desk.wants(new DrainCommand.LookUp(name.get()));
        }
    }

    void lookedUp(DaemonSetFact.Name name, DaemonSetFact fact) {
        daemonSets.put(name, fact);
        for (Course course : courses.all()) {
            if (course.state == Course.State.UNJUDGED
                    && desk.planner
                            .rules()
                            .lookup(course.pod, desk.now())
                            .map(name::equals)
                            .orElse(true)) {
                judge(course);
            }
        }
    }

    private void judge(Course course) {
        PlannedPod judgement = desk.planner.rules().judge(course.pod, this::daemonSet, desk.now());
        if (hasComeBack(course, judgement)) {
            String text = "it came straight back, as "
                    + judgement.reasons().stream()
                            .filter(reason -> reason.code().equals(ReasonCode.COMES_BACK))
                            .map(Reason::text)
                            .findFirst()
                            .orElse("its template asks for");
            judgement = new PlannedPod(course.ref, PodAction.SKIP, List.of(new Reason(ReasonCode.CAME_BACK, text)));
            desk.note(ReasonCode.CAME_BACK, "pod " + course.ref + " is left on the node: " + text);
        }
        course.judged(judgement);
        if (course.state == Course.State.LEFT) {
            course.nodeUnchecked = false;
            mover.left(course);
        } else {
            nodeDoubtful |= course.nodeUnchecked;
        }
    }

    private DaemonSetFact daemonSet(DaemonSetFact.Name name) {
        DaemonSetFact fact = daemonSets.get(name);
        return fact != null ? fact : new DaemonSetFact.Unreadable("get daemonsets.apps " + name + ": not asked");
    }

    private boolean hasComeBack(Course course, PlannedPod judgement) {
        Optional<OwnerReference> owner = course.pod.controller();
        return owner.isPresent()
                && judgement.has(ReasonCode.COMES_BACK)
                && judgement.action() != PodAction.REFUSE
                && judgement.action() != PodAction.SKIP
                && courses.any(each -> each != course
                        && each.asked
                        && each.pod
                                .controller()
                                .map(other -> other.uid().equals(owner.get().uid()))
                                .orElse(false));
    }
}
