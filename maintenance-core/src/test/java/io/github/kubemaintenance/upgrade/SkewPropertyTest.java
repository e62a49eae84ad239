package io.github.kubemaintenance.upgrade;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.UpgradePlanner;
import io.github.kubemaintenance.catalog.Component;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** K21, K22, X12: whatever the cluster, a plan that isn't blocked never leaves the version skew policy. */
class SkewPropertyTest {
    private static final int CASES = 1200;

    @Test
    void k21_every_state_of_every_plan_that_is_called_safe_is_safe() {
        int safe = 0;
        int refused = 0;
        for (int seed = 0; seed < CASES; seed++) {
            Case it = Case.of(seed);
            UpgradePlan plan = it.request().plan(it.inventory());
            if (plan.isBlocked()) {
                refused++;
                continue;
            }
            safe++;
            int number = 0;
            for (VersionState state : plan.states()) {
                int at = number;
                List<String> broken = SkewOracle.broken(running(state));
                assertTrue(broken.isEmpty(), () -> "seed " + it.seed() + ", state " + at + ": " + broken + "\n" + plan);
                number++;
            }
        }
        assertTrue(safe > CASES / 4 && refused > CASES / 20, safe + " safe, " + refused + " refused");
    }

    @Test
    void k21_a_cluster_in_order_is_never_refused() {
        for (int seed = 0; seed < CASES; seed++) {
            Case it = Case.inOrder(seed);
            UpgradePlan plan = it.request().plan(it.inventory());
            assertTrue(!plan.isBlocked(), () -> "seed " + it.seed() + "\n" + plan);
            VersionState end = plan.states().get(plan.states().size() - 1);
            end.of(Component.KUBELET)
                    .values()
                    .forEach(kubelet ->
                            assertEquals(plan.to().minor(), kubelet.minor(), () -> "seed " + it.seed() + "\n" + plan));
        }
    }

    @Test
    void k22_seldom_never_moves_workers_more_often_and_ends_the_same() {
        for (int seed = 0; seed < CASES; seed++) {
            Case it = Case.inOrder(seed);
            UpgradePlan eager = it.request().pace(WorkerPace.EACH_MINOR).plan(it.inventory());
            UpgradePlan seldom = it.request().pace(WorkerPace.SELDOM).plan(it.inventory());
            int number = seed;
            assertTrue(
                    seldom.estimate().workerPasses() <= eager.estimate().workerPasses(),
                    () -> "seed " + number + "\n" + seldom + eager);
            assertTrue(moves(seldom) <= moves(eager), () -> "seed " + number);
            assertEquals(
                    eager.states().get(eager.states().size() - 1),
                    seldom.states().get(seldom.states().size() - 1),
                    () -> "seed " + number);
        }
    }

    @Test
    void x12_control_plane_before_workers_and_add_ons_after_its_last_node() {
        for (int seed = 0; seed < CASES; seed++) {
            Case it = Case.inOrder(seed);
            UpgradePlan plan = it.request().plan(it.inventory());
            Set<String> ids = new HashSet<>();
            Map<String, Integer> lastPlane = new LinkedHashMap<>();
            int number = seed;
            for (int i = 0; i < plan.steps().size(); i++) {
                UpgradeStep step = plan.steps().get(i);
                assertTrue(ids.add(step.id()), () -> "seed " + number + ": twice " + step.id());
                if (step.id().contains("/control-plane/")) {
                    lastPlane.put(Steps.label(step.version()), i);
                }
            }
            for (int i = 0; i < plan.steps().size(); i++) {
                UpgradeStep step = plan.steps().get(i);
                int last = lastPlane.getOrDefault(Steps.label(step.version()), -1);
                boolean follows = step.kind() == StepKind.ADD_ONS || step.kind() == StepKind.NODE_IN_PLACE;
                int index = i;
                assertTrue(!follows || index > last, () -> "seed " + number + ": " + step.id() + "\n" + plan);
            }
        }
    }

