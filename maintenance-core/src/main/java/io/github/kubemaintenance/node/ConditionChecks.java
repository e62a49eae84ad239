package io.github.kubemaintenance.node;

import io.github.kubemaintenance.model.Condition;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.node.NodeFinding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** Checks that go by the node's own conditions. */
final class ConditionChecks {
    private static final Map<String, String> PRESSURES = new TreeMap<>(Map.of(
            "MemoryPressure", "it is short of memory; its kubelet evicts pods.",
            "DiskPressure", "it is short of disk; its kubelet removes images and evicts pods.",
            "PIDPressure", "it is short of process ids; its kubelet evicts pods.",
            "NetworkUnavailable", "its network is not set up; it takes no pods."));

    private ConditionChecks() {}

    private static NodeCheck each(String name, BiConsumer<Node, List<NodeFinding>> look) {
        return new NodeCheck() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public List<NodeFinding> check(NodeCheckFacts facts) {
                List<NodeFinding> findings = new ArrayList<>();
                facts.selected().forEach(node -> look.accept(node, findings));
                return findings;
            }
        };
    }

    static NodeCheck ready() {
        return each("ready", (node, findings) -> {
            Optional<Condition> ready = node.condition("Ready");
            if (ready.isEmpty()) {
                findings.add(new NodeFinding(
                        Severity.UNKNOWN,
                        "READY_UNKNOWN",
                        about(node),
                        "its kubelet has not posted a status yet.",
                        ""));
            } else if (ready.get().status().equals("Unknown")) {
                findings.add(new NodeFinding(
                        Severity.PROBLEM,
                        "NODE_SILENT",
                        about(node),
                        "its kubelet is not heard of" + since(ready.get()) + ".",
                        "Look at the machine; what an outage of it costs: NodeMaintenance.outage(\"" + node.name()
                                + "\")."));
            } else if (!ready.get().isTrue()) {
                findings.add(new NodeFinding(
                        Severity.PROBLEM,
                        "NODE_NOT_READY",
                        about(node),
                        "its kubelet says that it is not Ready" + since(ready.get()) + said(ready.get()) + ".",
                        ""));
            }
        });
    }

    static NodeCheck pressure() {
        return each(
                "pressure",
                (node, findings) -> PRESSURES.forEach((type, text) -> node.condition(type)
                        .filter(Condition::isTrue)
                        .ifPresent(condition -> findings.add(new NodeFinding(
                                type.equals("NetworkUnavailable") ? Severity.PROBLEM : Severity.WARNING,
                                code(type),
                                about(node),
                                text.substring(0, text.length() - 1) + since(condition) + ".",
                                "")))));
    }

    private static String code(String type) {
        return type.replaceAll("([a-zD])([A-Z])", "$1_$2").toUpperCase(java.util.Locale.ROOT);
    }

    static String about(Node node) {
        return "node " + node.name();
    }

    private static String since(Condition condition) {
        return condition.lastTransitionTime().map(time -> " since " + time).orElse("");
    }

    private static String said(Condition condition) {
        return condition.message().isEmpty() ? "" : ": " + condition.message();
    }
}
