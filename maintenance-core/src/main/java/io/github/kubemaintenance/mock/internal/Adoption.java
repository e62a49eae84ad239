package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Condition;
import io.github.kubemaintenance.model.Container;
import io.github.kubemaintenance.model.ContainerStatus;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodPhase;
import io.github.kubemaintenance.model.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Learns from a cluster's state, as it was found, how its nodes and pods behave: a node that is Unknown is dead; pods
 * start and get ready as long as their siblings took (the median); what is not ready stays so, what crashes goes on to
 * crash. How long pods take to stop can't be seen; a second is assumed.
 */
public final class Adoption {
    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final Duration NEVER = Duration.ofDays(3650);
    private static final Duration STOPS_IN = Duration.ofSeconds(1);

    private Adoption() {}

    /** Sets the behaviour of everything that is in a world. */
    public static void adopt(World world) {
        for (Node node : world.all(Kind.NODES)) {
            node.condition("Ready")
                    .filter(each -> each.status().equals("Unknown"))
                    .ifPresent(each -> world.behave(node.name(), dead(world, node, each)));
            Kubelet.keepStatic(world, node.name());
        }
        Map<String, List<Pod>> byOwner = new LinkedHashMap<>();
        for (Pod pod : world.all(Kind.PODS)) {
            if (!world.behaviourOf(pod).equals(PodBehaviour.PROMPT)) {
                continue; // somebody has said how it behaves
            }
            if (isSick(world, pod)) {
                world.behave(Kind.PODS, pod.namespace(), pod.name(), asItIs(pod));
            }
            pod.controller().ifPresent(owner -> byOwner.computeIfAbsent(owner.uid(), any -> new ArrayList<>())
                    .add(pod));
        }
        for (Kind<Workload> kind : Kind.workloads()) {
            for (Workload workload : world.all(kind)) {
                List<Pod> pods = byOwner.get(workload.uid());
                if (pods != null) {
                    world.behave(kind, workload.namespace(), workload.name(), learned(world, pods));
                }
            }
        }
    }

    private static NodeBehaviour dead(World world, Node node, Condition ready) {
        Instant noticed = ready.lastTransitionTime().orElse(world.now());
        Instant died = noticed.minus(NodeLifecycle.gracePeriod(world.version()).plusSeconds(10));
        return world.behaviourOf(node.name()).died(died);
    }

    /** Whether a pod isn't as it should be for a reason of its own. */
    private static boolean isSick(World world, Pod pod) {
        return !pod.nodeName().isEmpty()
                && !pod.isFinished()
                && !pod.isTerminating()
                && !pod.isReady()
                && pod.status().startTime().isPresent()
                && world.behaviourOf(pod.nodeName()).isAlive();
    }

    /** Lets a sick pod stay as it is. */
    private static PodBehaviour asItIs(Pod pod) {
        boolean crashes = pod.status().containerStatuses().stream().anyMatch(PodStatuses::isBackingOff);
        boolean waits = pod.status().phase() == PodPhase.PENDING;
        return new PodBehaviour(
                waits ? NEVER : Duration.ZERO,
                Optional.empty(),
                Optional.of(STOPS_IN),
                crashes ? Optional.of(Duration.ofSeconds(1)) : Optional.empty(),
                false,
                stuckInit(pod));
    }

    private static List<PodBehaviour.Init> stuckInit(Pod pod) {
        List<PodBehaviour.Init> init = new ArrayList<>();
        for (ContainerStatus each : pod.status().initContainerStatuses()) {
            if (PodStatuses.isBackingOff(each)) {
                init.add(new PodBehaviour.Init(each.name(), Duration.ZERO, Integer.MAX_VALUE, Optional.empty()));
            } else if (each.state() instanceof ContainerStatus.Running) {
                init.add(new PodBehaviour.Init(each.name(), NEVER, 0, Optional.empty()));
            }
        }
        return init;
    }

    /** What the pods of a workload have in common; all of them sick is that, too. */
    private static PodBehaviour learned(World world, List<Pod> pods) {
        List<Pod> well = pods.stream()
                .filter(pod -> pod.isReady() && pod.status().startTime().isPresent())
                .toList();
        if (well.isEmpty()) {
            Optional<Pod> sick = pods.stream().filter(pod -> isSick(world, pod)).findFirst();
            if (sick.isPresent()) {
                return asItIs(sick.get());
            }
        }
        List<PodBehaviour.Init> init = new ArrayList<>();
        List<Container> specs = pods.get(0).spec().initContainers();
        for (Container spec : specs) {
            Duration takes = median(well, pod -> initTime(pod, spec.name()));
            init.add(new PodBehaviour.Init(spec.name(), takes, 0, Optional.empty()));
        }
        return new PodBehaviour(
                median(well, Adoption::startTime),
                Optional.of(median(well, Adoption::readyTime)),
                Optional.of(STOPS_IN),
                Optional.empty(),
                true,
                init);
    }

    private static Optional<Duration> initTime(Pod pod, String container) {
        return pod.status().initContainerStatuses().stream()
                .filter(each -> each.name().equals(container))
                .findFirst()
                .filter(each -> each.state() instanceof ContainerStatus.Terminated)
                .flatMap(each -> {
                    ContainerStatus.Terminated end = (ContainerStatus.Terminated) each.state();
                    return between(
                            end.other().text("startedAt").map(Instant::parse),
                            end.other().text("finishedAt").map(Instant::parse));
                });
    }

    /** From the end of the init containers to running. */
    private static Optional<Duration> startTime(Pod pod) {
        Optional<Instant> initialized = pod.status().initContainerStatuses().stream()
                .flatMap(each -> PodStatuses.finishedAt(each).stream())
                .max(Instant::compareTo)
                .or(() -> pod.status().startTime());
        return between(initialized, started(pod));
    }

    private static Optional<Duration> readyTime(Pod pod) {
        return between(started(pod), pod.status().condition(PodStatuses.READY).flatMap(Condition::lastTransitionTime));
    }

    private static Optional<Instant> started(Pod pod) {
        return pod.status().containerStatuses().stream()
                .flatMap(each -> PodStatuses.startedAt(each).stream())
                .filter(each -> !each.equals(Instant.EPOCH))
                .max(Instant::compareTo);
    }

    /** What took longer than anybody waits has another reason than starting. */
    private static Optional<Duration> between(Optional<Instant> from, Optional<Instant> to) {
        return from.isEmpty() || to.isEmpty()
                ? Optional.empty()
                : Optional.of(Duration.between(from.get(), to.get()))
                        .filter(each -> !each.isNegative() && each.compareTo(LONGEST) <= 0);
    }

    private static Duration median(List<Pod> pods, Function<Pod, Optional<Duration>> measure) {
        List<Duration> all = pods.stream()
                .flatMap(pod -> measure.apply(pod).stream())
                .sorted()
                .toList();
        return all.isEmpty() ? Duration.ZERO : all.get(all.size() / 2);
    }
}
