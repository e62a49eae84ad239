package io.github.kubemaintenance.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.Minor;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.NodeSelectorTerm;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodPhase;
import io.github.kubemaintenance.model.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Each filter of the scheduler, with its own words. */
class PodPlacementTest {
    private static final String CPU = "'containers':[{'name':'c','resources':{'requests':{'cpu':'2','memory':'1Gi'}}}]";
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final List<Pod> pods = new ArrayList<>();
    private final List<List<NodeSelectorTerm>> volumes = new ArrayList<>();
    private Minor server = Minor.of(33);

    private static Document json(String text) {
        return DocumentFormat.json().read(text.replace('\'', '"'));
    }

    private void node(String name, String zone, String spec) {
        nodes.put(
                name,
                Node.of(json("{'metadata':{'name':'" + name + "','labels':{'kubernetes.io/hostname':'" + name + "'"
                        + (zone.isEmpty() ? "" : ",'topology.kubernetes.io/zone':'" + zone + "'") + "}},'spec':{" + spec
                        + "},'status':{'allocatable':{'cpu':'4','memory':'8Gi','pods':'3','example.com/gpu':'1'}}}")));
    }

    private static Pod pod(String name, String labels, String spec) {
        return Pod.of(json("{'metadata':{'name':'" + name + "','namespace':'ns','labels':{" + labels + "}},'spec':{"
                + spec + "},'status':{'phase':'Running'}}"));
    }

    private void placed(String node, String name, String labels, String spec) {
        pods.add(pod(name, labels, spec).boundTo(node));
    }

    private PodPlacement placement(Pod pod) {
        return new PodPlacement(pod, PodRequests.of(pod.spec()), Placed.of(nodes.values(), pods), volumes, server);
    }

    private NodeRoom room(String node) {
        NodeRoom room = new NodeRoom(nodes.get(node));
        pods.stream()
                .filter(pod -> pod.nodeName().equals(node) && !pod.isFinished())
                .forEach(pod -> room.add(PodRequests.of(pod.spec())));
        return room;
    }

    private List<String> why(Pod pod, String node) {
        return placement(pod).everythingAgainst(room(node)).stream()
                .map(Reason::code)
                .toList();
    }

    private String text(Pod pod, String node) {
        return placement(pod).against(room(node)).orElseThrow().reasons().get(0).text();
    }

    @Test
    void a_plain_pod_fits_a_plain_node() {
        node("a", "", "");
        assertEquals(List.of(), why(pod("p", "", CPU), "a"));
        assertTrue(placement(pod("p", "", CPU)).against(room("a")).isEmpty());
    }

    @Test
    void gates_the_node_name_and_a_cordon_keep_a_pod_away() {
        node("a", "", "'unschedulable':true");
        node("b", "", "");
        assertEquals(List.of("SCHEDULING_GATED"), why(pod("p", "", "'schedulingGates':[{'name':'g'}]"), "b"));
        assertEquals(List.of("NODE_NAME"), why(pod("p", "", "").boundTo("a"), "b"));
        assertEquals(List.of("NODE_UNSCHEDULABLE"), why(pod("p", "", ""), "a"));
        String tolerating = "'tolerations':[{'key':'node.kubernetes.io/unschedulable','operator':'Exists'}]";
        assertEquals(List.of(), why(pod("p", "", tolerating), "a"));
    }

    @Test
    void an_untolerated_taint_is_named_before_1_34() {
        node(
                "a",
                "",
                "'taints':[{'key':'soft','effect':'PreferNoSchedule'},"
                        + "{'key':'dedicated','value':'db','effect':'NoSchedule'}]");
        assertEquals("node(s) had untolerated taint {dedicated: db}", text(pod("p", "", ""), "a"));
        server = Minor.of(34);
        assertEquals("node(s) had untolerated taint(s)", text(pod("p", "", ""), "a"));
        assertEquals(
                List.of(),
                why(pod("p", "", "'tolerations':[{'key':'dedicated','value':'db','operator':'Equal'}]"), "a"));
    }

