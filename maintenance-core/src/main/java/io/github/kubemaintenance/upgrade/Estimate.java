package io.github.kubemaintenance.upgrade;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What an upgrade costs, by formulas from the request's timings.
 *
 * @param total how long it takes if nothing holds it up
 * @param controlPlane the part of the control plane, backups included
 * @param workers the part of the workers
 * @param workerPasses how often workers move
 * @param leastCapacity the least part of the workers that take pods at any time, from 0 to 1
 * @param rehearsal what a rehearsal of the workers' passes has shown; empty where none was asked for
 */
public record Estimate(
        Duration total,
        Duration controlPlane,
        Duration workers,
        int workerPasses,
        double leastCapacity,
        Optional<Rehearsal> rehearsal) {
    /**
     * What a rehearsal of all passes over workers has shown, on a simulated copy of the cluster: real drains under real
     * budgets, where the formula takes the same time for each.
     *
     * @param workers how long all passes take together
     * @param leastCapacity the least part of all nodes' cpu that pods could run on at any time, from 0 to 1
     * @param wentDown workloads that had no Ready pod for a time, for example {@code Deployment shop/web}
     * @param completed whether every pass came to its end; findings say what held it up
     */
    public record Rehearsal(Duration workers, double leastCapacity, List<String> wentDown, boolean completed) {
        public Rehearsal {
            wentDown = List.copyOf(wentDown);
        }

        /** Returns one sentence for people. */
        @Override
        public String toString() {
            return "rehearsed: workers " + text(workers) + (completed ? "" : " and then held up") + " with at least "
                    + percent(leastCapacity) + " of the cpu, "
                    + (wentDown.isEmpty() ? "no workload" : String.join(", ", wentDown)) + " without a Ready pod";
        }
    }

    Estimate with(Rehearsal shown) {
        return new Estimate(total, controlPlane, workers, workerPasses, leastCapacity, Optional.of(shown));
    }

    /** Returns one sentence for people. */
    @Override
    public String toString() {
        return "about " + text(total) + " (control plane " + text(controlPlane) + ", workers " + text(workers) + " in "
                + workerPasses + (workerPasses == 1 ? " pass" : " passes") + "), never less than "
                + percent(leastCapacity) + " of the workers"
                + rehearsal.map(shown -> "; " + shown).orElse("");
    }

    private static String percent(double part) {
        return String.format(Locale.ROOT, "%.0f%%", part * 100);
    }

    static String text(Duration duration) {
        long hours = duration.toHours();
        return (hours > 0 ? hours + " h " : "") + duration.toMinutesPart() + " min";
    }
}
