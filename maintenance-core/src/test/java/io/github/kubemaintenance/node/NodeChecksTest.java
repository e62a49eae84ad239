package io.github.kubemaintenance.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.NodeMaintenance;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.NodeConfiguration;
import io.github.kubemaintenance.mock.Fault;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.MockClusterBuilder;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.node.NodeFinding.Severity;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeChecksTest {
    private static final String WELL = "[]";

    private final List<Document> objects = new ArrayList<>();

    private static Document json(String text) {
        return DocumentFormat.json().read(text.replace('\'', '"'));
    }

    private void dns(String addresses) {
        objects.add(json("{'apiVersion':'v1','kind':'Service','metadata':{'name':'kube-dns','namespace':'kube-system'},"
                + "'spec':{'clusterIPs':[" + addresses + "],'ports':[{'port':53}]}}"));
    }

    private void nodeLocalDns() {
        objects.add(json("{'apiVersion':'apps/v1','kind':'DaemonSet','metadata':{'name':'node-local-dns','namespace':"
                + "'kube-system'},'spec':{'selector':{'matchLabels':{'k8s-app':'node-local-dns'}},'template':{'metadata':"
                + "{'labels':{'k8s-app':'node-local-dns'}},'spec':{'containers':[{'name':'c'}]}}}}"));
    }

    private void nodeClass(String spec) {
        objects.add(
                json("{'apiVersion':'karpenter.k8s.aws/v1','kind':'EC2NodeClass','metadata':{'name':'default'},'spec':{"
                        + spec + "}}"));
    }

    private void kubeletConfigMap(String text) {
        objects.add(Document.of("apiVersion", "v1")
                .with("ConfigMap", "kind")
                .with("kubelet-config", "metadata", "name")
                .with("kube-system", "metadata", "namespace")
                .with(text, "data", "kubelet"));
    }

    private MockClusterBuilder builder() {
        return MockCluster.builder().objects(objects).node("worker-1").node("worker-2");
    }

    private static List<String> codes(NodeCheckReport report) {
        return report.findings().stream()
                .map(each -> each.severity() + " " + each.code() + " " + each.about())
                .toList();
    }

    private List<String> dnsFindings() {
        return codes(NodeMaintenance.checks()
                .only(NodeChecks.clusterDns())
                .run(builder().build()));
    }

    private String kubeletSays(String... addresses) {
        MockCluster cluster = builder().build();
        cluster.configureKubelet("worker-2", Document.of("clusterDNS", List.of(addresses)));
        return codes(NodeMaintenance.checks()
                        .only(NodeChecks.clusterDns())
                        .readingKubelets()
                        .nodes("worker-2")
                        .run(cluster))
                .toString();
    }

    @Test
    void aSoundClusterHasNoFinding() {
        dns("'10.0.0.10'");
        NodeCheckReport report =
                NodeMaintenance.checks().readingKubelets().run(builder().build());
        assertEquals(List.of(), report.findings());
        assertTrue(report.isSound());
        assertEquals(
                "2 nodes checked (cluster-dns, kubelet-version, ready, pressure, taints, cordon): all is well.\n",
                report.toString());
        assertEquals(report, report.orThrow());
    }

    @Test
    void anEc2NodeClassWithTheDefaultOfAnotherRangeIsFoundBeforeThereAreNodes() {
        dns("'10.0.0.10'");
        nodeClass("'kubelet':{'clusterDNS':['172.20.0.10']}");
        NodeCheckReport report = NodeMaintenance.checks().run(builder().build());
        NodeFinding finding = report.findings().get(0);
        assertEquals(Severity.PROBLEM, finding.severity());
        assertEquals("CLUSTER_DNS_WRONG", finding.code());
        assertEquals("EC2NodeClass default", finding.about());
        assertTrue(finding.remedy().contains("Set spec.kubelet.clusterDNS to [10.0.0.10]"), finding.toString());
        assertTrue(finding.text().contains("resolve no name"), finding.toString());
    }

    @Test
    void anEc2NodeClassThatLeavesItToAGuessIsWarnedOfWhereNoGuessIsRight() {
        dns("'10.0.0.10'");
        nodeClass("'role':'x'");
        assertEquals(List.of("WARNING CLUSTER_DNS_NOT_SET EC2NodeClass default"), dnsFindings());
        objects.clear();
        dns("'172.20.0.10'");
        nodeClass("'role':'x'");
        assertEquals(List.of(), dnsFindings());
    }

    @Test
    void olderKarpenterHasItInNodePoolsAndProvisioners() {
        dns("'10.0.0.10'");
        objects.add(json("{'apiVersion':'karpenter.sh/v1beta1','kind':'NodePool','metadata':{'name':'old'},'spec':{"
                + "'template':{'spec':{'kubelet':{'clusterDNS':['172.20.0.10']}}}}}"));
        objects.add(
                json("{'apiVersion':'karpenter.sh/v1alpha5','kind':'Provisioner','metadata':{'name':'oldest'},'spec':{"
                        + "'kubeletConfiguration':{'clusterDNS':['172.20.0.10']}}}"));
        assertEquals(
                List.of("PROBLEM CLUSTER_DNS_WRONG NodePool old", "PROBLEM CLUSTER_DNS_WRONG Provisioner oldest"),
                dnsFindings());
    }

    @Test
    void theAnnotationOfAConvertedNodePoolIsReadAndMayBeBroken() {
        dns("'10.0.0.10'");
        Document pool = json("{'apiVersion':'karpenter.sh/v1','kind':'NodePool','metadata':{'name':'new'},'spec':{}}");
        String annotation = "compatibility.karpenter.sh/v1beta1-kubelet-conversion";
        objects.add(pool.with("{\"clusterDNS\":[\"172.20.0.10\"]}", "metadata", "annotations", annotation));
        assertEquals(List.of("PROBLEM CLUSTER_DNS_WRONG NodePool new"), dnsFindings());
        objects.set(1, pool.with("{oops", "metadata", "annotations", annotation));
        assertEquals(List.of("UNKNOWN YAML_UNKNOWN NodePool new"), dnsFindings());
        objects.set(1, pool);
        assertEquals(List.of(), dnsFindings());
    }

    @Test
    void theKubeletConfigMapNeedsSomethingThatReadsYaml() {
        dns("'10.0.0.10'");
        kubeletConfigMap("clusterDNS:\n- 10.96.0.10\n");
        assertEquals(List.of("UNKNOWN YAML_UNKNOWN ConfigMap kube-system/kubelet-config"), dnsFindings());
        DocumentFormat yaml = new DocumentFormat() {
            @Override
            public String name() {
                return "yaml";
            }

            @Override
            public Document read(String text) {
                return Document.of("clusterDNS", List.of(text.replaceAll("(?s).*- (\\S+)\\s*", "$1")));
            }

            @Override
            public String write(Document document) {
                throw new UnsupportedOperationException();
            }
        };
        assertEquals(
                List.of("PROBLEM CLUSTER_DNS_WRONG ConfigMap kube-system/kubelet-config"),
                codes(NodeMaintenance.checks()
                        .only(NodeChecks.clusterDns())
                        .yaml(yaml)
                        .run(builder().build())));
        objects.remove(1);
        kubeletConfigMap("{\"clusterDNS\":[\"10.0.0.10\"]}");
        assertEquals(List.of(), dnsFindings(), "JSON is YAML, too");
    }

    @Test
    void aNodeWhoseKubeletAsksAnotherAddressIsAProblem() {
        dns("'10.0.0.10'");
        assertEquals("[PROBLEM CLUSTER_DNS_WRONG node worker-2]", kubeletSays("172.20.0.10"));
        assertEquals(WELL, kubeletSays("10.0.0.10"));
        assertEquals("[PROBLEM CLUSTER_DNS_MISSING node worker-2]", kubeletSays());
        assertEquals("[PROBLEM CLUSTER_DNS_NO_ADDRESS node worker-2]", kubeletSays("kube-dns.kube-system"));
        assertEquals("[PROBLEM CLUSTER_DNS_NO_ADDRESS node worker-2]", kubeletSays("300.1.1.1"));
        assertEquals("[PROBLEM CLUSTER_DNS_NO_ADDRESS node worker-2]", kubeletSays("1:2"));
    }

    @Test
    void ofAListWithOneRightAddressTheOthersAreWarnedOf() {
        dns("'10.0.0.10'");
        assertEquals("[WARNING CLUSTER_DNS_PARTLY_WRONG node worker-2]", kubeletSays("172.20.0.10", "10.0.0.10"));
        assertEquals("[WARNING CLUSTER_DNS_PARTLY_WRONG node worker-2]", kubeletSays("10.0.0.10", "172.20.0.10"));
        assertEquals("[PROBLEM CLUSTER_DNS_WRONG node worker-2]", kubeletSays("172.20.0.10", "172.20.0.11"));
    }

    @Test
    void dualStackHasOneOfEachFamilyHoweverItIsWritten() {
        dns("'10.0.0.10','fd00:10::a'");
        assertEquals(WELL, kubeletSays("10.0.0.10"));
        assertEquals(WELL, kubeletSays("FD00:0010:0:0::000a"));
        assertEquals(WELL, kubeletSays("10.0.0.10", "fd00:10::a"));
        assertEquals("[PROBLEM CLUSTER_DNS_WRONG node worker-2]", kubeletSays("fd00:10::b"));
    }

    @Test
    void linkLocalAddressesAreFineWhereNodeLocalDnsRuns() {
        dns("'10.0.0.10'");
        assertEquals("[PROBLEM NODE_LOCAL_DNS_MISSING node worker-2]", kubeletSays("169.254.20.10"));
        assertEquals("[PROBLEM NODE_LOCAL_DNS_MISSING node worker-2]", kubeletSays("fe80::10"));
        nodeLocalDns();
        assertEquals(WELL, kubeletSays("169.254.20.10"));
        assertEquals(WELL, kubeletSays("fe80::10"));
        assertEquals("[PROBLEM CLUSTER_DNS_WRONG node worker-2]", kubeletSays("172.20.0.10"));
    }

    @Test
    void whetherNodeLocalDnsRunsMayBeUnknown() {
        dns("'10.0.0.10'");
        MockCluster cluster =
                builder().fault(Fault.forbidden("list", "daemonsets")).build();
        cluster.configureKubelet("worker-1", Document.of("clusterDNS", List.of("169.254.20.10")));
        assertEquals(
                List.of("UNKNOWN NODE_LOCAL_DNS_UNKNOWN node worker-1"),
                codes(NodeMaintenance.checks()
                        .only(NodeChecks.clusterDns())
                        .readingKubelets()
                        .run(cluster)));
    }

    @Test
    void nodeLocalDnsOwnServiceIsNotTheClusters() {
        objects.add(json(
                "{'apiVersion':'v1','kind':'Service','metadata':{'name':'kube-dns-upstream','namespace':'kube-system',"
                        + "'labels':{'k8s-app':'kube-dns'}},'spec':{'clusterIP':'10.0.0.77'}}"));
        objects.add(
                json("{'apiVersion':'v1','kind':'Service','metadata':{'name':'rke2-coredns','namespace':'kube-system',"
                        + "'labels':{'k8s-app':'kube-dns'}},'spec':{'clusterIP':'10.0.0.10'}}"));
        assertEquals(WELL, kubeletSays("10.0.0.10"));
        assertTrue(kubeletSays("10.0.0.77").contains("CLUSTER_DNS_WRONG node worker-2"));
    }

    @Test
    void withoutADnsServiceNothingIsSaidToBeRight() {
        assertEquals(List.of("UNKNOWN CLUSTER_DNS_UNKNOWN cluster"), dnsFindings());
    }

    @Test
    void whatCantBeReadIsUnknownAndNoCleanBill() {
        dns("'10.0.0.10'");
        MockCluster cluster = builder()
                .fault(Fault.forbidden("get", "nodes/proxy"))
                .fault(Fault.forbidden("list", "ec2nodeclasses"))
                .fault(Fault.forbidden("get", "/version"))
                .build();
        NodeCheckReport report = NodeMaintenance.checks().readingKubelets().run(cluster);
        assertEquals(
                List.of(
                        "UNKNOWN KUBELET_UNREAD node worker-1",
                        "UNKNOWN KUBELET_UNREAD node worker-2",
                        "UNKNOWN NODE_SOURCE_UNREAD ec2nodeclasses.karpenter.k8s.aws",
                        "UNKNOWN SERVER_VERSION_UNKNOWN cluster"),
                codes(report));
        assertTrue(report.isSound(), "unknown is no proof of a problem");
        MockCluster noServices =
                builder().fault(Fault.forbidden("list", "services")).build();
        assertEquals(
                List.of("UNKNOWN CLUSTER_DNS_UNKNOWN cluster"),
                codes(NodeMaintenance.checks().only(NodeChecks.clusterDns()).run(noServices)));
    }

    @Test
    void kubeletsAreOnlyAskedWhereThatIsWanted() {
        dns("'10.0.0.10'");
        MockCluster cluster = builder().build();
        NodeMaintenance.checks().run(cluster);
        assertTrue(
                cluster.requests().stream().noneMatch(each -> each.toString().contains("nodes/proxy")),
                cluster.requests().toString());
        assertTrue(cluster.requests().stream().noneMatch(each -> each.isWrite()));
        assertTrue(cluster.has(NodeConfiguration.class));
    }

    @Test
    void aDeadNodesKubeletCantBeAsked() {
        dns("'10.0.0.10'");
        MockCluster cluster = builder().kubeletDead("worker-2").build();
        List<String> codes = codes(NodeMaintenance.checks().readingKubelets().run(cluster));
        assertEquals(List.of("PROBLEM NODE_SILENT node worker-2", "UNKNOWN KUBELET_UNREAD node worker-2"), codes);
    }

    @Test
    void aKubeletNewerThanTheApiServerIsAProblem() {
        MockCluster cluster = MockCluster.builder()
                .version("1.32")
                .node("new", n -> n.kubelet("v1.33.1"))
                .node("old", n -> n.kubelet("v1.28.0"))
                .node("fine", n -> n.kubelet("v1.29.9-eks-1"))
                .node("odd", n -> n.kubelet("mystery"))
                .build();
        assertEquals(
                List.of(
                        "PROBLEM KUBELET_NEWER_THAN_API_SERVER node new",
                        "PROBLEM KUBELET_TOO_OLD node old",
                        "UNKNOWN KUBELET_VERSION_UNKNOWN node odd"),
                codes(NodeMaintenance.checks().only(NodeChecks.kubeletVersion()).run(cluster)));
    }

    private static Document condition(String type, String status) {
        return json("{'status':{'conditions':[{'type':'" + type + "','status':'" + status
                + "','message':'because','lastTransitionTime':'2026-01-01T00:00:00Z'}]}}");
    }

    @Test
    void nodesThatAreNotReadyOrUnderPressureAreFound() {
        MockCluster cluster = builder().build();
        cluster.patch(Kind.NODES, "worker-1", condition("Ready", "False"));
        cluster.patch(Kind.NODES, "worker-2", condition("DiskPressure", "True"));
        cluster.patch(Kind.NODES, "worker-2", condition("PIDPressure", "True"));
        NodeCheckReport report = NodeMaintenance.checks()
                .only(NodeChecks.ready(), NodeChecks.pressure())
                .run(cluster);
        assertEquals(
                List.of(
                        "PROBLEM NODE_NOT_READY node worker-1",
                        "WARNING DISK_PRESSURE node worker-2",
                        "WARNING PID_PRESSURE node worker-2"),
                codes(report));
        assertTrue(report.toString().contains("because"), report.toString());
    }

    @Test
    void taintsThatDisagreeWithTheStateAreFound() {
        MockCluster cluster = MockCluster.builder()
                .withoutControllers()
                .node("tainted", n -> n.taint("node.kubernetes.io/unreachable", "NoExecute"))
                .node("cordoned", n -> n.unschedulable())
                .node("declared", n -> n.taint("node.kubernetes.io/out-of-service", "NoExecute"))
                .node("new", n -> n.taint("node.cloudprovider.kubernetes.io/uninitialized", "NoSchedule"))
                .build();
        cluster.patch(Kind.NODES, "cordoned", json("{'spec':{'taints':null}}"));
        assertEquals(
                List.of(
                        "PROBLEM OUT_OF_SERVICE_BUT_READY node declared",
                        "WARNING NODE_UNINITIALIZED node new",
                        "WARNING TAINT_DISAGREES node cordoned",
                        "WARNING TAINT_DISAGREES node tainted"),
                codes(NodeMaintenance.checks().only(NodeChecks.taints()).run(cluster)));
    }

    @Test
    void taintsThatDifferWithinAPoolAreFound() {
        MockCluster cluster = MockCluster.builder()
                .nodes("gpu-", 3, n -> n.label("pool", "gpu").taint("gpu", "NoSchedule"))
                .node("gpu-4", n -> n.label("pool", "gpu"))
                .nodes("two-", 2, n -> n.label("pool", "two"))
                .node("alone", n -> n.taint("any", "NoSchedule"))
                .build();
        assertEquals(
                List.of("WARNING TAINTS_DIFFER_IN_POOL node gpu-4"),
                codes(NodeMaintenance.checks().only(NodeChecks.taints()).run(cluster)));
    }

    @Test
    void cordonsAreFoundWithWhoSetThem() {
        MockCluster cluster = builder().build();
        NodeMaintenance.cordon("worker-1").run(cluster);
        cluster.patch(
                Kind.NODES,
                "worker-2",
                json(
                        "{'metadata':{'annotations':{'kubemaintenance.github.io/cordoned-by':'run=7'}},'spec':{'unschedulable':true}}"));
        NodeCheckReport report =
                NodeMaintenance.checks().only(NodeChecks.cordoned()).run(cluster);
        assertEquals(
                List.of("WARNING CORDONED_BY_A_RUN node worker-2", "WARNING CORDONED_BY_OTHERS node worker-1"),
                codes(report));
        assertTrue(report.toString().contains("run=7"));
    }

    @Test
    void aSelectionChecksOnlyItsNodes() {
        MockCluster cluster = MockCluster.builder()
                .node("a", n -> n.label("pool", "blue").unschedulable())
                .node("b", n -> n.label("pool", "green").unschedulable())
                .build();
        NodeCheckRequest request = NodeMaintenance.checks().only(NodeChecks.cordoned());
        assertEquals(List.of("a"), request.labelled("pool=blue").run(cluster).nodes());
        assertEquals(List.of("b"), request.nodes("b").run(cluster).nodes());
        assertEquals(2, request.run(cluster).findings().size());
        assertEquals(
                "no node to check: the cluster has 2 nodes, and none of them is selected by check of all nodes with the"
                        + " labels pool=red",
                assertThrows(MaintenanceException.class, () -> request.labelled("pool=red")
                                .run(cluster))
                        .getMessage());
        assertTrue(assertThrows(MaintenanceException.class, () -> request.nodes("nobody")
                        .run(cluster))
                .getMessage()
                .contains("node \"nobody\" not found"));
    }

    @Test
    void anybodyCanWriteACheck() {
        NodeCheck mine = new NodeCheck() {
            @Override
            public String name() {
                return "mine";
            }

            @Override
            public List<NodeFinding> check(NodeCheckFacts facts) {
                return facts.selected().stream()
                        .map(node -> new NodeFinding(Severity.PROBLEM, "MINE", node.name(), "is not to my taste.", ""))
                        .toList();
            }
        };
        dns("'10.0.0.10'");
        NodeCheckReport report = NodeMaintenance.checks()
                .and(mine)
                .nodes("worker-2")
                .run(builder().build());
        assertFalse(report.isSound());
        NodeCheckException stop = assertThrows(NodeCheckException.class, report::orThrow);
        assertEquals(report, stop.report());
        assertEquals("worker-2: is not to my taste.", stop.getMessage());
    }

    @Test
    void nodesThatCantBeReadAreAnError() {
        MockCluster cluster = builder().fault(Fault.forbidden("list", "nodes")).build();
        assertTrue(assertThrows(MaintenanceException.class, () -> NodeMaintenance.checks()
                        .run(cluster))
                .getMessage()
                .contains("can't be made without nodes"));
    }

    @Test
    void badArgumentsFailAtTheCall() {
        NodeCheckRequest request = NodeMaintenance.checks();
        assertThrows(IllegalArgumentException.class, () -> request.nodes("No Node"));
        assertThrows(IllegalArgumentException.class, () -> request.labelled("=="));
        assertThrows(IllegalArgumentException.class, request::only);
    }

    @Test
    void aCopyOfAClusterKeepsWhatItsKubeletsSay() {
        dns("'10.0.0.10'");
        MockCluster cluster = builder().build();
        cluster.configureKubelet("worker-1", Document.of("clusterDNS", List.of("1.2.3.4")));
        assertEquals(
                List.of("PROBLEM CLUSTER_DNS_WRONG node worker-1"),
                codes(NodeMaintenance.checks().readingKubelets().run(cluster.copy())));
    }
}
