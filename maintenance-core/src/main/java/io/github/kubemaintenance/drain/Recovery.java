package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.model.Condition;
import io.github.kubemaintenance.model.ContainerStatus;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodRef;
import io.github.kubemaintenance.model.Reason;
import io.github.kubemaintenance.model.Workload;
import io.github.kubemaintenance.model.WorkloadKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Has the owner of pods that went its replicas Ready again, and if not, where are the new ones stuck? Pure. */
final class Recovery {
    /** The replacement waits for a node. */
    static final String UNSCHEDULABLE = "UNSCHEDULABLE";
    /** The replacement is at an init container. */
    static final String INIT = "INIT";
    /** A container of the replacement can't start. */
    static final String CONTAINER = "CONTAINER";
    /** It is on its way, or runs and isn't Ready yet. */
    static final String NOT_READY_YET = "NOT_READY_YET";

    private Recovery() {}

    /** Returns how an owner is, of its state and its pods. */
    static ReplacementState of(Workload owner, List<Pod> pods) {
        int ready = (int) pods.stream()
                .filter(pod -> pod.isReady() && !pod.isTerminating())
                .count();
        int wanted = wanted(owner);
        List<Reason> stuck = new ArrayList<>();
        notReady(pods).forEach((pod, reason) -> stuck.add(new Reason(reason.code(), "pod " + pod + ": " + reason)));
        if (ready + stuck.size() < wanted) {
            stuck.add(new Reason(NOT_READY_YET, wanted - ready - stuck.size() + " of its pods are not there yet"));
        }
        boolean recovered = ready >= wanted;
        return new ReplacementState(owner.toString(), wanted, ready, recovered, recovered ? List.of() : stuck);
    }

    private static int wanted(Workload owner) {
        if (owner.kind() != WorkloadKind.JOB) {
            return owner.replicas();
        }
        List<Condition> conditions = owner.status().documents("conditions").stream()
                .map(Condition::of)
                .toList();
        boolean over = conditions.stream()
                .anyMatch(each -> each.isTrue()
                        && (each.type().equals("Complete") || each.type().equals("Failed")));
        long left = owner.otherSpec().number("completions").orElse(Long.MAX_VALUE)
                - owner.status().number("succeeded").orElse(0L);
        return over ? 0 : (int) Math.max(0, Math.min(owner.replicas(), left));
    }

    /** Returns for each pod that is on its way where it is, in order. */
    static Map<PodRef, Reason> notReady(List<Pod> pods) {
        Map<PodRef, Reason> all = new LinkedHashMap<>();
        pods.stream()
                .filter(pod -> !pod.isReady() && !pod.isTerminating() && !pod.isFinished())
                .sorted(Comparator.comparing(Pod::ref))
                .forEach(pod -> all.put(pod.ref(), where(pod)));
        return all;
    }

    /** Returns where a pod that isn't Ready is, in the words of {@code kubectl get pods}: {@code Init:1/2 wait-for-db}. */
    static Reason where(Pod pod) {
        if (pod.nodeName().isEmpty()) {
            Optional<Condition> scheduled =
                    pod.status().condition("PodScheduled").filter(condition -> !condition.isTrue());
            return scheduled
                    .map(condition -> new Reason(UNSCHEDULABLE, condition.reason() + " because " + condition.message()))
                    .orElse(new Reason(NOT_READY_YET, "Pending, not scheduled yet"));
        }
        return init(pod).or(() -> container(pod)).orElse(new Reason(NOT_READY_YET, PodTrouble.of(pod)));
    }

    private static Optional<Reason> init(Pod pod) {
        List<ContainerStatus> statuses = pod.status().initContainerStatuses();
        int all = Math.max(statuses.size(), pod.spec().initContainers().size());
        int done = 0;
        for (ContainerStatus status : statuses) {
            boolean ended =
                    status.state() instanceof ContainerStatus.Terminated terminated && terminated.exitCode() == 0;
            // A native sidecar keeps running; the next one begins when it has started.
            boolean started = status.state() instanceof ContainerStatus.Running
                    && status.other().flag("started").orElse(false)
                    && status.ready();
            if (!ended && !started) {
                return Optional.of(new Reason(INIT, "Init:" + done + "/" + all + " " + status.name() + text(status)));
            }
            done++;
        }
        return Optional.empty();
    }

    private static Optional<Reason> container(Pod pod) {
        for (ContainerStatus status : pod.status().containerStatuses()) {
            if (status.state() instanceof ContainerStatus.Waiting waiting
                    && !waiting.reason().isEmpty()
                    && !waiting.reason().equals("ContainerCreating")
                    && !waiting.reason().equals("PodInitializing")) {
                return Optional.of(new Reason(
                        CONTAINER,
                        waiting.reason() + " of container " + status.name()
                                + (waiting.message().isEmpty() ? "" : ": " + waiting.message()) + restarts(status)));
            }
        }
        return Optional.empty();
    }

    private static String text(ContainerStatus status) {
        String state = "";
        if (status.state() instanceof ContainerStatus.Waiting waiting
                && !waiting.reason().isEmpty()
                && !waiting.reason().equals("PodInitializing")) {
            state = ": " + waiting.reason() + (waiting.message().isEmpty() ? "" : ", " + waiting.message());
        } else if (status.state() instanceof ContainerStatus.Terminated ended) {
            state = ": ended with exit code " + ended.exitCode();
        }
        return state + restarts(status);
    }

    private static String restarts(ContainerStatus status) {
        return status.restartCount() == 0 ? "" : " (" + status.restartCount() + " restarts)";
    }
}
