package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.model.Condition;
import io.github.kubemaintenance.model.Container;
import io.github.kubemaintenance.model.ContainerStatus;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodPhase;
import io.github.kubemaintenance.model.PodStatus;
import io.github.kubemaintenance.model.RestartPolicy;
import io.github.kubemaintenance.model.internal.Nullable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The life of a pod on its node: what its kubelet would have written by now, read from what was written before. Pure
 * but for the question whether a Service is up. Init containers run one after the other, each again with back-off until
 * it succeeds; native sidecars start and stay; then all containers start, get ready and, where the pod is made so, end.
 */
final class PodLife {
    private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(10);
    private static final Duration LONGEST_BACK_OFF = Duration.ofMinutes(5);
    private static final Duration FORGIVEN_AFTER = Duration.ofMinutes(10);

    /**
     * How far a pod has come.
     *
     * @param status what the kubelet says of it
     * @param wake when something will happen next, if anything
     */
    record Stand(PodStatus status, Optional<Instant> wake) {}

    private final Pod pod;
    private final PodBehaviour behaviour;
    private final Duration lag;
    private final Predicate<String> isUp;
    private final Instant now;
    private PodStatus status;
    private @Nullable Instant wake;

    private PodLife(Pod pod, PodBehaviour behaviour, Duration lag, Predicate<String> isUp, Instant now) {
        this.pod = pod;
        this.behaviour = behaviour;
        this.lag = lag;
        this.isUp = isUp;
        this.now = now;
        this.status = pod.status();
    }

    /** How far a pod that isn't being deleted has come. */
    static Stand at(Pod pod, PodBehaviour behaviour, Duration lag, Predicate<String> isUp, Instant now) {
        PodLife life = new PodLife(pod, behaviour, lag, isUp, now);
        if (!pod.isFinished() && life.isAdmitted() && life.isInitialized()) {
            life.runContainers();
        }
        return new Stand(life.status, Optional.ofNullable(life.wake));
    }

    /**
     * Waits for a time; the kubelet's lag comes on top.
     *
     * @return whether it is still to come
     */
    private boolean awaits(Instant time) {
        Instant due = time.plus(lag);
        if (due.isAfter(now)) {
            wake = wake == null || due.isBefore(wake) ? due : wake;
            return true;
        }
        return false;
    }

    private boolean isAdmitted() {
        if (status.startTime().isPresent()) {
            return true;
        }
        Instant bound = status.condition(PodStatuses.SCHEDULED)
                .filter(Condition::isTrue)
                .flatMap(Condition::lastTransitionTime)
                .orElse(pod.metadata().creationTimestamp());
        if (awaits(bound)) {
            return false;
        }
        status = PodStatuses.admitted(status, pod.spec(), now);
        return true;
    }

    private boolean isInitialized() {
        List<Container> specs = pod.spec().initContainers();
        for (int i = 0; i < specs.size(); i++) {
            ContainerStatus each = initStatus(i);
            while (!isDone(specs.get(i), each)) {
                Optional<ContainerStatus> next = stepInit(specs.get(i), each);
                if (next.isEmpty()) {
                    return false;
                }
                each = next.get();
                setInit(i, each);
            }
        }
        return true;
    }

    /** A status that a dump left out counts as never started. */
    private ContainerStatus initStatus(int index) {
        Container spec = pod.spec().initContainers().get(index);
        return status.initContainerStatuses().stream()
                .filter(each -> each.name().equals(spec.name()))
                .findFirst()
                .orElseGet(() -> PodStatuses.admitted(status, pod.spec(), now)
                        .initContainerStatuses()
                        .get(index));
    }

    private static boolean isDone(Container spec, ContainerStatus each) {
        return spec.restartAlways()
                ? each.state() instanceof ContainerStatus.Running
                : each.state() instanceof ContainerStatus.Terminated end && end.exitCode() == 0;
    }

    /** One step of an init container; empty if it can't come now or never will. */
    private Optional<ContainerStatus> stepInit(Container spec, ContainerStatus each) {
        PodBehaviour.Init init = behaviour.init().stream()
                .filter(named -> named.name().equals(spec.name()))
                .findFirst()
                .orElse(new PodBehaviour.Init(spec.name(), Duration.ZERO, 0, Optional.empty()));
        if (each.state() instanceof ContainerStatus.Waiting) {
            boolean again = PodStatuses.isBackingOff(each);
            if (again
                    && awaits(PodStatuses.finishedAt(each).orElse(Instant.EPOCH).plus(backOff(each)))) {
                return Optional.empty();
            }
            return Optional.of(PodStatuses.running(each, spec.restartAlways(), again, now));
        } else if (each.state() instanceof ContainerStatus.Running running) {
            if (awaits(running.startedAt().plus(init.takes()))) {
                return Optional.empty();
            }
            boolean works = each.restartCount() >= init.failures()
                    && init.failures() != Integer.MAX_VALUE
                    && init.until().map(isUp::test).orElse(true);
            return Optional.of(works ? PodStatuses.completed(each, now) : failedInit(each));
        }
        if (pod.spec().restartPolicy() == RestartPolicy.NEVER) {
            return Optional.empty(); // its failure has failed the pod
        }
        return Optional.of(failedInit(each)); // a dump's container between its end and its next start
    }