    @Test
    void selector_and_affinity_must_name_the_node() {
        node("a", "z1", "");
        assertEquals(List.of(), why(pod("p", "", "'nodeSelector':{'topology.kubernetes.io/zone':'z1'}"), "a"));
        assertEquals(
                List.of("NODE_AFFINITY"),
                why(pod("p", "", "'nodeSelector':{'topology.kubernetes.io/zone':'z2'}"), "a"));
        String affinity = "'affinity':{'nodeAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':"
                + "{'nodeSelectorTerms':[{'matchExpressions':[{'key':'topology.kubernetes.io/zone','operator':'In',"
                + "'values':['z2']}]},%s]}}}";
        assertEquals(List.of("NODE_AFFINITY"), why(pod("p", "", affinity.formatted("{}")), "a"), "empty: no node");
        assertEquals(
                List.of(),
                why(
                        pod(
                                "p",
                                "",
                                affinity.formatted(
                                        "{'matchFields':[{'key':'metadata.name','operator':'In','values':['a']}]}")),
                        "a"));
    }

    @Test
    void what_is_missing_is_counted_and_named() {
        node("a", "", "");
        placed("a", "one", "", CPU);
        assertEquals(List.of(), why(pod("p", "", CPU), "a"), "exactly full fits");
        placed("a", "two", "", "'containers':[{'resources':{'requests':{'cpu':'1m','example.com/gpu':'1'}}}]");
        assertEquals(List.of("INSUFFICIENT_CPU"), why(pod("p", "", CPU), "a"));
        assertEquals("Insufficient cpu", text(pod("p", "", CPU), "a"));
        Pod greedy = pod("p", "", "'containers':[{'resources':{'requests':{'memory':'9Gi','example.com/gpu':'1'}}}]");
        assertEquals(List.of("INSUFFICIENT_MEMORY", "INSUFFICIENT_RESOURCE"), why(greedy, "a"));
        assertTrue(placement(greedy).against(room("a")).orElseThrow().mayHelp());
        placed("a", "three", "", "");
        assertEquals(List.of("TOO_MANY_PODS"), why(pod("p", "", ""), "a"));
        pods.set(2, Pods.inPhase(pods.get(2), PodPhase.SUCCEEDED));
        assertEquals(List.of(), why(pod("p", "", ""), "a"), "a finished pod takes nothing");
    }

    @Test
    void a_pod_without_requests_fits_where_CPU_is_overcommitted() {
        node("a", "", "");
        placed("a", "one", "", "'containers':[{'resources':{'requests':{'cpu':'9'}}}]");
        assertEquals(List.of(), why(pod("p", "", ""), "a"));
    }

    @Test
    void host_ports_conflict_by_protocol_number_and_address() {
        node("a", "", "");
        placed("a", "one", "", "'containers':[{'ports':[{'hostPort':80,'hostIP':'10.0.0.1'}]}]");
        String port = "'containers':[{'ports':[{%s}]}]";
        assertEquals(List.of("HOST_PORT"), why(pod("p", "", port.formatted("'hostPort':80")), "a"));
        assertEquals(List.of(), why(pod("p", "", port.formatted("'hostPort':81")), "a"));
        assertEquals(List.of(), why(pod("p", "", port.formatted("'hostPort':80,'protocol':'UDP'")), "a"));
        assertEquals(List.of(), why(pod("p", "", port.formatted("'hostPort':80,'hostIP':'10.0.0.2'")), "a"));
    }

    @Test
    void every_volume_must_be_reachable() {
        node("a", "z1", "");
        node("b", "z2", "");
        volumes.add(List.of(NodeSelectorTerm.of(json(
                "{'matchExpressions':[{'key':'topology.kubernetes.io/zone'," + "'operator':'In','values':['z1']}]}"))));
        assertEquals(List.of(), why(pod("p", "", ""), "a"));
        assertEquals(List.of("VOLUME_NODE_AFFINITY"), why(pod("p", "", ""), "b"));
        assertEquals("node(s) had volume node affinity conflict", text(pod("p", "", ""), "b"));
    }

    private static String anti(String app, String key) {
        return "'affinity':{'podAntiAffinity':" + required(app, key) + "}";
    }

    private static String required(String app, String key) {
        return "{'requiredDuringSchedulingIgnoredDuringExecution':[" + term(app, key) + "]}";
    }

    private static String term(String app, String key) {
        return "{'labelSelector':{'matchLabels':{'app':'" + app + "'}},'topologyKey':'" + key + "'}";
    }

