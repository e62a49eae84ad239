package io.github.kubemaintenance.mock.contract;

import static io.github.kubemaintenance.mock.contract.ContractViolation.same;
import static io.github.kubemaintenance.mock.contract.ContractViolation.unless;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Call;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Page;
import io.github.kubemaintenance.cluster.PageRequest;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.LabelSelector;
import io.github.kubemaintenance.model.Pod;
import java.util.List;
import java.util.Optional;

/** Reading. */
final class ListScenarios {
    private ListScenarios() {}

    static List<Scenario> all() {
        return List.of(
                Scenario.of("pages of one list show one revision", ListScenarios::pages, Need.NO_CONTROLLERS),
                Scenario.of("a list without a limit has no next page", ListScenarios::whole, Need.NO_CONTROLLERS),
                Scenario.of("a list selects by label and by node", ListScenarios::selectors, Need.NO_CONTROLLERS),
                Scenario.of("a list of nothing is empty and has a revision", ListScenarios::nothing),
                Scenario.of("an expired continue token is EXPIRED", ListScenarios::expired, Need.COMPACTION),
                Scenario.of("a continue token that isn't one is INVALID", ListScenarios::malformed),
                Scenario.of("a get finds an object or nothing", ListScenarios::get, Need.NO_CONTROLLERS));
    }

    private static List<String> names(Page<? extends KubeObject> page) {
        return page.items().stream().map(KubeObject::name).toList();
    }

    private static Query here(Setup setup) {
        return Query.inNamespace(setup.namespace());
    }

    private static void threePods(Setup setup) {
        setup.put(Things.pod(setup, "a", "x", true));
        setup.put(Things.pod(setup, "b", "y", true));
        setup.put(Things.pod(setup, "c", "x", true));
    }

    private static void pages(Setup setup) throws InterruptedException {
        threePods(setup);
        try (Client client = new Client(setup)) {
            Page<Pod> first = client.page(Kind.PODS, here(setup), PageRequest.first(2));
            setup.remove(Kind.PODS, setup.namespace(), "c");
            setup.put(Things.pod(setup, "d", "x", true));
            same(List.of("a", "b"), names(first), "the first page");
            unless(first.hasNext(), "a page that isn't the last has a continue token");
            Page<Pod> second =
                    client.page(Kind.PODS, here(setup), PageRequest.first(2).after(first));
            same(List.of("c"), names(second), "the second page, although c was removed and d was made meanwhile");
            same(first.resourceVersion(), second.resourceVersion(), "the revision of the second page");
            unless(!second.hasNext(), "the last page has no continue token");
            same(
                    List.of("a", "b", "d"),
                    names(client.page(Kind.PODS, here(setup), PageRequest.first(0))),
                    "a new list");
        }
    }

    private static void whole(Setup setup) throws InterruptedException {
        threePods(setup);
        try (Client client = new Client(setup)) {
            Page<Pod> page = client.page(Kind.PODS, here(setup), PageRequest.first(0));
            same(List.of("a", "b", "c"), names(page), "the list");
            unless(!page.hasNext(), "a list without a limit has no continue token");
        }
    }

    private static void selectors(Setup setup) throws InterruptedException {
        threePods(setup);
        setup.put(Things.pending(setup, "p", "x"));
        try (Client client = new Client(setup)) {
            Query labelled = here(setup).withLabels(LabelSelector.parse("app in (x),app!=y"));
            same(
                    List.of("a", "c", "p"),
                    names(client.page(Kind.PODS, labelled, PageRequest.first(0))),
                    "what the label selects");
            Query onNode = Query.onNode(setup.node()).withLabels(LabelSelector.parse("app=x"));
            List<String> found = client.page(Kind.PODS, onNode, PageRequest.first(0)).items().stream()
                    .filter(pod -> pod.namespace().equals(setup.namespace()))
                    .map(Pod::name)
                    .toList();
            same(List.of("a", "c"), found, "what runs on the node and has the label");
            same(
                    List.of(setup.node()),
                    names(client.page(Kind.NODES, Query.named(setup.node()), PageRequest.first(0))),
                    "the node of that name");
        }
    }

    private static void nothing(Setup setup) throws InterruptedException {
        try (Client client = new Client(setup)) {
            Page<Pod> page = client.page(Kind.PODS, here(setup), PageRequest.first(5));
            same(List.of(), page.items(), "the list");
            unless(!page.resourceVersion().isEmpty(), "an empty list has a revision, to watch from");
        }
    }

    private static void expired(Setup setup) throws InterruptedException {
        threePods(setup);
        try (Client client = new Client(setup)) {
            Page<Pod> first = client.page(Kind.PODS, here(setup), PageRequest.first(1));
            setup.put(Things.pending(setup, "later", "x"));
            setup.compact();
            same(
                    ApiFailure.Kind.EXPIRED,
                    failure(client, PageRequest.first(1).after(first), setup).kind(),
                    "what is said to the old token");
        }
    }

    private static void malformed(Setup setup) throws InterruptedException {
        try (Client client = new Client(setup)) {
            same(
                    ApiFailure.Kind.INVALID,
                    failure(client, new PageRequest(1, "bogus"), setup).kind(),
                    "what is said to a bogus token");
        }
    }

    private static ApiFailure failure(Client client, PageRequest page, Setup setup) throws InterruptedException {
        Result<Page<Pod>> result = client.result(new Call.ListPage<>(Kind.PODS, here(setup), page));
        if (result instanceof Result.Failed<Page<Pod>> failed && failed.error() instanceof ApiException error) {
            return error.failure();
        }
        throw new ContractViolation("a list that the server refuses has to fail with an ApiException, not " + result);
    }

    private static void get(Setup setup) throws InterruptedException {
        setup.put(Things.pod(setup, "a", "x", true));
        try (Client client = new Client(setup)) {
            Pod pod = client.pod("a");
            same(setup.node(), pod.nodeName(), "the pod's node");
            unless(pod.isReady() && !pod.uid().isEmpty(), "the pod is Ready and has a uid");
            same(
                    Optional.empty(),
                    client.get(Kind.PODS, setup.namespace(), "nosuch"),
                    "what is found of a pod that is not there");
        }
    }
}
