package io.github.kubemaintenance.node;

import io.github.kubemaintenance.model.KubeDocument;
import io.github.kubemaintenance.model.Workload;
import io.github.kubemaintenance.node.NodeFinding.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Where the cluster's DNS is: the addresses of its Service in kube-system, and whether node-local DNS runs, which listens
 * at a link-local address on each node. Pure.
 *
 * @param addresses of the Service, one of each family
 * @param service its name
 * @param localDns whether node-local DNS runs; empty where that could not be read
 * @param unknown why nothing can be told, if so
 */
record DnsTruth(List<String> addresses, String service, Optional<Boolean> localDns, Optional<String> unknown) {
    /** What is said of a list of addresses. */
    record Verdict(Severity severity, String code, String text) {}

    static DnsTruth of(NodeCheckFacts facts) {
        Optional<String> unread = facts.unread("services");
        if (unread.isPresent()) {
            return unknown("the address of the cluster's DNS could not be read: " + unread.get() + ".");
        }
        Optional<KubeDocument> service = facts.services().stream()
                .filter(DnsTruth::isDns)
                .min(Comparator.comparing((KubeDocument each) -> !each.name().equals("kube-dns"))
                        .thenComparing(KubeDocument::name));
        if (service.isEmpty()) {
            return unknown("kube-system has no Service that is the cluster's DNS (kube-dns, coredns, or the label"
                    + " k8s-app=kube-dns), so nothing can be compared with it.");
        }
        return new DnsTruth(
                addresses(service.get()),
                service.get().name(),
                facts.unread("daemonsets.apps").isPresent()
                        ? Optional.empty()
                        : Optional.of(facts.daemonSets().stream().anyMatch(DnsTruth::isNodeLocalDns)),
                Optional.empty());
    }

    private static DnsTruth unknown(String why) {
        return new DnsTruth(List.of(), "", Optional.empty(), Optional.of(why));
    }

    private static List<String> addresses(KubeDocument service) {
        List<String> all = new ArrayList<>(service.document().texts("spec", "clusterIPs"));
        if (all.isEmpty()) {
            service.document().text("spec", "clusterIP").ifPresent(all::add);
        }
        all.removeIf(each -> each.isEmpty() || each.equals("None"));
        return all;
    }

    /** Not node-local DNS' own way to the servers, which carries the same label. */
    private static boolean isDns(KubeDocument service) {
        String name = service.name();
        boolean named = name.equals("kube-dns") || name.equals("coredns");
        boolean labelled =
                service.metadata().labels().getOrDefault("k8s-app", "").equals("kube-dns");
        return (named || labelled)
                && !name.endsWith("-upstream")
                && !addresses(service).isEmpty();
    }

    private static boolean isNodeLocalDns(Workload set) {
        String label = set.metadata().labels().getOrDefault("k8s-app", "");
        return label.contains("node-local-dns")
                || label.contains("nodelocaldns")
                || set.name().contains("node-local-dns")
                || set.name().contains("nodelocaldns");
    }

    String text() {
        return addresses.toString();
    }

    /** Judges a list; empty if it is right. Resolvers ask in order and go on only after a timeout. */
    Optional<Verdict> against(List<String> given) {
        List<Optional<Verdict>> each = given.stream().map(this::against).toList();
        Optional<Verdict> first = each.get(0);
        Optional<Verdict> wrong = each.stream().flatMap(Optional::stream).min(Comparator.comparing(Verdict::severity));
        boolean anyRight = each.stream().anyMatch(Optional::isEmpty);
        if (wrong.isEmpty() || !anyRight || wrong.get().severity() == Severity.UNKNOWN) {
            return wrong;
        }
        return Optional.of(new Verdict(
                Severity.WARNING,
                "CLUSTER_DNS_PARTLY_WRONG",
                wrong.get().text()
                        + (first.isPresent()
                                ? " It is asked first, so each lookup waits for it in vain."
                                : " It is asked when the others don't answer.")));
    }

    private Optional<Verdict> against(String address) {
        if (!Addresses.isAddress(address)) {
            return Optional.of(
                    new Verdict(Severity.PROBLEM, "CLUSTER_DNS_NO_ADDRESS", "'" + address + "' is no IP address."));
        } else if (addresses.stream().anyMatch(each -> Addresses.same(each, address))) {
            return Optional.empty();
        } else if (!Addresses.isLinkLocal(address)) {
            return Optional.of(new Verdict(
                    Severity.PROBLEM,
                    "CLUSTER_DNS_WRONG",
                    "the cluster's DNS (Service kube-system/" + service + ") is " + text() + ", and nothing answers at "
                            + address + "."));
        } else if (localDns.isEmpty()) {
            return Optional.of(
                    new Verdict(
                            Severity.UNKNOWN,
                            "NODE_LOCAL_DNS_UNKNOWN",
                            address
                                    + " is link-local, which is right where node-local DNS runs; DaemonSets could not be read."));
        }
        return localDns.get()
                ? Optional.empty()
                : Optional.of(
                        new Verdict(
                                Severity.PROBLEM,
                                "NODE_LOCAL_DNS_MISSING",
                                address
                                        + " is link-local, and kube-system has no DaemonSet of node-local DNS to answer there."));
    }
}
