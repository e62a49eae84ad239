package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.DeleteOutcome;
import io.github.kubemaintenance.cluster.EvictionOutcome;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.model.Reason;
import java.time.Duration;
import java.util.Optional;

/**
 * What the server's answer to an eviction or a deletion means for the pod.
 *
 * <pre>
 *   Accepted                 wait until it is gone
 *   Gone, Replaced           it is gone
 *   Blocked                  wait until its budget changes, and at least as long as the server asks
 *   TwoBudgets               blocked for ever, until budgets change
 *   Throttled                everything waits as long as the server asks
 *   NamespaceTerminating     wait: the pod is deleted with its namespace
 *   Unavailable              it may have been carried out: wait, then the same request again with the uid
 *   Forbidden, Other         this pod has failed, others go on
 * </pre>
 */
final class Answers {
    /** A budget whose numbers are out of order heals by itself within two minutes; the server says 403. */
    private static final String BUDGET_OUT_OF_ORDER = "poddisruptionbudget";

    private static final Duration OUT_OF_ORDER_WAIT = Duration.ofSeconds(10);

    private final PodMover mover;
    private final Patience patience;

    Answers(PodMover mover, Patience patience) {
        this.mover = mover;
        this.patience = patience;
    }

    void eviction(Course course, Result<EvictionOutcome> result) {
        EvictionOutcome outcome;
        if (result instanceof Result.Ok<EvictionOutcome> ok) {
            outcome = ok.value();
        } else {
            ApiFailure failure = failure(((Result.Failed<EvictionOutcome>) result).error(), course);
            outcome = failure.isTransient()
                    ? new EvictionOutcome.Unavailable(failure.text(), failure.retryAfter())
                    : new EvictionOutcome.Other(failure.code(), failure.reason(), failure.text());
        }
        if (isAnswer(outcome)) {
            patience.well();
        }
        BudgetSlot slot = course.slot;
        if (slot != null && outcome.kind() == EvictionOutcome.Kind.ACCEPTED) {
            slot.accepted(course.ref);
        } else if (slot != null && outcome.kind() == EvictionOutcome.Kind.UNAVAILABLE) {
            slot.lost(course.ref);
        }
        if (outcome instanceof EvictionOutcome.Blocked blocked) {
            blocked(course, blocked);
            return;
        }
        mover.answered(course);
        eviction(course, outcome);
        if (course.seenGone && course.state != Course.State.GONE) {
            mover.ended(course, "gone");
        }
    }

    private static boolean isAnswer(EvictionOutcome outcome) {
        return outcome.kind() != EvictionOutcome.Kind.UNAVAILABLE && outcome.kind() != EvictionOutcome.Kind.THROTTLED;
    }

    private void blocked(Course course, EvictionOutcome.Blocked blocked) {
        if (course.seenGone) {
            mover.answered(course);
            mover.ended(course, "gone");
            return;
        }
        // The slot must learn of the refusal before it is free again.
        mover.refused(course, blocked.budget().orElse("?"), blocked.message(), blocked.retryAfter());
        BudgetSlot slot = course.slot;
        if (slot != null) {
            mover.answered(course);
        }
    }