    @Test
    void anti_affinity_looks_at_the_whole_domain_and_works_both_ways() {
        node("a1", "z1", "");
        node("a2", "z1", "");
        node("b1", "z2", "");
        node("c1", "", "");
        placed("a1", "one", "'app':'web'", "");
        Pod shy = pod("p", "'app':'shy'", anti("web", "topology.kubernetes.io/zone"));
        assertEquals(List.of("POD_ANTI_AFFINITY"), why(shy, "a2"));
        assertEquals(List.of(), why(shy, "b1"));
        assertEquals(List.of(), why(shy, "c1"), "without the label there is no domain to avoid");
        pods.clear();
        pods.add(shy.boundTo("a1"));
        Pod web = pod("q", "'app':'web'", "");
        assertEquals(List.of("EXISTING_ANTI_AFFINITY"), why(web, "a2"));
        assertEquals(List.of(), why(web, "b1"));
    }

    @Test
    void affinity_needs_a_domain_with_one_pod_that_all_terms_mean() {
        node("a1", "z1", "");
        node("a2", "z1", "");
        node("b1", "z2", "");
        String both = "'affinity':{'podAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':["
                + term("web", "topology.kubernetes.io/zone") + ","
                + "{'labelSelector':{'matchLabels':{'tier':'x'}},'topologyKey':'topology.kubernetes.io/zone'}]}}";
        placed("a1", "one", "'app':'web'", "");
        placed("b1", "two", "'tier':'x'", "");
        assertEquals(List.of("POD_AFFINITY"), why(pod("p", "", both), "a1"), "each term is meant, but by two pods");
        placed("b1", "three", "'app':'web','tier':'x'", "");
        assertEquals(List.of("POD_AFFINITY"), why(pod("p", "", both), "a2"));
        assertEquals(List.of(), why(pod("p", "", both), "b1"));
    }

    @Test
    void the_first_of_a_series_with_affinity_to_itself_may_start_anywhere_that_has_the_label() {
        node("a1", "z1", "");
        node("c1", "", "");
        String self = "'affinity':{'podAffinity':" + required("web", "topology.kubernetes.io/zone") + "}";
        assertEquals(List.of(), why(pod("p", "'app':'web'", self), "a1"));
        assertEquals(List.of("POD_AFFINITY"), why(pod("p", "'app':'web'", self), "c1"));
        assertEquals(List.of("POD_AFFINITY"), why(pod("p", "'app':'other'", self), "a1"));
    }

    @Test
    void other_namespaces_count_where_a_term_names_them() {
        node("a1", "z1", "");
        Pod foreign = Pod.of(pod("one", "'app':'web'", "").toDocument().with("far", "metadata", "namespace"));
        pods.add(foreign.boundTo("a1"));
        String key = "'topologyKey':'topology.kubernetes.io/zone'";
        String selector = "'labelSelector':{'matchLabels':{'app':'web'}}";
        String anti = "'affinity':{'podAntiAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':[{%s}]}}";
        assertEquals(List.of(), why(pod("p", "", anti.formatted(selector + "," + key)), "a1"));
        assertEquals(
                List.of("POD_ANTI_AFFINITY"),
                why(pod("p", "", anti.formatted(selector + "," + key + ",'namespaces':['far']")), "a1"));
        assertEquals(
                List.of("POD_ANTI_AFFINITY"),
                why(pod("p", "", anti.formatted(selector + "," + key + ",'namespaceSelector':{}")), "a1"));
    }

    private static String spread(String more) {
        return "'topologySpreadConstraints':[{'maxSkew':1,'topologyKey':'topology.kubernetes.io/zone',"
                + "'whenUnsatisfiable':'DoNotSchedule','labelSelector':{'matchLabels':{'app':'web'}}" + more + "}]";
    }

    @Test
    void a_spread_keeps_domains_within_the_skew() {
        node("a1", "z1", "");
        node("b1", "z2", "");
        node("c1", "", "");
        placed("a1", "one", "'app':'web'", "");
        Pod next = pod("p", "'app':'web'", spread(""));
        assertEquals(List.of("TOPOLOGY_SPREAD"), why(next, "a1"));
        assertEquals(List.of(), why(next, "b1"));
        assertEquals(List.of("TOPOLOGY_LABEL_MISSING"), why(next, "c1"));
        assertEquals(
                List.of(), why(pod("p", "'app':'other'", spread("")), "a1"), "one that it doesn't count adds nothing");
        pods.set(0, Pods.terminating(pods.get(0)));
        assertEquals(List.of(), why(next, "a1"), "a terminating pod counts no more");
    }

