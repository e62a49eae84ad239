package io.github.kubemaintenance.drain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.kubemaintenance.cluster.AccessRight;
import io.github.kubemaintenance.cluster.AccessRight.Need;
import io.github.kubemaintenance.cluster.AccessRights;
import io.github.kubemaintenance.mock.Fault;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.MockClusterBuilder;
import io.github.kubemaintenance.mock.RecordedRequest;
import io.github.kubemaintenance.model.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The rights that are written down are those that are used, and those that are called required are. */
class AccessRightsTest {
    private static MockClusterBuilder shop() {
        return MockCluster.builder()
                .nodes("worker-", 3, node -> {})
                .deployment("shop/web", d -> d.replicas(6).readyAfter(Duration.ofSeconds(2)))
                .budget("shop/web", b -> b.maxUnavailable(1))
                .deployment("shop/free", d -> d.replicas(4))
                .statefulSet("shop/db", d -> d.replicas(3))
                .budget("shop/db", b -> b.maxUnavailable(1))
                .job("shop/sum", d -> d.completions(2).parallelism(2).runsFor(Duration.ofHours(2)))
                .daemonSet("kube-system/proxy", d -> {});
    }

    private static DrainRequest request() {
        return DrainRequest.of("worker-1")
                .ignoreDaemonSets()
                .deleteEmptyDirData()
                .force();
    }

    /** Runs it however it ends, and returns what was asked for: "verb resource". */
    private static Set<String> used(MockCluster mock, UnaryOperator<DrainRequest> how) {
        how.apply(request())
                .timeout(Duration.ofHours(1))
                .start(mock)
                .completion()
                .toCompletableFuture()
                .join();
        Set<String> used = new TreeSet<>();
        for (RecordedRequest each : mock.requests()) {
            used.add(each.verb() + " " + each.resource());
        }
        return used;
    }

    private static Set<String> written(AccessRights rights) {
        Set<String> all = new TreeSet<>();
        rights.rights().forEach(right -> right.verbs().forEach(verb -> all.add(verb + " " + right.resource())));
        return all;
    }

    @Test
    void what_drains_send_is_what_is_written_down() {
        Set<String> used = new TreeSet<>();
        used.addAll(used(shop().build(), each -> each));
        used.addAll(used(shop().build(), each -> each.awaitReplacements(Duration.ofMinutes(5))));
        used.addAll(used(shop().build(), DrainRequest::disableEviction));
        used.addAll(used(shop().build(), DrainRequest::restoreOnFailure));
        used.addAll(used(shop().build(), each -> each.dryRun(DryRun.SERVER)));
        MockCluster pairs = MockCluster.builder()
                .nodes("worker-", 1, node -> {})
                .statefulSet("shop/db", d -> d.replicas(2))
                .replicationController("shop/old", d -> d.replicas(2))
                .job("shop/sum", d -> d.completions(2).parallelism(2).runsFor(Duration.ofHours(2)))
                .build();
        used.addAll(used(pairs, each -> each.awaitReplacements(Duration.ofMinutes(1))));
        MockCluster wanting = MockCluster.builder()
                .nodes("worker-", 2, node -> {})
                .deployment("shop/web", d -> d.replicas(2))
                .budget("shop/web", b -> b.minAvailable(2))
                .build();
        used.addAll(used(wanting, DrainRequest::proceedDespiteBlockers));
        MockCluster closed =
                shop().budget("shop/free", b -> b.minAvailable("100%")).build();
        used.addAll(used(closed, DrainRequest::proceedDespiteBlockers));

        AccessRights all = AccessRights.drain().and(AccessRights.deletion());
        Set<String> unknown = new TreeSet<>(used);
        unknown.removeAll(written(all));
        assertEquals(Set.of(), unknown, "used, but not written down");
        Set<String> unused = new TreeSet<>(written(all));
        unused.removeAll(used);
        assertEquals(Set.of(), unused, "written down, but not used");
    }

    @Test
    void what_copies_read_is_what_is_written_down() {
        MockCluster mock = shop().build();
        MockCluster.copyOf(io.github.kubemaintenance.cluster.ClusterBackend.live(mock.api(), Runnable::run));

        Set<String> used = new TreeSet<>();
        mock.requests().forEach(each -> used.add(each.verb() + " " + each.resource()));
        assertEquals(written(AccessRights.copy()), used);
    }

    @Test
    void a_drain_completes_with_the_required_rights_alone() {
        MockClusterBuilder builder = shop();
        for (AccessRight right : AccessRights.drain().only(Need.OPTIONAL).rights()) {
            right.verbs().forEach(verb -> builder.fault(Fault.forbidden(verb, right.resource())));
        }
        DrainReport report = request().run(builder.build());

        assertEquals(Outcome.COMPLETED, report.outcome());
        assertTrue(report.evicted().size() > 3, report::toString);
    }

    @TestFactory
    Stream<DynamicTest> no_required_right_can_be_left_out() {
        List<DynamicTest> tests = new ArrayList<>();
        for (AccessRight right : AccessRights.drain().only(Need.REQUIRED).rights()) {
            for (String verb : right.verbs()) {
                tests.add(dynamicTest("without " + verb + " " + right.resource(), () -> {
                    MockCluster mock = shop().fault(Fault.forbidden(verb, right.resource()))
                            .build();
                    DrainReport report = request()
                            .timeout(Duration.ofHours(1))
                            .start(mock)
                            .completion()
                            .toCompletableFuture()
                            .join();
                    assertTrue(report.outcome() != Outcome.COMPLETED, report::toString);
                    assertTrue(
                            report.toString().contains("forbidden")
                                    || report.toString().contains("Forbidden"),
                            report::toString);
                }));
            }
        }
        return tests.stream();
    }

    @Test
    void the_role_has_one_rule_for_each_resource() {
        assertEquals(
                "{\"apiVersion\":\"rbac.authorization.k8s.io/v1\",\"kind\":\"ClusterRole\",\"metadata\":{\"name\":\"x\"},"
                        + "\"rules\":[{\"apiGroups\":[\"\"],\"resources\":[\"nodes\"],\"verbs\":[\"get\",\"patch\"]}]}",
                AccessRights.cordon().toClusterRole("x").toString());
        assertEquals(
                "{\"apiVersion\":\"rbac.authorization.k8s.io/v1\",\"kind\":\"Role\",\"metadata\":{\"name\":\"x\","
                        + "\"namespace\":\"ops\"},\"rules\":[{\"apiGroups\":[\"\"],\"resources\":[\"nodes\"],\"verbs\":"
                        + "[\"get\",\"patch\"]}]}",
                AccessRights.cordon().toRole("ops", "x").toString());
        AccessRights both = AccessRights.drain().and(AccessRights.copy());
        assertEquals(
                both.rights().stream().map(AccessRight::resource).distinct().count(),
                both.toClusterRole("x").documents("rules").size());
    }
}
