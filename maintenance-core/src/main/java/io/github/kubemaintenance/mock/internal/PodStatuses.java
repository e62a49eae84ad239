package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.model.Condition;
import io.github.kubemaintenance.model.Container;
import io.github.kubemaintenance.model.ContainerStatus;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.PodPhase;
import io.github.kubemaintenance.model.PodSpec;
import io.github.kubemaintenance.model.PodStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The parts of a pod's status, written as a kubelet writes them. Pure. */
final class PodStatuses {
    static final String READY = "Ready";
    static final String CONTAINERS_READY = "ContainersReady";
    static final String INITIALIZED = "Initialized";
    static final String SANDBOX = "PodReadyToStartContainers";
    static final String SCHEDULED = "PodScheduled";
    static final String DISRUPTION_TARGET = "DisruptionTarget";
    static final String CRASH_LOOP = "CrashLoopBackOff";

    private static final Document NO_PROBE = Document.empty().withNull("lastProbeTime");

    private PodStatuses() {}

    static Condition condition(String type, boolean value, String reason, String message, Instant since) {
        return new Condition(type, value ? "True" : "False", reason, message, Optional.of(since), NO_PROBE);
    }

    /** Sets a condition; the time of its last transition moves only with its status. */
    static PodStatus set(PodStatus status, String type, boolean value, String reason, String message, Instant now) {
        Optional<Condition> before = status.condition(type);
        Instant since = before.filter(
                        each -> each.isTrue() == value && !each.status().equals("Unknown"))
                .flatMap(Condition::lastTransitionTime)
                .orElse(now);
        if (before.isPresent()
                && before.get().isTrue() == value
                && before.get().reason().equals(reason)
                && before.get().message().equals(message)) {
            return status;
        }
        return status.with(condition(type, value, reason, message, since));
    }

    /** A copy with other container statuses. */
    static PodStatus containers(PodStatus status, List<ContainerStatus> init, List<ContainerStatus> main) {
        return new PodStatus(
                status.phase(),
                status.reason(),
                status.message(),
                status.conditions(),
                init,
                main,
                status.podIp(),
                status.startTime(),
                status.other());
    }

    /** What the kubelet writes when it takes a pod over: everything waits. */
    static PodStatus admitted(PodStatus status, PodSpec spec, Instant now) {
        boolean hasInit = !spec.initContainers().isEmpty();
        String why = hasInit ? "PodInitializing" : "ContainerCreating";
        List<Condition> conditions = new ArrayList<>();
        conditions.add(condition(SANDBOX, true, "", "", now));
        conditions.add(
                hasInit
                        ? condition(
                                INITIALIZED,
                                false,
                                "ContainersNotInitialized",
                                "containers with incomplete status: " + names(spec.initContainers()),
                                now)
                        : condition(INITIALIZED, true, "", "", now));
        String unready = "containers with unready status: " + names(spec.containers());
        conditions.add(condition(READY, false, "ContainersNotReady", unready, now));
        conditions.add(condition(CONTAINERS_READY, false, "ContainersNotReady", unready, now));
        conditions.add(
                status.condition(SCHEDULED).filter(Condition::isTrue).orElse(condition(SCHEDULED, true, "", "", now)));
        status.conditions().stream()
                .filter(each ->
                        conditions.stream().noneMatch(mine -> mine.type().equals(each.type())))
                .forEach(conditions::add);
        return new PodStatus(
                PodPhase.PENDING,
                status.reason(),
                status.message(),
                conditions,
                waiting(spec.initContainers(), why),
                waiting(spec.containers(), why),
                status.podIp(),
                Optional.of(now),
                status.other());
    }

    private static List<ContainerStatus> waiting(List<Container> containers, String reason) {
        return containers.stream()
                .map(each -> new ContainerStatus(
                        each.name(), false, 0, new ContainerStatus.Waiting(reason, ""), image(each, false)))
                .toList();
    }

    private static Document image(Container container, boolean started) {
        return Document.of("image", container.image()).with(started, "started");
    }

    private static String names(List<Container> containers) {
        return containers.stream().map(Container::name).collect(Collectors.joining(" ", "[", "]"));
    }

    /** Names the containers that aren't there yet, as the kubelet's conditions do. */
    static String names(List<ContainerStatus> statuses, Predicate<ContainerStatus> missing) {
        return statuses.stream().filter(missing).map(ContainerStatus::name).collect(Collectors.joining(" ", "[", "]"));
    }

    static ContainerStatus running(ContainerStatus before, boolean ready, boolean again, Instant now) {
        return new ContainerStatus(
                before.name(),
                ready,
                before.restartCount() + (again ? 1 : 0),
                new ContainerStatus.Running(now),
                before.other().with(true, "started"));
    }

    static ContainerStatus ready(ContainerStatus before) {
        return new ContainerStatus(before.name(), true, before.restartCount(), before.state(), before.other());
    }

    static ContainerStatus ended(ContainerStatus before, int exitCode, Instant now) {
        return new ContainerStatus(
                before.name(),
                false,
                before.restartCount(),
                new ContainerStatus.Terminated(
                        exitCode,
                        exitCode == 0 ? "Completed" : "Error",
                        Document.of("startedAt", startedAt(before).orElse(now).toString())
                                .with(now.toString(), "finishedAt")),
                before.other().with(false, "started"));
    }

    /** An init container that ended well counts as ready. */
    static ContainerStatus completed(ContainerStatus before, Instant now) {
        return ready(ended(before, 0, now));
    }

    /** It ended and waits for its next start; how it ended moves to its last state. */
    static ContainerStatus backingOff(ContainerStatus before, int exitCode, String message, Instant now) {
        ContainerStatus end = ended(before, exitCode, now);
        return new ContainerStatus(
                before.name(),
                false,
                before.restartCount(),
                new ContainerStatus.Waiting(CRASH_LOOP, message),
                end.other().with(end.toDocument().at("state"), "lastState"));
    }

    static Optional<Instant> startedAt(ContainerStatus status) {
        return status.state() instanceof ContainerStatus.Running running
                ? Optional.of(running.startedAt())
                : Optional.empty();
    }

    /** When it ended, this time or, while it waits for its next start, the last time. */
    static Optional<Instant> finishedAt(ContainerStatus status) {
        if (status.state() instanceof ContainerStatus.Terminated ended) {
            return ended.other().text("finishedAt").map(Instant::parse);
        }
        return status.other().text("lastState", "terminated", "finishedAt").map(Instant::parse);
    }

    static boolean isBackingOff(ContainerStatus status) {
        return status.state() instanceof ContainerStatus.Waiting waiting
                && waiting.reason().equals(CRASH_LOOP);
    }
}
