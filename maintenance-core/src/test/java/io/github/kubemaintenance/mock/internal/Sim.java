package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Condition;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.KubeDocument;
import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.Minor;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.ObjectMeta;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import io.github.kubemaintenance.model.Quantity;
import io.github.kubemaintenance.model.Workload;
import io.github.kubemaintenance.model.WorkloadKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A world with all controllers, and a clock that the test moves. */
final class Sim {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    final Store world;

    /** What changed when: {@code seconds TYPE kind namespace/name}. */
    final List<String> history = new ArrayList<>();

    Sim() {
        this(7, Minor.of(34));
    }

    Sim(long seed, Minor version) {
        this(new Store(seed, version, START, ControlPlane.controllers()));
    }

    Sim(Store world) {
        this.world = world;
        world.listen(change -> history.add(Duration.between(START, world.now()).toMillis() + " " + change.type() + " "
                + change.kind() + " " + change.object().toDocument()));
    }

    Sim copy() {
        return new Sim(world.copy());
    }

    /** Lets time pass, and everything happen that is due until then. */
    Sim advance(Duration time) {
        Instant end = world.now().plus(time);
        for (Instant next = world.nextTask(); next != null && !next.isAfter(end); next = world.nextTask()) {
            if (next.isAfter(world.now())) {
                world.setNow(next);
            }
            world.runTask();
        }
        world.setNow(end);
        return this;
    }

    Sim settle() {
        return advance(Duration.ZERO);
    }

    Node node(String name) {
        return node(name, "4", "8Gi", "a");
    }

    Node node(String name, String cpu, String memory, String zone) {
        Map<String, Quantity> room = new LinkedHashMap<>();
        room.put("cpu", Quantity.parse(cpu));
        room.put("memory", Quantity.parse(memory));
        room.put("pods", Quantity.of(110));
        ObjectMeta meta = ObjectMeta.of("", name).withLabels(Map.of(Node.HOSTNAME, name, Node.ZONE, zone));
        return world.create(
                Kind.NODES,
                new Node(
                        meta,
                        false,
                        List.of(),
                        room,
                        room,
                        List.of(Condition.of("Ready", "True", "KubeletReady", world.now())),
                        Document.empty(),
                        Document.empty()));
    }

    static Document json(String text) {
        return DocumentFormat.json().read(text.replace('\'', '"'));
    }

    Workload workload(WorkloadKind kind, String key, String spec, String podSpec) {
        Keys at = Keys.parse(key);
        Document document = Document.of("apiVersion", kind.apiVersion())
                .with(kind.kind(), "kind")
                .with(at.namespace(), "metadata", "namespace")
                .with(at.name(), "metadata", "name")
                .with(json(spec), "spec")
                .with(at.name(), "spec", "selector", "matchLabels", "app")
                .with(at.name(), "spec", "template", "metadata", "labels", "app")
                .with(
                        json("{'containers':[{'name':'app','image':'app:1'}]}").withAll(json(podSpec)),
                        "spec",
                        "template",
                        "spec");
        return world.create(Scales.kind(kind), Workload.of(document));
    }

    Workload deployment(String key, int replicas) {
        return workload(WorkloadKind.DEPLOYMENT, key, "{'replicas':" + replicas + "}", "{}");
    }

    PodDisruptionBudget budget(String key, String spec) {
        Keys at = Keys.parse(key);
        return world.create(
                Kind.BUDGETS,
                PodDisruptionBudget.of(Document.of("kind", "PodDisruptionBudget")
                        .with(at.namespace(), "metadata", "namespace")
                        .with(at.name(), "metadata", "name")
                        .with(json(spec), "spec")
                        .with(at.name(), "spec", "selector", "matchLabels", "app")));
    }

    PodDisruptionBudget budget(String key) {
        Keys at = Keys.parse(key);
        return world.find(Kind.BUDGETS, at.namespace(), at.name()).orElseThrow();
    }

    Pod bare(String key, String node, String podSpec) {
        Keys at = Keys.parse(key);
        Document document = Document.of("kind", "Pod")
                .with(at.namespace(), "metadata", "namespace")
                .with(at.name(), "metadata", "name")
                .with(at.name(), "metadata", "labels", "app")
                .with(json("{'containers':[{'name':'app','image':'app:1'}]}").withAll(json(podSpec)), "spec");
        Pod pod = Pod.of(document);
        pod = new Pod(pod.metadata(), Admission.admitted(pod.spec()), node, pod.status());
        return world.create(Kind.PODS, pod);
    }

    KubeDocument namespace(String name) {
        return world.create(
                Kind.NAMESPACES,
                KubeDocument.of(Document.of("kind", "Namespace").with(name, "metadata", "name")));
    }

    List<Pod> pods(String namespace) {
        return List.copyOf(world.in(Kind.PODS, namespace));
    }

    Optional<Pod> pod(String key) {
        Keys at = Keys.parse(key);
        return world.find(Kind.PODS, at.namespace(), at.name());
    }

    <T extends KubeObject> T change(Kind<T> kind, T object, UnaryOperator<T> how) {
        T now = world.find(kind, object.namespace(), object.name()).orElseThrow();
        return world.update(kind, how.apply(now));
    }

    void evict(Pod pod) {
        Pod now = PodWrites.current(world, pod).orElseThrow();
        Pod marked = PodWrites.markDisrupted(world, now, "EvictionByEvictionAPI", "Eviction API: evicting");
        PodWrites.delete(world, marked, Optional.empty());
    }

    void kill(String node) {
        world.behave(node, world.behaviourOf(node).died(world.now()));
    }

    void revive(String node) {
        world.behave(node, world.behaviourOf(node).revived());
    }
}
