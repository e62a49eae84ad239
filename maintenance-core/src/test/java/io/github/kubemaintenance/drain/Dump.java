package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.KubeDocument;
import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import io.github.kubemaintenance.model.Workload;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** A cluster as {@code kubectl get -A -o json} gives it, and all that a plan could read of it. */
final class Dump {
    static final List<String> NAMES = List.of("kubeadm-1.30-ha", "eks-1.31-mixed");
    /** A minute after the youngest dump was taken. */
    static final Instant NOW = Instant.parse("2026-11-22T13:30:00Z");

    private final List<Document> items;

    private Dump(List<Document> items) {
        this.items = items;
    }

    static Dump load(String name) {
        return new Dump(read("/dumps/" + name + ".json.gz").documents("items"));
    }

    static List<Document> kubectlRuns(String name) {
        return read("/dumps/" + name + ".kubectl.json").documents("runs");
    }

    private static Document read(String resource) {
        try (InputStream raw = Objects.requireNonNull(Dump.class.getResourceAsStream(resource), resource);
                InputStream in = resource.endsWith(".gz") ? new GZIPInputStream(raw) : raw) {
            return DocumentFormat.json().read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }

    <T extends KubeObject> List<T> all(Kind<T> kind) {
        return items.stream()
                .filter(item ->
                        item.kind().equals(kind.kind()) && item.apiVersion().equals(kind.apiVersion()))
                .map(kind::read)
                .toList();
    }

    Node node(String name) {
        return all(Kind.NODES).stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    Pod pod(String namespaceAndPrefix) {
        return all(Kind.PODS).stream()
                .filter(each -> each.toString().startsWith(namespaceAndPrefix))
                .findFirst()
                .orElseThrow();
    }

    /** Everything that can be known for a drain of a node. */
    DrainFacts facts(String node, DrainOptions options) {
        Map<DaemonSetFact.Name, DaemonSetFact> daemonSets = new LinkedHashMap<>();
        for (Workload each : all(Kind.DAEMON_SETS)) {
            daemonSets.put(new DaemonSetFact.Name(each.namespace(), each.name()), new DaemonSetFact.Exists());
        }
        List<Pod> pods = all(Kind.PODS);
        List<Pod> here = pods.stream()
                .filter(pod -> pod.nodeName().equals(node)
                        && options.podSelector().matches(pod.metadata().labels()))
                .toList();
        List<PodDisruptionBudget> budgets = all(Kind.BUDGETS);
        List<KubeDocument> autoscalers = all(Kind.AUTOSCALERS);
        DrainFacts facts = DrainFacts.of(NOW, node(node), here, daemonSets)
                .withBudgets(new Fact.Read<>(Budgets.of(budgets)))
                .withAutoscalers(new Fact.Read<>(autoscalers))
                .withNodes(new Fact.Read<>(new Places.Nodes(all(Kind.NODES), true)));
        for (String namespace : List.of("billing", "logs", "shop")) {
            facts = facts.withGuarded(
                    namespace,
                    new Fact.Read<>(pods.stream()
                            .filter(pod -> pod.namespace().equals(namespace))
                            .toList()));
        }
        for (Kind<Workload> kind : List.of(Kind.REPLICA_SETS, Kind.STATEFUL_SETS)) {
            for (Workload each : all(kind)) {
                facts = facts.withOwner(
                        each.kind().kind() + "/" + each.namespace() + "/" + each.name(), new Fact.Read<>(each));
            }
        }
        return facts;
    }

    DrainPlan plan(String node, DrainOptions options) {
        return new DrainPlanner(options, List.of()).plan(facts(node, options));
    }
}
