package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubernetesVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Karpenter's traps: too old, pinned images, a DNS address that isn't the cluster's. Pure. */
final class KarpenterFindings {
    private static final String NODE_CLASSES = "ec2nodeclasses.karpenter.k8s.aws";
    private static final String NODE_POOLS = "nodepools.karpenter.sh";
    private static final String CONVERSION = "compatibility.karpenter.sh/v1beta1-kubelet-conversion";

    private KarpenterFindings() {}

    static List<UpgradeFinding> of(UpgradeFacts facts, Route route) {
        List<UpgradeFinding> findings = new ArrayList<>();
        boolean used = route.inventory().nodes().stream().anyMatch(node -> node.provision() == NodeProvision.KARPENTER);
        if (used) {
            addVersion(findings, facts, route);
        }
        Set<String> dns = clusterDns(facts);
        for (Document nodeClass : facts.documents(NODE_CLASSES)) {
            addDns(
                    findings,
                    Severity.BLOCKER,
                    "EC2NodeClass " + nodeClass.name(),
                    "spec.kubelet.clusterDNS",
                    nodeClass.texts("spec", "kubelet", "clusterDNS"),
                    dns);
            addPinned(findings, nodeClass);
        }
        for (Document pool : facts.documents(NODE_POOLS)) {
            KarpenterBudgets.of(pool, route.inventory()).ifPresent(findings::add);
            addDns(
                    findings,
                    Severity.WARNING, // only Karpenter's own conversion still reads it
                    "NodePool " + pool.name(),
                    "annotation " + CONVERSION,
                    converted(pool),
                    dns);
        }
        return findings;
    }

    private static void addVersion(List<UpgradeFinding> findings, UpgradeFacts facts, Route route) {
        Optional<KubernetesVersion> version = facts.all(Kind.DEPLOYMENTS).stream()
                .filter(each -> each.name().equals("karpenter"))
                .findFirst()
                .flatMap(Survey::version);
        if (version.isEmpty()) {
            findings.add(UpgradeFinding.of(
                            Severity.UNKNOWN,
                            FindingCode.KARPENTER_VERSION,
                            "",
                            "There are nodes of Karpenter, but no Deployment karpenter tells its version.")
                    .withRemedy("Look where it runs; it has to know each minor before the control plane gets there."));
            return;
        }
        for (KubernetesVersion hop : route.hops()) {
            Optional<KubernetesVersion> floor = KarpenterFacts.floor(hop.minor());
            if (floor.isPresent() && Versions.isBelow(version.get(), floor.get())) {
                findings.add(UpgradeFinding.of(
                                Severity.WARNING,
                                FindingCode.KARPENTER_VERSION,
                                hop.minor().toString(),
                                "Karpenter " + version.get() + " is too old for " + hop.minor() + ", which needs "
                                        + floor.get() + " or newer.")
                        .withRemedy("The plan has a step for it before the control plane moves.")
                        .before(hop.minor()));
            }
        }
    }

    /** The addresses of the cluster's DNS Service. */
    static Set<String> clusterDns(UpgradeFacts facts) {
        Set<String> addresses = new TreeSet<>();
        for (Document service : facts.documents("services")) {
            boolean dns = service.name().equals("kube-dns")
                    || "kube-dns".equals(service.textMap("metadata", "labels").get("k8s-app"));
            if (dns && service.namespace().equals(Survey.SYSTEM)) {
                service.text("spec", "clusterIP").ifPresent(addresses::add);
                addresses.addAll(service.texts("spec", "clusterIPs"));
            }
        }
        return addresses;
    }

    private static List<String> converted(Document pool) {
        String text = pool.textMap("metadata", "annotations").getOrDefault(CONVERSION, "");
        if (text.isEmpty()) {
            return List.of();
        }
        try {
            return io.github.kubemaintenance.model.DocumentFormat.json()
                    .read(text)
                    .texts("clusterDNS");
        } catch (io.github.kubemaintenance.model.DocumentFormatException e) {
            return List.of("(not readable: " + e.getMessage() + ")");
        }
    }

    private static void addDns(
            List<UpgradeFinding> findings,
            Severity severity,
            String subject,
            String field,
            List<String> said,
            Set<String> dns) {
        if (said.isEmpty()) {
            return;
        } else if (dns.isEmpty()) {
            findings.add(UpgradeFinding.of(
                    Severity.UNKNOWN,
                    FindingCode.KARPENTER_CLUSTER_DNS,
                    subject,
                    subject + " gives its nodes clusterDNS " + said
                            + "; whether that is the cluster's isn't known, since its DNS Service could not be read."));
        } else if (!dns.containsAll(said)) {
            findings.add(UpgradeFinding.of(
                            severity,
                            FindingCode.KARPENTER_CLUSTER_DNS,
                            subject,
                            subject + " gives its nodes clusterDNS " + said + ", but the cluster's DNS Service is "
                                    + dns + ": pods on every node that drift replaces can't resolve names.")
                    .withEvidence(
                            List.of(subject + " " + field + " = " + said, "Service kube-system/kube-dns = " + dns))
                    .withRemedy("Set it to " + dns + ", or leave it out, before the control plane moves."));
        }
    }

    private static void addPinned(List<UpgradeFinding> findings, Document nodeClass) {
        List<Document> terms = nodeClass.documents("spec", "amiSelectorTerms");
        boolean alias = terms.isEmpty()
                || terms.stream().anyMatch(term -> term.text("alias").isPresent());
        if (!alias) {
            findings.add(UpgradeFinding.of(
                            Severity.WARNING,
                            FindingCode.KARPENTER_PINNED,
                            "EC2NodeClass " + nodeClass.name(),
                            "EC2NodeClass " + nodeClass.name() + " chooses its images by " + terms
                                    + ", not by an alias: its nodes don't drift when the control plane moves.")
                    .withRemedy(
                            "Change the terms to images of the new minor in the pool's step; until then its nodes stay"
                                    + " as they are."));
        }
    }
}
