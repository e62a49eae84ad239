package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Reason;
import java.util.List;
import java.util.Optional;

/** Why a pod that had to go is still there. Pure. */
final class RemainingText {
    private RemainingText() {}

    static Reason of(Course course, Optional<Node> node) {
        return switch (course.state) {
            case IN_FLIGHT ->
                new Reason(
                        ReasonCode.OUTCOME_UNKNOWN,
                        "a request to move it was sent and its answer was not waited for; it may have been carried out");
            case LEAVING -> leaving(course, node);
            default -> course.trouble.orElseGet(() -> waiting(course));
        };
    }

    private static Reason waiting(Course course) {
        Optional<Reason> judged = course.plan.reasons().stream().findFirst();
        return course.state == Course.State.REFUSED && judged.isPresent()
                ? judged.get()
                : new Reason(ReasonCode.NOT_STARTED, "its turn had not come");
    }

    static Reason leaving(Course course, Optional<Node> node) {
        if (!course.pod.isTerminating()) {
            return course.trouble.orElse(new Reason(
                    ReasonCode.TERMINATING, "its eviction was accepted, but it has not been seen terminating yet"));
        }
        String due = course.pod
                .metadata()
                .deletionTimestamp()
                .map(at -> " (due at " + at + ")")
                .orElse("");
        List<String> finalizers = course.pod.metadata().finalizers();
        if (!finalizers.isEmpty()) {
            return new Reason(
                    ReasonCode.FINALIZERS,
                    "terminating, finalizers: " + String.join(", ", finalizers) + due
                            + "; it is gone only when whoever set them takes them out of metadata.finalizers");
        }
        if (node.isPresent() && !node.get().isReady()) {
            return new Reason(
                    ReasonCode.NODE_UNREACHABLE,
                    "terminating" + due + ", but node " + node.get().name()
                            + " is not Ready, so nobody confirms that it has ended; skipWaitForDeleteTimeout() doesn't"
                            + " wait, and the taint node.kubernetes.io/out-of-service on a node that is really down ends"
                            + " its pods");
        }
        return new Reason(ReasonCode.TERMINATING, "terminating" + due + ", its kubelet has not confirmed its end");
    }
}