    private void eviction(Course course, EvictionOutcome outcome) {
        if (outcome instanceof EvictionOutcome.Accepted) {
            mover.accepted(course);
        } else if (outcome instanceof EvictionOutcome.Gone gone) {
            mover.ended(course, "not there any more: " + gone.message());
        } else if (outcome instanceof EvictionOutcome.Replaced) {
            mover.ended(course, "gone, and there is another pod of its name");
        } else if (outcome instanceof EvictionOutcome.Throttled throttled) {
            throttled(course, throttled.message(), throttled.retryAfter());
        } else if (outcome instanceof EvictionOutcome.TwoBudgets) {
            mover.foreverUnlessMoved(course, new Reason(ReasonCode.TWO_BUDGETS, outcome.message()));
        } else if (outcome instanceof EvictionOutcome.NamespaceTerminating) {
            namespaceTerminating(course, outcome.message());
        } else if (outcome instanceof EvictionOutcome.Unavailable unavailable) {
            unavailable(course, unavailable.message(), unavailable.retryAfter());
        } else if (outcome instanceof EvictionOutcome.Forbidden
                && outcome.message().startsWith(BUDGET_OUT_OF_ORDER)) {
            mover.again(course, new Reason(ReasonCode.BUDGET_CLOSED, outcome.message()), OUT_OF_ORDER_WAIT);
        } else if (outcome instanceof EvictionOutcome.Forbidden) {
            refused(
                    course,
                    "403 Forbidden: " + outcome.message() + "; a drain needs the right to create pods/eviction");
        } else {
            EvictionOutcome.Other other = (EvictionOutcome.Other) outcome;
            refused(course, (other.code() == 0 ? "" : other.code() + " " + other.reason() + ": ") + other.message());
        }
    }

    private void throttled(Course course, String message, Optional<Duration> retryAfter) {
        Duration wait = retryAfter.orElse(Patience.backOff(course.attempts, Optional.empty()));
        patience.throttled(message, wait);
        mover.again(course, new Reason(ReasonCode.THROTTLED, "the server asks for patience: " + message), wait);
    }

    private void unavailable(Course course, String message, Optional<Duration> retryAfter) {
        course.unanswered = true;
        patience.unwell(message, retryAfter);
        mover.again(
                course,
                new Reason(ReasonCode.SERVER_AWAY, "the server didn't answer as it should: " + message),
                Patience.backOff(course.attempts, retryAfter));
    }

    private void namespaceTerminating(Course course, String message) {
        mover.goesWithNamespace(
                course,
                new Reason(
                        ReasonCode.NAMESPACE_TERMINATING,
                        "its namespace is being deleted, and it with it: " + message));
    }

    private void refused(Course course, String text) {
        if (course.shortened && course.foundTerminating) {
            course.state = Course.State.LEAVING; // it goes anyway, only later
        } else {
            mover.failed(course, new Reason(ReasonCode.EVICTION_REFUSED, "the server refuses to let it go: " + text));
        }
    }

    void deletion(Course course, Result<DeleteOutcome> result) {
        DeleteOutcome outcome = result instanceof Result.Ok<DeleteOutcome> ok
                ? ok.value()
                : new DeleteOutcome.Failed(failure(((Result.Failed<DeleteOutcome>) result).error(), course));
        mover.answered(course);
        if (outcome instanceof DeleteOutcome.Failed failed) {
            failedDeletion(course, failed.failure());
        } else {
            patience.well();
            switch (outcome.kind()) {
                case ACCEPTED -> mover.accepted(course);
                case GONE -> mover.ended(course, "not there any more");
                default -> mover.ended(course, "gone, and there is another pod of its name");
            }
        }
        if (course.seenGone && course.state != Course.State.GONE) {
            mover.ended(course, "gone");
        }
    }

    private void failedDeletion(Course course, ApiFailure failure) {
        switch (failure.kind()) {
            case THROTTLED -> throttled(course, failure.message(), failure.retryAfter());
            case UNAVAILABLE, CONFLICT, EXPIRED -> unavailable(course, failure.text(), failure.retryAfter());
            default -> {
                patience.well();
                refused(
                        course,
                        failure.text()
                                + (failure.kind() == ApiFailure.Kind.FORBIDDEN
                                        ? "; a drain that deletes needs the right to delete pods"
                                        : ""));
            }
        }
    }

    private static ApiFailure failure(Throwable error, Course course) {
        return error instanceof ApiException known
                ? known.failure()
                : new ApiFailure(
                        ApiFailure.Kind.OTHER, "move pod " + course.ref, 0, "", error.toString(), Optional.empty());
    }
}