    @Test
    void a_spread_counts_only_nodes_that_the_pod_may_choose() {
        node("a1", "z1", "");
        node("b1", "z2", "");
        placed("a1", "one", "'app':'web'", "");
        String only = "'nodeSelector':{'kubernetes.io/hostname':'a1'},";
        assertEquals(List.of(), why(pod("p", "'app':'web'", only + spread("")), "a1"), "the other zone is no domain");
        assertEquals(
                List.of("TOPOLOGY_SPREAD"),
                why(pod("p", "'app':'web'", only + spread(",'minDomains':2")), "a1"),
                "too few domains: the least counts as none");
    }

    @Test
    void a_spread_over_two_keys_counts_only_nodes_with_both_labels() {
        node("a1", "z1", "");
        node("b1", "z2", "");
        nodes.put(
                "b1",
                nodes.get("b1")
                        .with(nodes.get("b1").metadata().withLabels(Map.of("topology.kubernetes.io/zone", "z2"))));
        placed("a1", "one", "'app':'web'", "");
        String two = "'topologySpreadConstraints':[{'maxSkew':1,'topologyKey':'topology.kubernetes.io/zone',"
                + "'whenUnsatisfiable':'DoNotSchedule','labelSelector':{'matchLabels':{'app':'web'}}},"
                + "{'maxSkew':9,'topologyKey':'kubernetes.io/hostname','whenUnsatisfiable':'DoNotSchedule',"
                + "'labelSelector':{'matchLabels':{'app':'web'}}}]";
        assertEquals(List.of(), why(pod("p", "'app':'web'", two), "a1"), "z2 is no domain");
        assertEquals(List.of("TOPOLOGY_LABEL_MISSING"), why(pod("p", "'app':'web'", two), "b1"));
    }

    @Test
    void a_preferred_spread_is_no_filter() {
        node("a1", "z1", "");
        node("b1", "z2", "");
        placed("a1", "one", "'app':'web'", "");
        Pod next = pod("p", "'app':'web'", spread("").replace("DoNotSchedule", "ScheduleAnyway"));
        assertEquals(List.of(), why(next, "a1"));
        assertEquals(false, PodPlacement.looksAtOthers(next));
    }

    @Test
    void the_first_answer_is_the_first_of_all_answers() {
        for (long seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            nodes.clear();
            pods.clear();
            for (int i = 0; i < 4; i++) {
                node(
                        "n" + i,
                        random.nextBoolean() ? "z" + random.nextInt(2) : "",
                        random.nextInt(4) == 0
                                ? "'unschedulable':true"
                                : random.nextInt(4) == 0 ? "'taints':[{'key':'k','effect':'NoExecute'}]" : "");
            }
            for (int i = 0; i < random.nextInt(9); i++) {
                placed(
                        "n" + random.nextInt(4),
                        "p" + i,
                        random.nextBoolean() ? "'app':'web'" : "'app':'db'",
                        random.nextBoolean() ? CPU : anti("web", "topology.kubernetes.io/zone"));
            }
            Pod pod = pod(
                    "q",
                    "'app':'web'",
                    random.nextBoolean()
                            ? CPU
                            : random.nextBoolean() ? spread("") : anti("db", "kubernetes.io/hostname"));
            PodPlacement placement = placement(pod);
            for (String node : nodes.keySet()) {
                List<Reason> all = placement.everythingAgainst(room(node));
                List<Reason> first = placement
                        .against(room(node))
                        .map(PodPlacement.Refusal::reasons)
                        .orElse(List.of());
                assertEquals(all.subList(0, first.size()), first, "seed " + seed);
                assertEquals(all.isEmpty(), first.isEmpty(), "seed " + seed);
            }
        }
    }

    @Test
    void a_room_is_as_before_when_a_pod_came_and_went() {
        node("a", "", "");
        PodRequests requests = PodRequests.of(pod(
                        "p",
                        "",
                        "'containers':[{'ports':[{'hostPort':80}],'resources':{'requests':{'cpu':'4','example.com/gpu':'1'}}}]")
                .spec());
        NodeRoom room = room("a");
        int before = room.fullness(requests);
        room.add(requests);
        assertEquals(1, room.pods());
        assertEquals(false, room.hasPorts(requests));
        assertEquals(2, room.missing(requests).size());
        room.remove(requests);
        assertEquals(0, room.pods());
        assertTrue(room.hasPorts(requests));
        assertEquals(List.of(), room.missing(requests));
        assertEquals(before, room.fullness(requests));
    }
}
