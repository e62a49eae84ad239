package io.github.kubemaintenance.node;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.drain.internal.CordonMark;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.MockClusterBuilder;
import io.github.kubemaintenance.mock.RecordedRequest;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A small cluster with a node whose pods have somewhere to go, and a cycle that reboots it. */
final class CycleStage {
    static final Duration REBOOT = Duration.ofSeconds(40);

    final MockCluster mock;
    int actions;

    CycleStage() {
        this(MockCluster.builder());
    }

    CycleStage(MockClusterBuilder builder) {
        mock = builder.seed(5)
                .latency(Duration.ofMillis(5))
                .node("worker-1")
                .node("worker-2", n -> n.unschedulable())
                .deployment(
                        "shop/web",
                        d -> d.replicas(3).readyAfter(Duration.ofSeconds(4)).stopsIn(Duration.ofSeconds(2)))
                .budget("shop/web", b -> b.maxUnavailable(1))
                .daemonSet("kube-system/proxy", d -> d.readyAfter(Duration.ofSeconds(3)))
                .build();
        mock.patch(Kind.NODES, "worker-2", Document.empty().withNull("spec", "unschedulable"));
        mock.clearRequests();
    }

    CycleRequest request() {
        return CycleRequest.of("worker-1").drain(d -> d.ignoreDaemonSets()).action(this::reboot);
    }

    void reboot(Node node) {
        actions++;
        mock.reboot(node.name(), REBOOT);
    }

    static CycleReport run(CycleRequest request, MockCluster mock) {
        return CycleRunner.run(request, mock, new CycleOperation());
    }

    CycleReport run(CycleRequest request) {
        return run(request, mock);
    }

    Node node() {
        return mock.node("worker-1");
    }

    /** Nothing of a cycle is left on the node. */
    static boolean isClean(Node node) {
        return !node.metadata().annotations().containsKey(CordonMark.ANNOTATION)
                && List.of(HandsOff.values()).stream().noneMatch(each -> each.isOn(node))
                && !SoftTaint.isOn(node);
    }

    List<String> namespacesOn(String node) {
        return mock.podsOn(node).stream().map(Pod::namespace).distinct().toList();
    }

    List<RecordedRequest> writes() {
        return mock.requests().stream().filter(RecordedRequest::isWrite).toList();
    }

    Map<String, Long> evictions() {
        return evictions(true);
    }

    /** How often the eviction of each pod was carried out; one without an answer was, or was not. */
    Map<String, Long> evictions(boolean unansweredIsDone) {
        return mock.requests().stream()
                .filter(each -> each.resource().equals("pods/eviction")
                        && (each.outcome().startsWith("ACCEPTED") || (unansweredIsDone && each.status() == 0)))
                .collect(Collectors.groupingBy(
                        each -> each.namespace() + "/" + each.name(), TreeMap::new, Collectors.counting()));
    }
}
