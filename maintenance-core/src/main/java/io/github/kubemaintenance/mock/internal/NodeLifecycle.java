package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.catalog.NodeMonitor;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.model.Condition;
import io.github.kubemaintenance.model.Minor;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.Taint;
import io.github.kubemaintenance.model.TaintEffect;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The node lifecycle controller: mirrors a cordon in a taint; says Unknown of a node that has renewed no lease for the
 * grace period, and of its pods that they aren't Ready; taints nodes that aren't Ready, with NoExecute only as fast as
 * {@link ZoneLimits} lets it.
 *
 * <p>Leases aren't objects here: a living kubelet renews every ten seconds, at an offset that depends on the node's
 * name, so the last renewal of a dead one can be computed. The checks, every five seconds, are in step with it.
 */
final class NodeLifecycle implements Controller {
    static final String NAME = "node-lifecycle";
    private static final String HEALTH = "health";
    /** The limits of all zones have to be looked at again. */
    private static final Task QUEUES = new Task(NAME, "", "/queues", "");

    /** The conditions that a kubelet keeps. */
    static final List<String> OF_KUBELET = List.of("Ready", "MemoryPressure", "DiskPressure", "PIDPressure");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void changed(World world, Change<?> change) {
        if (change.object() instanceof Node && change.type() == ChangeType.DELETED) {
            world.at(world.now(), QUEUES);
        } else if (change.object() instanceof Node node) {
            if (change.before().orElse(null) instanceof Node before && before.isReady() != node.isReady()) {
                world.at(world.now(), QUEUES);
            }
            if (!hasRightTaints(node)) {
                world.at(world.now(), Task.ofNode(NAME, node.name(), ""));
            }
            if (!world.behaviourOf(node.name()).isAlive()) {
                behaves(world, node.name());
            }
        }
    }

    @Override
    public void behaves(World world, String node) {
        Optional<Instant> dead = world.behaviourOf(node).deadSince();
        Instant when = dead.map(since -> unknownAt(world, node, since)).orElse(world.now());
        Task task = Task.ofNode(NAME, node, HEALTH);
        world.cancel(task);
        world.at(when, task);
    }

    /** When a node that died is found out. */
    static Instant unknownAt(World world, String node, Instant dead) {
        return lastRenewal(node, dead).plus(gracePeriod(world.version()));
    }

    /** How long a node may be silent. */
    static Duration gracePeriod(Minor version) {
        return NodeMonitor.defaults(version).gracePeriod();
    }

    /** When a node that died last renewed its lease. */
    static Instant lastRenewal(String node, Instant dead) {
        long offset = Math.floorMod(node.hashCode(), (int) NodeMonitor.RENEWAL.toMillis());
        long late = Math.floorMod(dead.toEpochMilli() - offset, NodeMonitor.RENEWAL.toMillis());
        return dead.minusMillis(late);
    }

    @Override
    public void due(World world, Task task) {
        if (task.equals(QUEUES)) {
            for (Node node : world.all(Kind.NODES)) {
                if (lacksNoExecute(node)) {
                    ZoneLimits.await(world, node);
                }
            }
            return;
        } else if (task.name().startsWith(ZoneLimits.PREFIX)) {
            ZoneLimits.taintNext(world, task);
            return;
        }
        Optional<Node> found = world.find(Kind.NODES, "", task.name());
        if (found.isEmpty()) {
            return;
        }
        if (task.detail().equals(HEALTH)) {
            health(world, found.get());
        } else {
            taint(world, found.get());
        }
    }

    private static void health(World world, Node node) {
        NodeBehaviour behaviour = world.behaviourOf(node.name());
        String ready = node.condition("Ready").map(Condition::status).orElse("");
        if (behaviour.deadSince().isPresent()) {
            Instant when = unknownAt(world, node.name(), behaviour.deadSince().get());
            if (when.isAfter(world.now())) {
                world.at(when, Task.ofNode(NAME, node.name(), HEALTH));
            } else if (!ready.equals("Unknown")) {
                world.update(Kind.NODES, unknown(node, world.now()));
                if (ready.equals("True")) {
                    markPodsNotReady(world, node.name());
                }
            }
        } else if (ready.equals("Unknown")) {
            world.update(Kind.NODES, posted(node, world.now()));
        }
    }

    private static Node unknown(Node node, Instant now) {
        List<Condition> all = new ArrayList<>();
        for (Condition each : node.conditions()) {
            all.add(
                    each.status().equals("Unknown") || !OF_KUBELET.contains(each.type())
                            ? each
                            : new Condition(
                                    each.type(),
                                    "Unknown",
                                    "NodeStatusUnknown",
                                    "Kubelet stopped posting node status.",
                                    Optional.of(now),
                                    each.other()));
        }
        return node.withConditions(all);
    }

