package io.github.kubemaintenance.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.etcd.EtcdBackend;
import io.github.kubemaintenance.etcd.EtcdMember;
import io.github.kubemaintenance.etcd.MockEtcd;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.RecordedRequest;
import io.github.kubemaintenance.model.Outcome;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A control-plane node goes down only where etcd itself says that it can lose the member. */
class EtcdQuorumTest {
    private final MockCluster mock = MockCluster.builder()
            .seed(2)
            .nodes("cp-", 3, n -> n.controlPlane())
            .node("worker-1")
            .build();

    private static MockEtcd etcd(String... members) {
        MockEtcd.Builder builder = MockEtcd.builder();
        for (String each : members) {
            builder = builder.member(each);
        }
        return builder.build();
    }

    private CycleRequest request(MockEtcd etcd) {
        return CycleRequest.of("cp-1")
                .etcd(etcd)
                .action(node -> mock.reboot(node.name(), Duration.ofSeconds(30)))
                .settle(Duration.ZERO);
    }

    private CycleReport cycle(MockEtcd etcd) {
        mock.clearRequests();
        return CycleStage.run(request(etcd), mock);
    }

    private void assertRefused(CycleReport report, String code, String text) {
        assertEquals(Outcome.REFUSED, report.outcome(), report::toString);
        assertEquals(code, report.reasons().get(0).code());
        assertTrue(report.reasons().get(0).text().contains(text), report::toString);
        assertEquals(CycleStep.UNTOUCHED, report.step());
        assertFalse(mock.requests().stream().anyMatch(RecordedRequest::isWrite));
    }

    @Test
    void one_of_three_healthy_members_may_go_and_no_mirror_pod_is_needed() {
        assertEquals(Outcome.COMPLETED, cycle(etcd("cp-1", "cp-2", "cp-3")).outcome());
        assertFalse(mock.requests().stream().anyMatch(each -> each.namespace().equals("kube-system")));
    }

    @Test
    void of_three_members_with_one_down_none_may_go_but_that_one() {
        MockEtcd etcd = etcd("cp-1", "cp-2", "cp-3");
        etcd.stop("cp-3");
        CycleReport report = cycle(etcd);
        assertRefused(report, CycleCode.QUORUM_LOSS, "2 of 3 voting members are healthy (cp-3: ");
        assertTrue(report.reasons().get(0).text().contains("acceptQuorumLoss()"));
        MockEtcd other = etcd("cp-1", "cp-2", "cp-3");
        other.stop("cp-1");
        CycleReport restarted = CycleStage.run(
                request(other).action(node -> {
                    mock.reboot(node.name(), Duration.ofSeconds(30));
                    other.start("cp-1");
                }),
                mock);
        assertEquals(Outcome.COMPLETED, restarted.outcome(), restarted::toString);
    }

    @Test
    void of_two_members_none_may_go_unless_the_loss_is_accepted() {
        assertRefused(cycle(etcd("cp-1", "cp-2")), CycleCode.QUORUM_LOSS, "and its quorum");
        assertEquals(
                Outcome.COMPLETED,
                CycleStage.run(request(etcd("cp-1", "cp-2")).acceptQuorumLoss(), mock)
                        .outcome());
    }

    @Test
    void members_whose_place_is_not_known_are_a_refusal() {
        assertRefused(cycle(etcd("a", "b", "c")), CycleCode.QUORUM_UNKNOWN, "URLs don't tell");
    }

    /** The members' peer URLs are addresses of machines that are no nodes. */
    private static EtcdBackend outside(MockEtcd etcd) {
        InvocationHandler answers = (proxy, method, args) -> {
            Object given = method.invoke(etcd, args);
            return method.getName().equals("members") ? onMachines(etcd.members()) : given;
        };
        return (EtcdBackend)
                Proxy.newProxyInstance(EtcdBackend.class.getClassLoader(), new Class<?>[] {EtcdBackend.class}, answers);
    }

    private static List<EtcdMember> onMachines(List<EtcdMember> members) {
        return members.stream()
                .map(each -> new EtcdMember(
                        each.id(),
                        each.name(),
                        List.of("https://10.9.0." + (members.indexOf(each) + 1) + ":2380"),
                        each.clientUrls(),
                        each.learner()))
                .toList();
    }

    @Test
    void an_etcd_on_machines_of_its_own_is_not_hurt_by_a_control_plane_node() {
        MockEtcd etcd = etcd("a", "b", "c");
        CycleReport report = CycleStage.run(request(etcd).etcd(outside(etcd)), mock);
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
    }

    @Test
    void an_etcd_on_machines_of_its_own_that_has_lost_its_quorum_is_brought_up_first() {
        MockEtcd behind = MockEtcd.builder()
                .member("a")
                .lagging("b", 1_000_000)
                .lagging("c", 1_000_000)
                .build();
        mock.clearRequests();
        CycleReport report = CycleStage.run(request(behind).etcd(outside(behind)), mock);
        assertRefused(report, CycleCode.QUORUM_LOSS, "etcd has no quorum now: 1 of 3 voting members");

        MockEtcd down = etcd("a", "b", "c");
        down.stop("b");
        down.stop("c");
        // Where its members are nobody tells then.
        assertRefused(
                CycleStage.run(request(down).etcd(outside(down)), mock), CycleCode.QUORUM_UNKNOWN, "is not known");
    }

    @Test
    void an_etcd_that_nobody_answers_for_is_a_refusal() {
        MockEtcd etcd = etcd("cp-1", "cp-2", "cp-3");
        List.of("cp-1", "cp-2", "cp-3").forEach(etcd::stop);
        CycleReport report = cycle(etcd);
        assertEquals(Outcome.REFUSED, report.outcome(), report::toString);
        assertFalse(mock.requests().stream().anyMatch(RecordedRequest::isWrite));
    }

    @Test
    void the_member_has_to_be_well_again_before_the_node_takes_pods() {
        MockEtcd etcd = etcd("cp-1", "cp-2", "cp-3");
        CycleReport report = CycleStage.run(
                request(etcd)
                        .action(node -> {
                            mock.reboot(node.name(), Duration.ofSeconds(30));
                            etcd.stop("cp-1");
                        })
                        .returnTimeout(Duration.ofMinutes(5)),
                mock);
        assertEquals(Outcome.TIMED_OUT, report.outcome(), report::toString);
        assertEquals(CycleCode.NOT_BACK, report.reasons().get(0).code());
        assertTrue(report.toString().contains("etcd member cp-1 is not healthy"), report::toString);
        assertTrue(mock.node("cp-1").unschedulable());
        etcd.start("cp-1");
        assertEquals(Outcome.COMPLETED, CycleStage.run(request(etcd), mock).outcome());
    }

    @Test
    void a_roll_over_the_control_plane_asks_before_every_node() {
        MockEtcd etcd = etcd("cp-1", "cp-2", "cp-3");
        RollReport report = RollStage.run(
                RollRequest.of(Nodes.named("cp-1", "cp-2", "cp-3"))
                        .etcd(etcd)
                        .settle(Duration.ZERO)
                        .action(node -> {
                            mock.reboot(node.name(), Duration.ofSeconds(30));
                            if (node.name().equals("cp-1")) {
                                etcd.stop("cp-3");
                            }
                        }),
                mock);
        assertEquals(List.of("cp-1"), report.done(), report::toString);
        assertEquals(
                CycleCode.QUORUM_LOSS, report.failed().get(0).reasons().get(0).code());
        assertEquals(CycleStep.UNTOUCHED, report.failed().get(0).step());
    }
}
