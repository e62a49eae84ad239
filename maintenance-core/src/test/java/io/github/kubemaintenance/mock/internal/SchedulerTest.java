package io.github.kubemaintenance.mock.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Minor;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.Taint;
import io.github.kubemaintenance.model.TaintEffect;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SchedulerTest {
    private final Sim sim = new Sim(7, Minor.of(33));

    private String node(String key) {
        return sim.pod(key).orElseThrow().nodeName();
    }

    private String why(String key) {
        return sim.pod(key)
                .orElseThrow()
                .status()
                .condition("PodScheduled")
                .orElseThrow()
                .message();
    }

    private void pod(String name, String spec) {
        sim.bare("shop/" + name, "", spec);
    }

    private static String cpu(String amount) {
        return "{'containers':[{'name':'app','image':'a','resources':{'requests':{'cpu':'" + amount + "'}}}]}";
    }

    private void cordon(String node, boolean cordoned) {
        Node found = sim.world.find(Kind.NODES, "", node).orElseThrow();
        sim.world.update(Kind.NODES, found.withUnschedulable(cordoned));
    }

    private Map<String, Integer> spread(String namespace) {
        Map<String, Integer> counts = new TreeMap<>();
        sim.pods(namespace).forEach(pod -> counts.merge(pod.nodeName(), 1, Integer::sum));
        return counts;
    }

    @Test
    void thePodsOfOneOwnerAreSpreadOverNodesAndZones() {
        sim.node("a1", "4", "8Gi", "a");
        sim.node("a2", "4", "8Gi", "a");
        sim.node("b1", "4", "8Gi", "b");
        sim.deployment("shop/web", 3);
        sim.deployment("blog/two", 2);
        sim.settle();
        assertEquals(Map.of("a1", 1, "a2", 1, "b1", 1), spread("shop"));
        assertEquals(1, spread("blog").get("b1"));
    }

    @Test
    void whatDoesNotFitSaysWhyAndIsBoundWhenRoomIsMade() {
        sim.node("n1", "1", "8Gi", "a");
        Node tainted = sim.node("n2");
        sim.node("n3");
        sim.change(
                Kind.NODES,
                tainted,
                each -> each.withTaints(
                        List.of(new Taint("dedicated", "gpu", TaintEffect.NO_SCHEDULE, Optional.empty()))));
        cordon("n3", true);
        sim.settle();
        pod("first", cpu("700m"));
        sim.settle();
        pod("second", cpu("700m"));
        sim.settle();
        assertEquals("n1", node("shop/first"));
        assertEquals("", node("shop/second"));
        assertEquals(
                "0/3 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint {dedicated: gpu},"
                        + " 1 node(s) were unschedulable. preemption: 0/3 nodes are available: 1 No preemption victims"
                        + " found for incoming pod, 2 Preemption is not helpful for scheduling.",
                why("shop/second"));
        sim.evict(sim.pod("shop/first").orElseThrow());
        sim.settle();
        assertEquals("n1", node("shop/second"));
        pod("third", cpu("700m"));
        sim.settle();
        assertEquals("", node("shop/third"));
        cordon("n3", false);
        sim.settle();
        assertEquals("n3", node("shop/third"));
        assertTrue(sim.pod("shop/third").orElseThrow().isReady());
    }

    @Test
    void requestsCountInitContainersSidecarsAndOverhead() {
        sim.node("n1", "1", "8Gi", "a");
        pod(
                "init",
                "{'initContainers':[{'name':'i','image':'i','resources':{'requests':{'cpu':'1100m'}}}],"
                        + "'containers':[{'name':'app','image':'a'}]}");
        pod(
                "sidecar",
                "{'initContainers':[{'name':'s','image':'i','restartPolicy':'Always','resources':{'requests':{'cpu':"
                        + "'600m'}}}],'containers':[{'name':'app','image':'a','resources':{'requests':{'cpu':'500m'}}}]}");
        pod("overhead", "{'overhead':{'cpu':'600m'}," + cpu("500m").substring(1));
        pod("fits", cpu("1"));
        sim.settle();
        assertEquals("", node("shop/init"));
        assertEquals("", node("shop/sidecar"));
        assertEquals("", node("shop/overhead"));
        assertEquals("n1", node("shop/fits"));
    }

    @Test
    void theMoreImportantPodComesFirst() {
        sim.node("n1", "1", "8Gi", "a");
        pod("old", cpu("1"));
        pod("important", "{'priority':1000," + cpu("1").substring(1));
        sim.settle();
        assertEquals("", node("shop/old"));
        assertEquals("n1", node("shop/important"));
    }

    @Test
    void twoPodsCantTakeOnePortOfANode() {
        sim.node("n1");
        String port = "{'containers':[{'name':'app','image':'a','ports':[{'containerPort':80,'hostPort':80}]}]}";
        pod("one", port);
        pod("two", port);
        sim.settle();
        assertEquals("n1", node("shop/one"));
        assertTrue(why("shop/two").contains("1 node(s) didn't have free ports for the requested pod ports"));
    }

    @Test
    void aNodeTakesNoMorePodsThanItMay() {
        Node node = sim.node("n1");
        sim.change(
                Kind.NODES,
                node,
                each -> new Node(
                        each.metadata(),
                        false,
                        List.of(),
                        each.capacity(),
                        Map.of("pods", io.github.kubemaintenance.model.Quantity.of(1)),
                        each.conditions(),
                        each.otherSpec(),
                        each.otherStatus()));
        pod("one", "{}");
        pod("two", "{}");
        sim.settle();
        assertTrue(why("shop/two").contains("1 Too many pods"));
    }

    @Test
    void nodeSelectorsAndRequiredNodeAffinityAreKept() {
        sim.node("a1", "4", "8Gi", "a");
        sim.node("b1", "4", "8Gi", "b");
        pod("selects", "{'nodeSelector':{'topology.kubernetes.io/zone':'b'}}");
        pod(
                "prefers",
                "{'affinity':{'nodeAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':{'nodeSelectorTerms':"
                        + "[{'matchExpressions':[{'key':'topology.kubernetes.io/zone','operator':'In','values':['a']}]}]}}}}");
        pod("nowhere", "{'nodeSelector':{'gpu':'yes'}}");
        sim.settle();
        assertEquals("b1", node("shop/selects"));
        assertEquals("a1", node("shop/prefers"));
        assertTrue(why("shop/nowhere").contains("2 node(s) didn't match Pod's node affinity/selector"));
        Node node = sim.world.find(Kind.NODES, "", "a1").orElseThrow();
        sim.world.update(Kind.NODES, node.with(node.metadata().withLabels(Map.of("gpu", "yes"))));
        sim.settle();
        assertEquals("a1", node("shop/nowhere"));
    }

    private static String anti(String kind, String app, String key) {
        return "{'affinity':{'" + kind + "':{'requiredDuringSchedulingIgnoredDuringExecution':[{'labelSelector':"
                + "{'matchLabels':{'app':'" + app + "'}},'topologyKey':'" + key + "'}]}}}";
    }

    @Test
    void antiAffinityKeepsPodsApartInBothDirections() {
        sim.node("n1");
        pod("quiet", anti("podAntiAffinity", "loud", Node.HOSTNAME));
        sim.settle();
        pod("loud", "{}");
        sim.settle();
        assertTrue(why("shop/loud").contains("1 node(s) didn't satisfy existing pods anti-affinity rules"));
        sim.node("n2");
        sim.settle();
        assertEquals("n2", node("shop/loud"));
        sim.evict(sim.pod("shop/quiet").orElseThrow());
        cordon("n1", true);
        sim.settle();
        pod("quiet2", anti("podAntiAffinity", "loud", Node.HOSTNAME));
        sim.settle();
        assertTrue(why("shop/quiet2").contains("1 node(s) didn't match pod anti-affinity rules"));
    }

    @Test
    void affinityWantsItsCompanionInTheSameZone() {
        sim.node("a1", "4", "8Gi", "a");
        sim.node("b1", "4", "8Gi", "b");
        pod("web", anti("podAffinity", "cache", Node.ZONE));
        sim.settle();
        assertTrue(why("shop/web").contains("2 node(s) didn't match pod affinity rules"));
        pod("cache", "{'nodeSelector':{'topology.kubernetes.io/zone':'b'}}");
        sim.settle();
        assertEquals("b1", node("shop/web"));
    }

    @Test
    void topologySpreadHolds() {
        sim.node("a1", "4", "8Gi", "a");
        sim.node("a2", "4", "8Gi", "a");
        sim.node("b1", "4", "8Gi", "b");
        String spread = "{'topologySpreadConstraints':[{'maxSkew':1,'topologyKey':'topology.kubernetes.io/zone',"
                + "'whenUnsatisfiable':'DoNotSchedule','labelSelector':{'matchLabels':{'app':'web'}}}]}";
        sim.workload(io.github.kubemaintenance.model.WorkloadKind.DEPLOYMENT, "shop/web", "{'replicas':4}", spread);
        sim.settle();
        assertEquals(2, spread("shop").get("b1"));
        cordon("b1", true);
        sim.settle();
        Pod onB = sim.world.podsOn("b1").iterator().next();
        sim.evict(onB);
        sim.settle();
        List<Pod> pending = sim.pods("shop").stream()
                .filter(pod -> pod.nodeName().isEmpty())
                .toList();
        assertEquals(1, pending.size());
        assertTrue(why("shop/" + pending.get(0).name())
                .contains("2 node(s) didn't match pod topology spread constraints"));
    }

    @Test
    void aGatedPodWaitsUntilItsGateIsGone() {
        sim.node("n1");
        pod("gated", "{'schedulingGates':[{'name':'example.com/wait'}]}");
        sim.settle();
        assertEquals(
                "SchedulingGated",
                sim.pod("shop/gated")
                        .orElseThrow()
                        .status()
                        .condition("PodScheduled")
                        .orElseThrow()
                        .reason());
        Pod gated = sim.pod("shop/gated").orElseThrow();
        sim.world.update(
                Kind.PODS,
                new Pod(
                        gated.metadata(),
                        gated.spec().toBuilder().schedulingGates(List.of()).build(),
                        "",
                        gated.status()));
        sim.settle();
        assertEquals("n1", node("shop/gated"));
    }

    @Test
    void aMissingClaimIsNamed() {
        sim.node("n1");
        pod("db", "{'volumes':[{'name':'data','persistentVolumeClaim':{'claimName':'gone'}}]}");
        sim.settle();
        assertTrue(why("shop/db").startsWith("0/1 nodes are available: persistentvolumeclaim \"gone\" not found."));
    }

    @Test
    void withoutAnyNodeItSaysSo() {
        pod("web", "{}");
        sim.settle();
        assertEquals("no nodes available to schedule pods", why("shop/web"));
    }
}