    private ContainerStatus failedInit(ContainerStatus each) {
        if (pod.spec().restartPolicy() == RestartPolicy.NEVER) {
            status = status.withPhase(PodPhase.FAILED);
            return PodStatuses.ended(each, 1, now);
        }
        return PodStatuses.backingOff(each, 1, backOffText(each), now);
    }

    private void setInit(int index, ContainerStatus changed) {
        List<ContainerStatus> all = new ArrayList<>();
        for (int i = 0; i < pod.spec().initContainers().size(); i++) {
            all.add(i == index ? changed : initStatus(i));
        }
        status = PodStatuses.containers(status, all, status.containerStatuses());
        List<Container> specs = pod.spec().initContainers();
        Predicate<ContainerStatus> missing =
                each -> specs.stream().noneMatch(spec -> spec.name().equals(each.name()) && isDone(spec, each));
        boolean complete = all.stream().noneMatch(missing);
        status = complete
                ? PodStatuses.set(status, PodStatuses.INITIALIZED, true, "", "", now)
                : PodStatuses.set(
                        status,
                        PodStatuses.INITIALIZED,
                        false,
                        "ContainersNotInitialized",
                        "containers with incomplete status: " + PodStatuses.names(all, missing),
                        now);
    }

    private void runContainers() {
        List<ContainerStatus> all = status.containerStatuses();
        if (all.size() < pod.spec().containers().size()) {
            all = PodStatuses.admitted(status, pod.spec(), now).containerStatuses();
        }
        boolean running = true;
        List<ContainerStatus> next = new ArrayList<>();
        for (ContainerStatus each : all) {
            ContainerStatus stepped = step(each);
            for (ContainerStatus before = each; !stepped.equals(before); ) {
                before = stepped;
                stepped = step(stepped);
            }
            next.add(stepped);
            running &= stepped.state() instanceof ContainerStatus.Running;
        }
        status = PodStatuses.containers(status, status.initContainerStatuses(), next);
        boolean ended =
                !next.isEmpty() && next.stream().allMatch(each -> each.state() instanceof ContainerStatus.Terminated);
        if (ended) {
            boolean well = next.stream().allMatch(each -> ((ContainerStatus.Terminated) each.state()).exitCode() == 0);
            status = finished(status, well, now);
            return;
        }
        boolean started = running || next.stream().anyMatch(each -> each.restartCount() > 0 || isRunning(each));
        status = started ? status.withPhase(PodPhase.RUNNING) : status;
        boolean ready =
                running && behaviour.readyAfter().isPresent() && next.stream().allMatch(ContainerStatus::ready);
        String unready = "containers with unready status: "
                + PodStatuses.names(next, each -> !(each.ready() && isRunning(each)));
        for (String type : List.of(PodStatuses.READY, PodStatuses.CONTAINERS_READY)) {
            status = PodStatuses.set(status, type, ready, ready ? "" : "ContainersNotReady", ready ? "" : unready, now);
        }
    }

    private static boolean isRunning(ContainerStatus each) {
        return each.state() instanceof ContainerStatus.Running;
    }

    /** One step of a container; the same if nothing is due. */
    private ContainerStatus step(ContainerStatus each) {
        if (each.state() instanceof ContainerStatus.Waiting) {
            boolean again = PodStatuses.isBackingOff(each);
            Instant start = again
                    ? PodStatuses.finishedAt(each).orElse(Instant.EPOCH).plus(backOff(each))
                    : initializedAt().plus(behaviour.startsIn());
            return awaits(start) ? each : PodStatuses.running(each, false, again, now);
        } else if (each.state() instanceof ContainerStatus.Running running) {
            if (behaviour.runsFor().isPresent()
                    && !awaits(running.startedAt().plus(behaviour.runsFor().get()))) {
                return end(each, running);
            }
            boolean gets = !each.ready()
                    && behaviour.readyAfter().isPresent()
                    && !awaits(running.startedAt().plus(behaviour.readyAfter().get()));
            return gets ? PodStatuses.ready(each) : each;
        }
        int exitCode = ((ContainerStatus.Terminated) each.state()).exitCode();
        return staysEnded(exitCode) ? each : PodStatuses.backingOff(each, exitCode, backOffText(each), now);
    }

