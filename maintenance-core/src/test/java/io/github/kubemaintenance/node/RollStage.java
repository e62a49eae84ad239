package io.github.kubemaintenance.node;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.event.MaintenanceEvent;
import io.github.kubemaintenance.event.RollEvent;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.MockClusterBuilder;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Six nodes in two zones with two workloads, and a roll that reboots them. */
final class RollStage {
    static final Duration REBOOT = Duration.ofSeconds(40);

    final MockCluster mock;
    final Map<String, Integer> actions = new TreeMap<>();
    final List<MaintenanceEvent> events = new ArrayList<>();
    int inAction;

    RollStage() {
        this(MockCluster.builder());
    }

    RollStage(MockClusterBuilder builder) {
        mock = builder.seed(5)
                .latency(Duration.ofMillis(5))
                .node("blue-1", n -> n.label("pool", "blue").zone("a"))
                .node("blue-2", n -> n.label("pool", "blue").zone("b"))
                .node("blue-3", n -> n.label("pool", "blue").zone("a"))
                .node("blue-4", n -> n.label("pool", "blue").zone("b"))
                .node("green-1", n -> n.label("pool", "green").zone("a"))
                .node("green-2", n -> n.label("pool", "green").zone("b"))
                .deployment(
                        "shop/web",
                        d -> d.replicas(6).readyAfter(Duration.ofSeconds(4)).stopsIn(Duration.ofSeconds(2)))
                .budget("shop/web", b -> b.maxUnavailable(1))
                .deployment("shop/api", d -> d.replicas(4).readyAfter(Duration.ofSeconds(2)))
                .daemonSet("kube-system/proxy", d -> d.readyAfter(Duration.ofSeconds(3)))
                .build();
        mock.clearRequests();
    }

    RollRequest request() {
        return request("pool=blue");
    }

    RollRequest request(String selector) {
        return RollRequest.of(Nodes.labelled(selector))
                .drain(d -> d.ignoreDaemonSets())
                .action(this::reboot)
                .settle(Duration.ZERO)
                .onEvent(events::add);
    }

    void reboot(Node node) {
        synchronized (actions) {
            actions.merge(node.name(), 1, Integer::sum);
        }
        mock.reboot(node.name(), REBOOT);
    }

    RollReport run(RollRequest request) {
        return run(request, mock);
    }

    static RollReport run(RollRequest request, MockCluster mock) {
        return RollRunner.run(request, mock, new RollOperation());
    }

    /** Node names in the order in which their turns came. */
    List<String> turns() {
        return events.stream()
                .filter(each -> each instanceof RollEvent roll && roll.kind() == RollEvent.Kind.NODE_BEGUN)
                .map(MaintenanceEvent::node)
                .toList();
    }

    /** The most nodes that were in work at once. */
    int mostInWork() {
        int now = 0;
        int most = 0;
        for (MaintenanceEvent each : events) {
            if (each instanceof RollEvent roll) {
                now += roll.kind() == RollEvent.Kind.NODE_BEGUN ? 1 : 0;
                now -= roll.kind() == RollEvent.Kind.NODE_ENDED ? 1 : 0;
                most = Math.max(most, now);
            }
        }
        return most;
    }

    boolean isClean() {
        return mock.list(Kind.NODES).stream().allMatch(node -> CycleStage.isClean(node) && !node.unschedulable());
    }

    static List<String> codes(List<Reason> reasons) {
        return reasons.stream().map(Reason::code).toList();
    }
}
