package io.github.kubemaintenance.mock.contract;

import static io.github.kubemaintenance.mock.contract.ContractViolation.same;
import static io.github.kubemaintenance.mock.contract.ContractViolation.unless;

import io.github.kubemaintenance.cluster.EvictionOutcome;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.PageRequest;
import io.github.kubemaintenance.cluster.Patch;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.Signal;
import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import io.github.kubemaintenance.model.Taint;
import java.util.List;
import java.util.Map;

/** What controllers and a kubelet make of it all. */
final class ControllerScenarios {
    private ControllerScenarios() {}

    static List<Scenario> all() {
        return List.of(
                Scenario.of(
                        "an evicted pod goes, is replaced, and the budget opens again",
                        ControllerScenarios::replaced,
                        Need.CONTROLLERS,
                        Need.KUBELET),
                Scenario.of("a cordoned node is tainted", ControllerScenarios::tainted, Need.CONTROLLERS));
    }

    private static void replaced(Setup setup) throws InterruptedException {
        setup.put(replicaSet(setup));
        setup.put(Things.unseenBudget(setup, "guard", "x", 1).without("status"));
        try (Client client = new Client(setup)) {
            Query here = Query.inNamespace(setup.namespace());
            long budgets = client.session().observe(Kind.BUDGETS, here);
            long pods = client.session().observe(Kind.PODS, here);
            awaitOpen(client, budgets, "the budget opens when both pods are Ready");
            Pod victim =
                    client.page(Kind.PODS, here, PageRequest.first(0)).items().get(0);
            same(EvictionOutcome.Kind.ACCEPTED, client.evict(victim).kind(), "the outcome");
            // Either may come first.
            boolean[] seen = new boolean[2];
            client.await(
                    Signal.class,
                    signal -> {
                        shown(signal, budgets).forEach(each -> seen[0] = isOpen(each));
                        seen[1] = seen[1] || isEnd(signal, pods, victim);
                        return seen[0] && seen[1];
                    },
                    "the end of " + victim + " and, its replacement being Ready, an open budget");
            List<Pod> after = client.page(Kind.PODS, here, PageRequest.first(0)).items();
            same(2, after.size(), "the number of pods");
            unless(after.stream().noneMatch(pod -> pod.uid().equals(victim.uid())), victim + " is not among them");
        }
    }

    private static boolean isEnd(Signal signal, long ticket, Pod victim) {
        return signal instanceof Signal.Change change
                && change.ticket() == ticket
                && change.type() == ChangeType.DELETED
                && change.object().uid().equals(victim.uid());
    }

    private static void awaitOpen(Client client, long ticket, String what) throws InterruptedException {
        client.await(
                Signal.class, signal -> shown(signal, ticket).stream().anyMatch(ControllerScenarios::isOpen), what);
    }

    /** What a signal of an observation shows. */
    private static List<? extends KubeObject> shown(Signal signal, long ticket) {
        if (signal instanceof Signal.Change change && change.ticket() == ticket) {
            return List.of(change.object());
        }
        return signal instanceof Signal.Snapshot snapshot && snapshot.ticket() == ticket ? snapshot.items() : List.of();
    }

    private static boolean isOpen(KubeObject object) {
        return object instanceof PodDisruptionBudget budget && budget.status().disruptionsAllowed() == 1;
    }

    private static Document replicaSet(Setup setup) {
        Document template = Document.of("metadata", Map.of("labels", Map.of("app", "x")))
                .with(List.of(Document.of("name", "c").with("example.com/c:1", "image")), "spec", "containers")
                .with(1, "spec", "terminationGracePeriodSeconds");
        return Document.of("apiVersion", "apps/v1")
                .with("ReplicaSet", "kind")
                .with("web", "metadata", "name")
                .with(setup.namespace(), "metadata", "namespace")
                .with(2, "spec", "replicas")
                .with("x", "spec", "selector", "matchLabels", "app")
                .with(template, "spec", "template");
    }

    private static void tainted(Setup setup) throws InterruptedException {
        try (Client client = new Client(setup)) {
            client.patch(Patch.cordon(setup.node(), true));
            long ticket = client.session().observe(Kind.NODES, Query.named(setup.node()));
            client.await(
                    Signal.class,
                    signal -> shown(signal, ticket).stream().anyMatch(ControllerScenarios::isTainted),
                    "the taint of a cordoned node");
            client.patch(Patch.cordon(setup.node(), false));
        }
    }

    private static boolean isTainted(KubeObject object) {
        return object instanceof Node node
                && node.taints().stream().anyMatch(taint -> taint.key().equals(Taint.UNSCHEDULABLE));
    }
}