    private boolean staysEnded(int exitCode) {
        RestartPolicy policy = pod.spec().restartPolicy();
        return policy == RestartPolicy.NEVER || (policy == RestartPolicy.ON_FAILURE && exitCode == 0);
    }

    private ContainerStatus end(ContainerStatus each, ContainerStatus.Running running) {
        int exitCode = behaviour.succeeds() ? 0 : 1;
        if (staysEnded(exitCode)) {
            return PodStatuses.ended(each, exitCode, now);
        }
        boolean forgiven = running.startedAt().plus(FORGIVEN_AFTER).isBefore(now);
        ContainerStatus counted =
                forgiven ? new ContainerStatus(each.name(), false, 0, each.state(), each.other()) : each;
        return PodStatuses.backingOff(counted, exitCode, backOffText(counted), now);
    }

    /** When its last init container was done. */
    private Instant initializedAt() {
        Instant at = status.startTime().orElse(now);
        for (ContainerStatus each : status.initContainerStatuses()) {
            Instant done = PodStatuses.startedAt(each)
                    .or(() -> PodStatuses.finishedAt(each))
                    .orElse(at);
            at = done.isAfter(at) ? done : at;
        }
        return at;
    }

    private static Duration backOff(ContainerStatus each) {
        Duration wait = FIRST_BACK_OFF.multipliedBy(1L << Math.min(each.restartCount(), 10));
        return wait.compareTo(LONGEST_BACK_OFF) > 0 ? LONGEST_BACK_OFF : wait;
    }

    private String backOffText(ContainerStatus each) {
        Duration wait = backOff(each);
        String text =
                wait.toMinutes() > 0 ? wait.toMinutes() + "m" + wait.toSecondsPart() + "s" : wait.toSeconds() + "s";
        return "back-off " + text + " restarting failed container=" + each.name() + " pod=" + pod.name() + "_"
                + pod.namespace() + "(" + pod.uid() + ")";
    }

    /** The status of a pod that has ended by itself. */
    static PodStatus finished(PodStatus before, boolean well, Instant now) {
        String reason = well ? "PodCompleted" : "PodFailed";
        PodStatus after = before.withPhase(well ? PodPhase.SUCCEEDED : PodPhase.FAILED);
        after = PodStatuses.set(after, PodStatuses.SANDBOX, false, "", "", now);
        after = PodStatuses.set(after, PodStatuses.READY, false, reason, "", now);
        return PodStatuses.set(after, PodStatuses.CONTAINERS_READY, false, reason, "", now);
    }

    /** When a pod that is being deleted has stopped. */
    static Instant stopsAt(Pod pod, PodBehaviour behaviour, Duration lag) {
        Instant due = pod.metadata().deletionTimestamp().orElse(Instant.EPOCH);
        Instant asked = due.minus(pod.metadata().deletionGracePeriod().orElse(Duration.ZERO));
        boolean runs = pod.status().containerStatuses().stream().anyMatch(PodLife::isRunning)
                || pod.status().initContainerStatuses().stream().anyMatch(PodLife::isRunning);
        if (!runs || pod.isFinished() || pod.isMirror()) {
            return asked.plus(lag);
        }
        Instant stops = behaviour.stopsIn().map(asked::plus).orElse(due);
        return (stops.isAfter(due) ? due : stops).plus(lag);
    }

    /** The status of a pod that has stopped because it was deleted: terminal, as kubelets write since 1.27. */
    static PodStatus stopped(Pod pod, PodBehaviour behaviour, Instant now) {
        Duration grace = pod.metadata().deletionGracePeriod().orElse(Duration.ZERO);
        boolean inTime =
                behaviour.stopsIn().map(takes -> takes.compareTo(grace) <= 0).orElse(false);
        // A server that is told to stop ends well; work that is broken off doesn't.
        int inTimeCode = pod.spec().restartPolicy() == RestartPolicy.ALWAYS ? 0 : 143;
        int exitCode = inTime ? inTimeCode : 137;
        PodStatus before = pod.status();
        boolean ran = before.containerStatuses().stream().anyMatch(PodLife::isRunning);
        PodStatus after = PodStatuses.containers(
                before,
                endAll(before.initContainerStatuses(), exitCode, now),
                endAll(before.containerStatuses(), exitCode, now));
        return finished(after, exitCode == 0 && ran, now);
    }

    private static List<ContainerStatus> endAll(List<ContainerStatus> all, int exitCode, Instant now) {
        return all.stream()
                .map(each -> isRunning(each) ? PodStatuses.ended(each, exitCode, now) : each)
                .toList();
    }
}
