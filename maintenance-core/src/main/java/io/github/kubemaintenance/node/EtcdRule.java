package io.github.kubemaintenance.node;

import io.github.kubemaintenance.etcd.EtcdHealthReport;
import io.github.kubemaintenance.etcd.EtcdMember;
import io.github.kubemaintenance.etcd.MemberHealth;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Reason;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * May a node go down, as etcd itself says? Only if its healthy voters without the member on that node are still more than
 * half of all. Pure.
 *
 * <pre>
 *   a member of the node's name, or with one of its addresses in a URL    healthy voters without it >= half + 1
 *   none, and every member's URLs have addresses that are not the node's  etcd has its quorum
 *   none, and a member's URLs don't say where it is (names, loopback)     not known, which is a refusal
 * </pre>
 */
final class EtcdRule {
    private EtcdRule() {}

    /** Returns why a node must not go down; empty if it may. */
    static Optional<Reason> against(Node node, EtcdHealthReport health) {
        List<MemberHealth> here = on(node, health);
        if (here.isEmpty()) {
            return elsewhere(node, health);
        }
        for (MemberHealth member : here) {
            if (!health.canLose(member.member().idText())) {
                return Optional.of(new Reason(
                        CycleCode.QUORUM_LOSS,
                        "without control-plane node " + node.name() + " etcd would lose member " + member.name()
                                + " and its quorum: " + health.healthyVoters() + " of " + health.voters()
                                + " voting members are healthy" + unwell(health)
                                + "; bring the others up first, or say acceptQuorumLoss()"));
            }
        }
        return Optional.empty();
    }

    private static Optional<Reason> elsewhere(Node node, EtcdHealthReport health) {
        Optional<MemberHealth> hidden = health.members().stream()
                .filter(each -> !saysWhere(each.member()))
                .findFirst();
        if (health.members().isEmpty()) {
            return Optional.of(QuorumRule.unknown(node.name(), "none of its members answers"));
        } else if (hidden.isPresent()) {
            return Optional.of(QuorumRule.unknown(
                    node.name(),
                    "no member has its name or one of its addresses, and where member "
                            + hidden.get().name() + " runs its URLs don't tell"));
        }
        return health.hasQuorum()
                ? Optional.empty()
                : Optional.of(new Reason(
                        CycleCode.QUORUM_LOSS,
                        "etcd has no quorum now: " + health.healthyVoters() + " of " + health.voters()
                                + " voting members are healthy" + unwell(health)
                                + "; bring it up before control-plane node " + node.name() + " goes down"));
    }

    /** Returns what the member on a node lacks after the node came back; empty if it is well, or there is none. */
    static Optional<String> missing(Node node, EtcdHealthReport health) {
        return on(node, health).stream()
                .filter(each -> !each.isHealthy())
                .findFirst()
                .map(each -> "etcd member " + each.name() + " is not healthy and caught up: " + each.problem());
    }

    private static String unwell(EtcdHealthReport health) {
        List<String> names = health.members().stream()
                .filter(each -> !each.isHealthy())
                .map(each -> each.name() + ": " + each.problem())
                .toList();
        return names.isEmpty() ? "" : " (" + String.join("; ", names) + ")";
    }

    private static List<MemberHealth> on(Node node, EtcdHealthReport health) {
        Set<String> addresses = new TreeSet<>();
        for (Document each : node.otherStatus().documents("addresses")) {
            each.text("address").ifPresent(addresses::add);
        }
        List<MemberHealth> here = new ArrayList<>();
        for (MemberHealth each : health.members()) {
            boolean named = each.member().name().equals(node.name());
            if (named || hosts(each.member()).anyMatch(addresses::contains)) {
                here.add(each);
            }
        }
        return here;
    }

    private static boolean saysWhere(EtcdMember member) {
        return hosts(member)
                .anyMatch(host -> host.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")
                        && !host.startsWith("127.")
                        && !host.equals("0.0.0.0")
                        && !host.equals("::1"));
    }

    private static Stream<String> hosts(EtcdMember member) {
        return Stream.concat(member.peerUrls().stream(), member.clientUrls().stream())
                .flatMap(url -> host(url).stream());
    }

    private static Optional<String> host(String url) {
        try {
            return Optional.ofNullable(URI.create(url).getHost()).map(host -> host.replaceAll("[\\[\\]]", ""));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a URL that can't be read tells no place, which is what the caller makes of it
        }
    }
}
