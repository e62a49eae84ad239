package io.github.kubemaintenance.node;

import io.github.kubemaintenance.model.Condition;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Taint;
import io.github.kubemaintenance.model.TaintEffect;
import io.github.kubemaintenance.node.NodeFinding.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Taints that disagree: with the state that they stand for, or with those of most nodes of the same pool. */
final class TaintCheck implements NodeCheck {
    private static final String PREFIX = "node.kubernetes.io/";
    private static final String UNINITIALIZED = "node.cloudprovider.kubernetes.io/uninitialized";
    private static final List<String> POOLS = List.of(
            "karpenter.sh/nodepool",
            "karpenter.sh/provisioner-name",
            "eks.amazonaws.com/nodegroup",
            "cloud.google.com/gke-nodepool",
            "kubernetes.azure.com/agentpool",
            "pool");
    /** Set and taken away by controllers, so no part of what a pool is. */
    private static final Set<String> PASSING =
            Set.of("ToBeDeletedByClusterAutoscaler", "DeletionCandidateOfClusterAutoscaler", "karpenter.sh/disrupted");

    private static final int FEW = 3;

    @Override
    public String name() {
        return "taints";
    }

    @Override
    public List<NodeFinding> check(NodeCheckFacts facts) {
        List<NodeFinding> findings = new ArrayList<>();
        for (Node node : facts.selected()) {
            state(node, findings);
        }
        pools(facts, findings);
        return findings;
    }

    private static void state(Node node, List<NodeFinding> findings) {
        String ready = node.condition("Ready").map(Condition::status).orElse("");
        Map<String, Boolean> shouldBe = new LinkedHashMap<>();
        shouldBe.put(Taint.UNSCHEDULABLE, node.unschedulable());
        shouldBe.put(Taint.NOT_READY, ready.equals("False"));
        shouldBe.put(Taint.UNREACHABLE, ready.equals("Unknown"));
        pressure(node, shouldBe, "MemoryPressure", "memory-pressure");
        pressure(node, shouldBe, "DiskPressure", "disk-pressure");
        pressure(node, shouldBe, "PIDPressure", "pid-pressure");
        shouldBe.forEach((key, should) -> {
            boolean is = has(node, key);
            if (is != should && !ready.isEmpty()) {
                findings.add(new NodeFinding(
                        Severity.WARNING,
                        "TAINT_DISAGREES",
                        ConditionChecks.about(node),
                        is
                                ? "it has the taint " + key + ", which its state gives no reason for."
                                : "it lacks the taint " + key + ", which its state gives reason for.",
                        "The node lifecycle controller keeps this taint: see whether kube-controller-manager runs, or who"
                                + " else writes it."));
            }
        });
        if (has(node, Taint.OUT_OF_SERVICE) && ready.equals("True")) {
            findings.add(new NodeFinding(
                    Severity.PROBLEM,
                    "OUT_OF_SERVICE_BUT_READY",
                    ConditionChecks.about(node),
                    "it is Ready and has the taint " + Taint.OUT_OF_SERVICE
                            + ": when it next goes silent its pods are removed although they may run on.",
                    "Take the taint away: kubectl taint node " + node.name() + " " + Taint.OUT_OF_SERVICE + "-."));
        }
        if (has(node, UNINITIALIZED)) {
            findings.add(new NodeFinding(
                    Severity.WARNING,
                    "NODE_UNINITIALIZED",
                    ConditionChecks.about(node),
                    "it has the taint " + UNINITIALIZED + ": the cloud's controller manager has not taken it in yet.",
                    ""));
        }
    }

    private static void pressure(Node node, Map<String, Boolean> shouldBe, String condition, String taint) {
        shouldBe.put(
                PREFIX + taint, node.condition(condition).map(Condition::isTrue).orElse(false));
    }

    private static boolean has(Node node, String key) {
        return node.taints().stream()
                .anyMatch(each -> each.key().equals(key) && each.effect() != TaintEffect.PREFER_NO_SCHEDULE);
    }

    private static void pools(NodeCheckFacts facts, List<NodeFinding> findings) {
        Map<String, List<Node>> pools = new TreeMap<>();
        for (Node node : facts.nodes()) {
            POOLS.stream()
                    .filter(node.metadata().labels()::containsKey)
                    .findFirst()
                    .ifPresent(label -> pools.computeIfAbsent(
                                    label + "=" + node.metadata().labels().get(label), none -> new ArrayList<>())
                            .add(node));
        }
        Set<String> selected = facts.selected().stream().map(Node::name).collect(Collectors.toSet());
        pools.forEach((pool, nodes) -> {
            Map<Set<String>, Long> kinds = new LinkedHashMap<>();
            nodes.forEach(node -> kinds.merge(lasting(node), 1L, Long::sum));
            kinds.entrySet().stream()
                    .filter(each -> nodes.size() >= FEW && each.getValue() * 2 > nodes.size())
                    .findFirst()
                    .ifPresent(most -> nodes.stream()
                            .filter(node -> selected.contains(node.name())
                                    && !lasting(node).equals(most.getKey()))
                            .forEach(node -> findings.add(new NodeFinding(
                                    Severity.WARNING,
                                    "TAINTS_DIFFER_IN_POOL",
                                    ConditionChecks.about(node),
                                    "its taints are " + lasting(node) + ", and those of most nodes with " + pool
                                            + " are " + most.getKey() + ".",
                                    ""))));
        });
    }

    /** Without those that come and go with the node's state. */
    private static Set<String> lasting(Node node) {
        return node.taints().stream()
                .filter(each -> !each.key().startsWith(PREFIX)
                        && !each.key().equals(UNINITIALIZED)
                        && !PASSING.contains(each.key()))
                .map(Taint::toString)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
