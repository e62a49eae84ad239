package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.event.NodeEvent;
import io.github.kubemaintenance.event.PodEvent;
import io.github.kubemaintenance.model.Blocker;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodRef;
import io.github.kubemaintenance.model.Reason;
import io.github.kubemaintenance.model.internal.Nullable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Puts the report together, of what is known when a drain ends. */
final class Ending {
    private final Desk desk;
    private final Instant startedAt;
    private final Courses courses;

    Ending(Desk desk, Instant startedAt, Courses courses) {
        this.desk = desk;
        this.startedAt = startedAt;
        this.courses = courses;
    }

    /** The last words on every pod that had to go and is still there, and on the node. */
    void tell(Outcome outcome, List<Reason> reasons, Optional<Node> node) {
        for (Course course : courses.all()) {
            if (outcome != Outcome.COMPLETED && remains(course) && !course.toldEnd) {
                course.toldEnd = true;
                desk.tell(course.ref, PodEvent.Kind.FAILED, RemainingText.of(course, node));
            }
        }
        String why = String.join("; ", reasons.stream().map(Reason::text).toList());
        switch (outcome) {
            case COMPLETED -> {}
            case REFUSED -> desk.tell(NodeEvent.Step.REFUSED, "refused: " + why);
            case TIMED_OUT, CANCELLED, FAILED -> desk.tell(NodeEvent.Step.ENDED, why);
        }
    }

    /** Tells whether a pod had to go and is, as far as is known, still there. */
    private static boolean remains(Course course) {
        return switch (course.state) {
            case GONE, LEFT -> false;
            case IN_FLIGHT -> !course.seenGone;
            case UNJUDGED, REFUSED, WAITING, LEAVING, FAILED -> true;
        };
    }

    DrainReport report(
            Outcome outcome,
            List<Reason> reasons,
            Optional<DrainPlan> plan,
            Optional<Node> node,
            NodeCordon cordon,
            List<ReplacementState> replacements,
            @Nullable Throwable cause) {
        ReportDraft draft = new ReportDraft(desk.node, desk.options.dryRun(), startedAt);
        draft.endedAt = desk.now();
        draft.outcome = outcome;
        draft.reasons = reasons;
        draft.plan = plan;
        draft.cordon = cordon;
        draft.cause = cause;
        draft.notes = desk.notes();
        draft.replacements = replacements;
        boolean onlyThought = outcome == Outcome.COMPLETED && desk.options.dryRun() == DryRun.CLIENT;
        Predicate<Course> thought = course -> onlyThought && course.state == Course.State.WAITING;
        Predicate<Course> waits =
                course -> course.foundTerminating || (thought.test(course) && course.pod.isTerminating());
        Predicate<Course> moved = course -> !waits.test(course) && (course.accepted || thought.test(course));
        draft.evicted = courses.refs(course -> moved.test(course) && !course.isDelete());
        draft.deleted = courses.refs(course -> moved.test(course) && course.isDelete());
        draft.waitedFor = courses.refs(waits);
        draft.skipped = courses.refs(course -> course.state == Course.State.LEFT);
        draft.goneOtherwise = courses.refs(
                course -> course.state == Course.State.GONE && !course.accepted && !course.foundTerminating);
        draft.unknownOutcome = courses.refs(course -> course.state == Course.State.IN_FLIGHT && !course.seenGone);
        List<RemainingPod> remaining = new ArrayList<>();
        List<Document> manifests = new ArrayList<>();
        for (Course course : courses.all()) {
            if (remains(course) && !thought.test(course)) {
                remaining.add(new RemainingPod(course.ref, RemainingText.of(course, node)));
            }
            if (moved.test(course) && isUnmanaged(course)) {
                manifests.add(course.pod.toDocument());
            }
        }
        draft.remaining = remaining;
        draft.unmanagedManifests = manifests;
        return new DrainReport(draft);
    }

    private static boolean isUnmanaged(Course course) {
        return course.plan.has(ReasonCode.UNMANAGED) || course.plan.has(ReasonCode.DAEMON_SET_GONE);
    }

    /** The pods that were moved, whose owners have to make new ones. */
    List<Pod> went() {
        List<Pod> went = new ArrayList<>();
        for (Course course : courses.all()) {
            // On its way out a pod ends, so what counts is whether it had ended when it was planned.
            if (course.state == Course.State.GONE
                    && course.pod.controller().isPresent()
                    && !course.plan.has(ReasonCode.FINISHED)) {
                went.add(course.pod);
            }
        }
        return went;
    }

    /** Why a plan is refused: every refusal and every blocker, with its pod. */
    static List<Reason> refusals(DrainPlan plan, Courses courses) {
        List<Reason> reasons = new ArrayList<>();
        for (PlannedPod pod : plan.refusals()) {
            Reason first = pod.reasons().get(0);
            reasons.add(new Reason(first.code(), "pod " + pod.pod() + ": " + first.text()));
        }
        if (!plan.options().proceedDespiteBlockers()) {
            plan.blockers().stream()
                    .filter(each -> each.kind() == Blocker.Kind.NEVER)
                    .forEach(each -> {
                        reasons.add(new Reason(
                                each.reason().code(),
                                "pod " + each.pod() + " is blocked for ever: " + each.explanation()
                                        + "; proceedDespiteBlockers() moves the others"));
                        trouble(courses, each.pod(), each.reason());
                    });
        }
        return reasons;
    }

    /** Why a drain ends because of pods that came after the plan. */
    static List<Reason> cameBetween(Courses courses) {
        return courses.all().stream()
                .filter(course -> course.state == Course.State.REFUSED)
                .map(course -> new Reason(
                        ReasonCode.CAME_BETWEEN,
                        "pod " + course.ref + " came to the node after the plan: "
                                + course.plan.reasons().get(0).text()))
                .toList();
    }

    /** Why replacements were not waited for any longer: for each owner where its new pods are stuck. */
    static List<Reason> missing(DrainOptions options, List<ReplacementState> replacements) {
        List<Reason> reasons = new ArrayList<>();
        reasons.add(new Reason(
                ReasonCode.REPLACEMENTS,
                "the node is drained, but not all replacements were Ready within "
                        + options.awaitReplacements().map(Duration::toString).orElse("")));
        replacements.stream()
                .filter(each -> !each.recovered())
                .forEach(each -> reasons.add(new Reason(ReasonCode.REPLACEMENTS, each.toString())));
        return reasons;
    }

    private static void trouble(Courses courses, PodRef pod, Reason reason) {
        Course course = courses.of(pod);
        if (course != null) {
            course.trouble = Optional.of(reason);
        }
    }
}