    @Test
    void the_same_input_gives_the_same_plan_byte_for_byte() {
        for (int seed = 0; seed < 200; seed++) {
            Case one = Case.of(seed);
            Case two = Case.of(seed);
            assertEquals(
                    one.request().plan(one.inventory()).toJson(),
                    two.request().plan(two.inventory()).toJson());
        }
    }

    private static long moves(UpgradePlan plan) {
        return plan.steps().stream()
                .filter(step -> step.wave() > 0)
                .mapToLong(step -> step.nodes().size())
                .sum();
    }

    private static SkewOracle.Running running(VersionState state) {
        return new SkewOracle.Running(
                minors(state, Component.KUBE_APISERVER),
                minors(state, Component.KUBE_CONTROLLER_MANAGER),
                minors(state, Component.KUBE_SCHEDULER),
                minors(state, Component.KUBELET),
                minors(state, Component.KUBE_PROXY));
    }

    private static Map<String, Integer> minors(VersionState state, Component component) {
        Map<String, Integer> minors = new LinkedHashMap<>();
        state.of(component)
                .forEach((instance, version) ->
                        minors.put(instance, version.minor().minor()));
        return minors;
    }

    /** A random cluster and what is asked of it. */
    private record Case(int seed, Inventory inventory, UpgradeRequest request) {
        /** Anything goes: half-done control planes, nodes too old, too new or lost. */
        static Case of(int seed) {
            Random random = new Random(seed);
            int base = 12 + random.nextInt(22);
            List<String> servers = new ArrayList<>();
            for (int i = random.nextInt(3); i >= 0; i--) {
                servers.add("1." + (base + (random.nextInt(4) == 0 ? 1 : 0)) + "." + random.nextInt(10));
            }
            return new Case(seed, cluster(random, base, servers, 5, 1), request(random, base));
        }

        /** One control plane version, every node within the policy and Ready. */
        static Case inOrder(int seed) {
            Random random = new Random(seed);
            int base = 12 + random.nextInt(22);
            List<String> servers = new ArrayList<>();
            for (int i = random.nextInt(3); i >= 0; i--) {
                servers.add("1." + base + ".1");
            }
            return new Case(seed, cluster(random, base, servers, base < 28 ? 3 : 4, 0), request(random, base));
        }

        private static Inventory cluster(Random random, int base, List<String> servers, int depth, int newer) {
            List<ClusterNode> workers = new ArrayList<>();
            for (int i = random.nextInt(6); i > 0; i--) {
                int minor = Math.max(9, base + newer - random.nextInt(depth + newer));
                boolean lost = newer > 0 && random.nextInt(8) == 0;
                String kubelet = "1." + minor + "." + random.nextInt(5);
                workers.add(lost ? A.notReady("w-" + i, kubelet) : A.worker("w-" + i, kubelet));
            }
            return A.cluster(servers, workers.toArray(ClusterNode[]::new));
        }

        private static UpgradeRequest request(Random random, int base) {
            int target = Math.min(36, base + random.nextInt(8));
            WorkerStrategy[] strategies = {
                WorkerStrategy.oneByOne(),
                WorkerStrategy.atOnce(3),
                WorkerStrategy.allAtOnce(),
                WorkerStrategy.newNodesFirst(2),
                WorkerStrategy.newPool(2)
            };
            return UpgradePlanner.to("1." + target)
                    .workers(strategies[random.nextInt(strategies.length)])
                    .pace(random.nextBoolean() ? WorkerPace.EACH_MINOR : WorkerPace.SELDOM);
        }
    }

    @Test
    void the_oracle_itself_knows_the_policys_examples() {
        Map<String, Integer> none = Map.of();
        Map<String, Integer> server128 = Map.of("cp", 28);
        assertTrue(SkewOracle.broken(new SkewOracle.Running(server128, none, none, Map.of("n", 25), none))
                .isEmpty());
        assertEquals(
                1,
                SkewOracle.broken(new SkewOracle.Running(Map.of("cp", 27), none, none, Map.of("n", 24), none))
                        .size());
    }
}
