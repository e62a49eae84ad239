package io.github.kubemaintenance.node;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeDocument;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.node.NodeFinding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code clusterDNS} of nodes to come and of nodes that are there, against the cluster's DNS Service.
 *
 * <pre>
 *   {@link DnsTruth}   what the addresses should be
 *   {@link DnsSetting} what they are said to be, and by whom
 * </pre>
 */
final class ClusterDnsCheck implements NodeCheck {
    private static final String POOL = "karpenter.sh/nodepool";
    private static final String PROVISIONER = "karpenter.sh/provisioner-name";

    /** What EC2 nodes take where nothing is set, by the range of their VPC. */
    private static final List<String> GUESSES = List.of("172.20.0.10", "10.100.0.10");

    @Override
    public String name() {
        return "cluster-dns";
    }

    @Override
    public List<NodeFinding> check(NodeCheckFacts facts) {
        List<NodeFinding> findings = new ArrayList<>();
        DnsTruth truth = DnsTruth.of(facts);
        if (truth.unknown().isPresent()) {
            findings.add(new NodeFinding(
                    Severity.UNKNOWN,
                    "CLUSTER_DNS_UNKNOWN",
                    "cluster",
                    truth.unknown().get(),
                    ""));
            return findings;
        }
        for (KubeDocument source : facts.nodeSources()) {
            DnsSetting.of(source, facts.yaml()).forEach(setting -> judge(setting, truth, findings));
        }
        for (String what : List.of("ec2nodeclasses.karpenter.k8s.aws", "nodepools.karpenter.sh", "configmaps")) {
            facts.unread(what)
                    .ifPresent(why -> findings.add(new NodeFinding(
                            Severity.UNKNOWN,
                            "NODE_SOURCE_UNREAD",
                            what,
                            "what nodes to come are given for clusterDNS could not be read: " + why + ".",
                            "")));
        }
        facts.selected().forEach(node -> judge(node, facts, truth, findings));
        return findings;
    }

    private static void judge(DnsSetting setting, DnsTruth truth, List<NodeFinding> findings) {
        if (setting.unreadable().isPresent()) {
            findings.add(new NodeFinding(
                    Severity.UNKNOWN,
                    "YAML_UNKNOWN",
                    setting.about(),
                    setting.unreadable().get(),
                    ""));
        } else if (setting.addresses().isEmpty()) {
            if (setting.guessed() && truth.addresses().stream().noneMatch(GUESSES::contains)) {
                findings.add(new NodeFinding(
                        Severity.WARNING,
                        "CLUSTER_DNS_NOT_SET",
                        setting.about(),
                        setting.field() + " is not set. A node that guesses it by the range of its network takes "
                                + String.join(" or ", GUESSES) + ", and this cluster's DNS is "
                                + truth.text() + ".",
                        "Set " + setting.field() + " to " + truth.text() + "."));
            }
        } else {
            truth.against(setting.addresses())
                    .ifPresent(verdict -> findings.add(new NodeFinding(
                            verdict.severity(),
                            verdict.code(),
                            setting.about(),
                            setting.field() + " is " + setting.addresses() + ": " + verdict.text()
                                    + (verdict.severity() == Severity.PROBLEM
                                            ? " Pods on nodes made of it resolve no name."
                                            : ""),
                            verdict.severity() == Severity.UNKNOWN
                                    ? ""
                                    : "Set " + setting.field() + " to " + truth.text()
                                            + " before nodes are made of it.")));
        }
    }

    private static void judge(Node node, NodeCheckFacts facts, DnsTruth truth, List<NodeFinding> findings) {
        String about = "node " + node.name();
        Optional<String> unread = facts.unread(about);
        if (unread.isPresent()) {
            findings.add(new NodeFinding(
                    Severity.UNKNOWN,
                    "KUBELET_UNREAD",
                    about,
                    "what its kubelet runs with could not be read: " + unread.get() + ".",
                    ""));
        }
        Optional<Document> kubelet = facts.kubelet(node.name());
        if (kubelet.isEmpty()) {
            return;
        }
        List<String> addresses = kubelet.get().texts("clusterDNS");
        if (addresses.isEmpty()) {
            findings.add(new NodeFinding(
                    Severity.PROBLEM,
                    "CLUSTER_DNS_MISSING",
                    about,
                    "its kubelet has no clusterDNS: pods there use the node's own resolver and don't find Services.",
                    remedy(node, facts, truth)));
            return;
        }
        truth.against(addresses)
                .ifPresent(verdict -> findings.add(new NodeFinding(
                        verdict.severity(),
                        verdict.code(),
                        about,
                        "its kubelet's clusterDNS is " + addresses + ": " + verdict.text()
                                + (verdict.severity() == Severity.PROBLEM ? " Its pods resolve no name." : ""),
                        verdict.severity() == Severity.UNKNOWN ? "" : remedy(node, facts, truth))));
    }

    private static String remedy(Node node, NodeCheckFacts facts, DnsTruth truth) {
        var labels = node.metadata().labels();
        if (labels.containsKey(POOL)) {
            String pool = labels.get(POOL);
            String nodeClass = facts.nodeSources().stream()
                    .filter(each -> each.document().kind().equals("NodePool")
                            && each.name().equals(pool))
                    .flatMap(each -> each.document().text("spec", "template", "spec", "nodeClassRef", "name").stream())
                    .findFirst()
                    .map(name -> "EC2NodeClass " + name)
                    .orElse("the EC2NodeClass of NodePool " + pool);
            return "Set spec.kubelet.clusterDNS of " + nodeClass + " to " + truth.text()
                    + ", then replace the node: it can't be mended in place.";
        } else if (labels.containsKey(PROVISIONER)) {
            return "Set spec.kubeletConfiguration.clusterDNS of Provisioner " + labels.get(PROVISIONER) + " to "
                    + truth.text() + ", then replace the node: it can't be mended in place.";
        }
        return "Set clusterDNS in the kubelet's configuration to " + truth.text()
                + ", restart the kubelet and recreate the pods that were started before; or replace the node.";
    }
}
