package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeDocument;
import io.github.kubemaintenance.model.LabelSelector;
import io.github.kubemaintenance.model.Minor;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodPhase;
import io.github.kubemaintenance.model.PodStatus;
import io.github.kubemaintenance.model.Workload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The kubelets of all nodes. Each brings the pods bound to its node to life, stops those that are deleted and confirms
 * it, and makes mirror pods again. A dead one does nothing; when it comes back it looks at all its pods.
 */
final class Kubelet implements Controller {
    static final String NAME = "kubelet";

    private static final String STATIC = "static";
    private static final Minor TERMINAL_PHASE = Minor.of(27);
    private static final Kind<KubeDocument> SERVICES = Kind.document("", "v1", "services", "Service", true);

    /** Of pods without init containers that don't end by themselves: they are alike within a workload. */
    private final StatusMemo<PodLife.Stand> alike = new StatusMemo<>();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void changed(World world, Change<?> change) {
        if (!(change.object() instanceof Pod pod) || pod.nodeName().isEmpty()) {
            return;
        }
        if (pod.isMirror() && change.type() != ChangeType.MODIFIED) {
            world.at(world.now(), Task.ofNode(NAME, pod.nodeName(), STATIC));
        }
        if (change.type() != ChangeType.DELETED && !isSettled(world, pod)) {
            look(world, pod, world.now());
        }
    }

    @Override
    public Controller forCopy() {
        return new Kubelet();
    }

    @Override
    public void behaves(World world, String node) {
        lookAt(world, node);
    }

    /** A pod in which nothing will happen by itself; most pods are most of the time. */
    private static boolean isSettled(World world, Pod pod) {
        return !pod.isTerminating()
                && (pod.isFinished()
                        || (pod.status().phase() == PodPhase.RUNNING
                                && pod.isReady()
                                && world.behaviourOf(pod).runsFor().isEmpty()));
    }

    private static void look(World world, Pod pod, Instant when) {
        world.at(when, Task.of(NAME, pod, pod.uid()));
    }

    /** Has a node's kubelet look at everything on it. */
    static void lookAt(World world, String node) {
        world.at(world.now(), Task.ofNode(NAME, node, ""));
    }

    /** Has the kubelet look at one pod, after its behaviour was set. */
    static void lookAt(World world, Pod pod) {
        look(world, pod, world.now());
    }

    @Override
    public void due(World world, Task task) {
        if (task.isOfNode()) {
            if (isAtWork(world, task.name())) {
                keepStatic(world, task.name());
                if (!task.detail().equals(STATIC)) {
                    world.podsOn(task.name()).forEach(pod -> sync(world, pod));
                }
            }
            return;
        }
        world.find(Kind.PODS, task.namespace(), task.name())
                .filter(pod -> pod.uid().equals(task.detail()) && isAtWork(world, pod.nodeName()))
                .ifPresent(pod -> sync(world, pod));
    }

    private static boolean isAtWork(World world, String node) {
        return world.behaviourOf(node).isAlive()
                && world.find(Kind.NODES, "", node).isPresent();
    }

    private void sync(World world, Pod pod) {
        PodBehaviour behaviour = world.behaviourOf(pod);
        NodeBehaviour node = world.behaviourOf(pod.nodeName());
        if (pod.isTerminating()) {
            Instant stops = PodLife.stopsAt(pod, behaviour, node.lag());
            if (stops.isAfter(world.now())) {
                look(world, pod, stops);
            } else {
                confirm(world, pod, behaviour);
            }
            return;
        }
        boolean isAlike = pod.spec().initContainers().isEmpty()
                && behaviour.runsFor().isEmpty()
                && node.lag().isZero();
        PodLife.Stand stand = isAlike
                ? alike.get(pod.spec(), pod.status(), behaviour, world.now(), () -> stand(world, pod, behaviour, node))
                : stand(world, pod, behaviour, node);
        Pod after = pod.status().equals(stand.status()) ? pod : world.update(Kind.PODS, pod.with(stand.status()));
        stand.wake().ifPresent(when -> look(world, after, when));
    }

    private static PodLife.Stand stand(World world, Pod pod, PodBehaviour behaviour, NodeBehaviour node) {
        return PodLife.at(pod, behaviour, node.lag(), service -> isUp(world, service), world.now());
    }

    private static void confirm(World world, Pod pod, PodBehaviour behaviour) {
        boolean ended = pod.isFinished() || pod.isMirror() || world.version().compareTo(TERMINAL_PHASE) < 0;
        Pod stopped = ended ? pod : world.update(Kind.PODS, pod.with(PodLife.stopped(pod, behaviour, world.now())));
        if (stopped.metadata()
                .deletionGracePeriod()
                .map(grace -> grace.isZero())
                .orElse(false)) {
            PodWrites.removeIfReleased(world, stopped);
        } else {
            PodWrites.force(world, stopped);
        }
    }

    /** Learns the static pods of a node from their mirrors, and makes again what somebody deleted. */
    static void keepStatic(World world, String node) {
        List<Pod> manifests = new ArrayList<>(world.behaviourOf(node).staticPods());
        for (Pod pod : world.podsOn(node)) {
            if (pod.isMirror()
                    && manifests.stream().noneMatch(each -> Keys.of(each).equals(Keys.of(pod)))) {
                manifests.add(manifest(pod));
            }
        }
        if (manifests.size() != world.behaviourOf(node).staticPods().size()) {
            world.behave(node, world.behaviourOf(node).withStaticPods(manifests));
        }
        for (Pod each : manifests) {
            if (world.find(Kind.PODS, each.namespace(), each.name()).isEmpty()) {
                world.create(Kind.PODS, each);
            }
        }
    }

    private static Pod manifest(Pod pod) {
        var before = pod.metadata();
        var bare = new io.github.kubemaintenance.model.ObjectMeta(
                before.namespace(),
                before.name(),
                "",
                "",
                0,
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                before.labels(),
                before.annotations(),
                before.ownerReferences(),
                List.of(),
                Document.empty());
        // The container never stopped: the new mirror shows it as it runs.
        PodStatus status = pod.status()
                .withConditions(pod.status().conditions().stream()
                        .filter(each -> !each.type().equals(PodStatuses.DISRUPTION_TARGET))
                        .toList());
        return new Pod(bare, pod.spec(), pod.nodeName(), status);
    }

    /** Whether what an init container waits for answers: a Service, or the pods of a workload of that name. */
    private static boolean isUp(World world, String service) {
        Keys key = Keys.parse(service);
        Optional<LabelSelector> selector = world.find(SERVICES, key.namespace(), key.name())
                .map(found -> LabelSelector.of(found.document().textMap("spec", "selector")));
        for (Kind<Workload> kind : Kind.workloads()) {
            selector = selector.isPresent()
                    ? selector
                    : world.find(kind, key.namespace(), key.name()).flatMap(Workload::selector);
        }
        if (selector.isEmpty()) {
            return world.find(Kind.PODS, key.namespace(), key.name())
                    .map(Pod::isReady)
                    .orElse(false);
        }
        LabelSelector wanted = selector.get();
        return world.in(Kind.PODS, key.namespace()).stream()
                .anyMatch(pod -> pod.isReady()
                        && !pod.isTerminating()
                        && wanted.matches(pod.metadata().labels()));
    }
}
