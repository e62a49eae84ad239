package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.model.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * When and how pods are deleted past budgets and groups, where that was asked for. Every grace period is at most what is left
 * of the timeout, less a little for the pod to be gone in time, and at least one second.
 */
final class Escalation {
    private static final String CODE = "ESCALATED";
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration TO_BE_GONE = Duration.ofSeconds(5);

    private final Desk desk;

    Escalation(Desk desk) {
        this.desk = desk;
    }

    /** Tells whether a pod that is blocked now will be deleted past its budget. */
    static boolean isAsked(DrainOptions options) {
        return options.deletePastBudgetsAfter().isPresent() && options.dryRun() == DryRun.NONE;
    }

    /** Tells whether it is time, and else sees to it that somebody looks when it is. */
    boolean isDue() {
        if (!isAsked(desk.options)) {
            return false;
        }
        Instant at = desk.begunAt.plus(desk.options.deletePastBudgetsAfter().orElseThrow());
        if (desk.now().isBefore(at)) {
            desk.lookAgain(at);
            return false;
        }
        return true;
    }

    /** Tells whether a pod is one that has to go, or goes too slowly. */
    boolean mayDelete(Course course) {
        boolean open = course.state == Course.State.WAITING || course.state == Course.State.LEAVING;
        if (!open || !course.pod.isTerminating()) {
            return course.state == Course.State.WAITING;
        }
        Optional<Duration> grace = grace(course);
        Optional<Instant> due = course.pod.metadata().deletionTimestamp();
        return !course.escalated
                && deadline().isPresent()
                && due.isPresent()
                && grace.map(desk.now()::plus).orElse(Instant.MAX).isBefore(due.get())
                && due.get().isAfter(deadline().get().minus(TO_BE_GONE));
    }

    /** Makes it a deletion. */
    void begin(Course course) {
        course.escalated = true;
        course.forever = false;
        if (!course.accepted && !course.pod.isTerminating()) {
            List<Reason> reasons = new ArrayList<>(course.plan.reasons());
            reasons.add(new Reason(
                    CODE,
                    "after " + desk.options.deletePastBudgetsAfter().orElseThrow()
                            + " it is deleted past its budget, as was asked"));
            course.plan = new PlannedPod(course.ref, PodAction.DELETE, reasons);
        }
    }

    private Optional<Instant> deadline() {
        return desk.options.timeout().map(desk.begunAt::plus);
    }

    /** Its grace period; empty for its own. */
    Optional<Duration> grace(Course course) {
        Optional<Duration> asked = desk.options.gracePeriod();
        if (deadline().isEmpty() || desk.options.killImmediately()) {
            return asked;
        }
        Duration own = asked.orElseGet(() -> course.pod.spec().terminationGracePeriod());
        long left =
                Duration.between(desk.now(), deadline().get().minus(TO_BE_GONE)).toSeconds();
        Duration most = Duration.ofSeconds(Math.max(LEAST.toSeconds(), left));
        return own.compareTo(most) <= 0 ? asked : Optional.of(most);
    }
}