    /** The node as its kubelet posts it when it is back. */
    private static Node posted(Node node, Instant now) {
        List<Condition> all = new ArrayList<>();
        for (Condition each : node.conditions()) {
            boolean isReady = each.type().equals("Ready");
            all.add(
                    !each.status().equals("Unknown")
                            ? each
                            : new Condition(
                                    each.type(),
                                    isReady ? "True" : "False",
                                    isReady ? "KubeletReady" : "KubeletHas" + sufficient(each.type()),
                                    isReady ? "kubelet is posting ready status" : "",
                                    Optional.of(now),
                                    each.other()));
        }
        return node.withConditions(all);
    }

    private static String sufficient(String type) {
        return switch (type) {
            case "DiskPressure" -> "NoDiskPressure";
            case "PIDPressure" -> "SufficientPID";
            default -> "SufficientMemory";
        };
    }

    private static void markPodsNotReady(World world, String node) {
        for (Pod pod : world.podsOn(node)) {
            Optional<Condition> ready = pod.status().condition(PodStatuses.READY);
            if (ready.isPresent() && ready.get().isTrue()) {
                Condition before = ready.get();
                Condition after = new Condition(
                        before.type(),
                        "False",
                        before.reason(),
                        before.message(),
                        Optional.of(world.now()),
                        before.other());
                world.update(Kind.PODS, pod.with(pod.status().with(after)));
            }
        }
    }

    /** The key of the taint that tells of the Ready condition; empty text for a node that is Ready. */
    static String healthKey(Node node) {
        return node.condition("Ready")
                .map(each -> switch (each.status()) {
                    case "True" -> "";
                    case "Unknown" -> Taint.UNREACHABLE;
                    default -> Taint.NOT_READY;
                })
                .orElse("");
    }

    private static boolean hasRightTaints(Node node) {
        return wanted(node).equals(node.taints()) && !lacksNoExecute(node);
    }

    private static boolean lacksNoExecute(Node node) {
        String key = healthKey(node);
        return !key.isEmpty() && !has(node.taints(), key, TaintEffect.NO_EXECUTE);
    }

    private static boolean has(List<Taint> taints, String key, TaintEffect effect) {
        return taints.stream().anyMatch(each -> each.key().equals(key) && each.effect() == effect);
    }

    /** The taints that a node should have, but for a NoExecute that has to wait its turn. */
    private static List<Taint> wanted(Node node) {
        String key = healthKey(node);
        List<Taint> all = new ArrayList<>();
        for (Taint each : node.taints()) {
            boolean ofHealth = each.key().equals(Taint.NOT_READY) || each.key().equals(Taint.UNREACHABLE);
            boolean stale = (each.key().equals(Taint.UNSCHEDULABLE)
                            && each.effect() == TaintEffect.NO_SCHEDULE
                            && !node.unschedulable())
                    || (ofHealth
                            && each.effect() != TaintEffect.PREFER_NO_SCHEDULE
                            && !each.key().equals(key));
            if (!stale) {
                all.add(each);
            }
        }
        if (node.unschedulable() && !has(all, Taint.UNSCHEDULABLE, TaintEffect.NO_SCHEDULE)) {
            all.add(Taint.of(Taint.UNSCHEDULABLE, TaintEffect.NO_SCHEDULE));
        }
        if (!key.isEmpty() && !has(all, key, TaintEffect.NO_SCHEDULE)) {
            all.add(Taint.of(key, TaintEffect.NO_SCHEDULE));
        }
        return all;
    }

    private static void taint(World world, Node node) {
        List<Taint> all = new ArrayList<>();
        for (Taint each : wanted(node)) {
            boolean isNew = !node.taints().contains(each);
            all.add(isNew ? new Taint(each.key(), each.value(), each.effect(), Optional.of(world.now())) : each);
        }
        boolean evicts = lacksNoExecute(node.withTaints(all));
        // One that was tainted for the other reason changes over at once; a healthy one waits its turn.
        boolean wasTainted = has(node.taints(), Taint.NOT_READY, TaintEffect.NO_EXECUTE)
                || has(node.taints(), Taint.UNREACHABLE, TaintEffect.NO_EXECUTE);
        if (evicts && (wasTainted || ZoneLimits.mayTaint(world, node))) {
            all.add(new Taint(healthKey(node), "", TaintEffect.NO_EXECUTE, Optional.of(world.now())));
            evicts = false;
        }
        world.update(Kind.NODES, node.withTaints(all));
        if (evicts) {
            ZoneLimits.await(world, node);
        }
    }

    /** Gives a node the NoExecute taint that it waited for. */
    static void addNoExecute(World world, Node node) {
        if (lacksNoExecute(node)) {
            List<Taint> all = new ArrayList<>(node.taints());
            all.add(new Taint(healthKey(node), "", TaintEffect.NO_EXECUTE, Optional.of(world.now())));
            world.update(Kind.NODES, node.withTaints(all));
        }
    }

    /** Whether a node waits for its NoExecute taint. */
    static boolean awaitsNoExecute(Node node) {
        return lacksNoExecute(node);
    }

    /** The controller's name, for tasks of its limits. */
    static Task limitTask(String zone) {
        return Task.ofNode(NAME, ZoneLimits.PREFIX + zone, "");
    }
}
