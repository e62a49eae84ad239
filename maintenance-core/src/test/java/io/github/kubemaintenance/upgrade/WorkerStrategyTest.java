package io.github.kubemaintenance.upgrade;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.UpgradePlanner;
import io.github.kubemaintenance.model.IntOrPercent;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Strategies of workers: the scenarios W01 to W08 and the worked example of the formulas. */
class WorkerStrategyTest {
    private static final Timings TIMINGS = Timings.defaults();

    private static long minutes(WorkerStrategy strategy) {
        return strategy.duration(10, TIMINGS).toMinutes();
    }

    @Test
    void w02_batches_of_three() {
        assertEquals(List.of(3, 3, 3, 1), WorkerStrategy.atOnce(3).batches(10));
        UpgradePlan plan = UpgradePlanner.from("1.30")
                .to("1.31")
                .nodes(1, 10)
                .workers(WorkerStrategy.atOnce(3))
                .plan();
        assertEquals(
                List.of(1, 1, 1, 2, 2, 2, 3, 3, 3, 4),
                plan.steps().stream()
                        .map(UpgradeStep::wave)
                        .filter(wave -> wave > 0)
                        .toList());
    }

    @Test
    void w03_a_quarter_rounds_down_for_missing_and_up_for_new_nodes() {
        assertEquals(2, WorkerStrategy.atOnce(IntOrPercent.percent(25)).unavailableOf(10));
        assertEquals(3, WorkerStrategy.newNodesFirst(IntOrPercent.percent(25)).surgeOf(10));
    }

    @Test
    void w04_never_less_than_one() {
        assertEquals(1, WorkerStrategy.atOnce(IntOrPercent.percent(10)).unavailableOf(3));
    }

    @Test
    void w06_no_node_could_ever_move() {
        assertThrows(
                IllegalArgumentException.class, () -> WorkerStrategy.mixed(IntOrPercent.of(0), IntOrPercent.of(0)));
        assertThrows(IllegalArgumentException.class, () -> WorkerStrategy.atOnce(0));
        assertThrows(IllegalArgumentException.class, () -> WorkerStrategy.newNodesFirst(0));
        assertThrows(IllegalArgumentException.class, () -> WorkerStrategy.newPool(0));
    }

    @Test
    void w08_estimates_are_those_of_the_formulas() {
        assertEquals(5, minutes(WorkerStrategy.allAtOnce()));
        assertEquals(70, minutes(WorkerStrategy.oneByOne()));
        assertEquals(28, minutes(WorkerStrategy.atOnce(3)));
        assertEquals(40, minutes(WorkerStrategy.newNodesFirst(2)));
        assertEquals(24, minutes(WorkerStrategy.newPool(2)));
        assertEquals(Duration.ZERO, WorkerStrategy.oneByOne().duration(0, TIMINGS));
    }

    @Test
    void capacity_is_what_the_formulas_say() {
        assertEquals(0.0, WorkerStrategy.allAtOnce().leastCapacity(10));
        assertEquals(0.9, WorkerStrategy.oneByOne().leastCapacity(10));
        assertEquals(0.7, WorkerStrategy.atOnce(3).leastCapacity(10));
        assertEquals(1.0, WorkerStrategy.newNodesFirst(2).leastCapacity(10));
        assertEquals(
                0.8,
                WorkerStrategy.mixed(IntOrPercent.of(1), IntOrPercent.of(2)).leastCapacity(10));
    }

    @Test
    void the_plans_estimate_adds_control_plane_and_workers() {
        UpgradePlan plan = UpgradePlanner.from("1.30").to("1.31").nodes(3, 10).plan();

        Estimate estimate = plan.estimate();
        // backup 1, three times (5 + 7), add-ons 1, verify 1
        assertEquals(Duration.ofMinutes(39), estimate.controlPlane());
        assertEquals(Duration.ofMinutes(70), estimate.workers());
        assertEquals(Duration.ofMinutes(109), estimate.total());
        assertEquals(0.9, estimate.leastCapacity());
    }

    @Test
    void new_nodes_come_before_old_ones_go() {
        UpgradePlan plan = UpgradePlanner.from("1.30")
                .to("1.31")
                .nodes(1, 3)
                .workers(WorkerStrategy.newNodesFirst(2))
                .plan();

        List<String> ids = plan.steps().stream()
                .filter(step -> step.wave() > 0)
                .map(UpgradeStep::id)
                .toList();
        assertEquals(
                List.of(
                        "1.31/new-nodes/1",
                        "1.31/retire/worker-1",
                        "1.31/retire/worker-2",
                        "1.31/new-nodes/2",
                        "1.31/retire/worker-3"),
                ids);
        assertTrue(plan.estimate().leastCapacity() >= 1);
    }
}
