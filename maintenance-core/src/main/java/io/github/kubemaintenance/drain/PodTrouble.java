package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.model.Condition;
import io.github.kubemaintenance.model.ContainerStatus;
import io.github.kubemaintenance.model.Pod;
import java.util.List;
import java.util.Optional;

/** Says why a pod isn't Ready, down to the container and what it waits for. Pure. */
final class PodTrouble {
    private PodTrouble() {}

    /** Returns a phrase, for example {@code init container schema: CrashLoopBackOff (7 restarts)}. */
    static String of(Pod pod) {
        Optional<Condition> scheduled = pod.status().condition("PodScheduled");
        if (pod.nodeName().isEmpty()) {
            return scheduled
                    .filter(condition -> !condition.isTrue())
                    .map(condition -> joined("not scheduled", condition.reason(), condition.message()))
                    .orElse("not scheduled yet");
        }
        Optional<String> init = firstTrouble("init container", pod.status().initContainerStatuses(), true);
        if (init.isPresent()) {
            return init.get();
        }
        Optional<String> main = firstTrouble("container", pod.status().containerStatuses(), false);
        if (main.isPresent()) {
            return main.get();
        }
        if (!pod.status().reason().isEmpty()) {
            return joined(pod.status().reason(), "", pod.status().message());
        }
        return pod.status()
                .condition("Ready")
                .map(condition ->
                        joined("condition Ready is " + condition.status(), condition.reason(), condition.message()))
                .orElse("it has no condition Ready");
    }

    private static Optional<String> firstTrouble(String what, List<ContainerStatus> statuses, boolean init) {
        for (ContainerStatus status : statuses) {
            String name = what + " " + status.name() + ": ";
            String restarts = status.restartCount() == 0 ? "" : " (" + status.restartCount() + " restarts)";
            if (status.state() instanceof ContainerStatus.Waiting waiting) {
                if (!waiting.reason().equals("PodInitializing") || init) {
                    return Optional.of(name + waitingFor(waiting) + restarts);
                }
            } else if (status.state() instanceof ContainerStatus.Terminated ended) {
                if (!init || ended.exitCode() != 0) {
                    return Optional.of(
                            name + "ended with exit code " + ended.exitCode() + " " + ended.reason() + restarts);
                }
            } else if (!status.ready()) {
                // A native sidecar among the init containers counts as started, not as ended; it is ready or in the
                // way.
                return Optional.of(name + "runs and is not ready" + restarts);
            }
        }
        return Optional.empty();
    }

    private static String waitingFor(ContainerStatus.Waiting waiting) {
        String reason = waiting.reason().isEmpty() ? "waiting" : waiting.reason();
        // The kubelet's message of a back-off only repeats the names.
        return reason.equals("CrashLoopBackOff") ? reason : joined(reason, "", waiting.message());
    }

    private static String joined(String what, String reason, String message) {
        return what + (reason.isEmpty() ? "" : " (" + reason + ")") + (message.isEmpty() ? "" : ": " + message);
    }
}
