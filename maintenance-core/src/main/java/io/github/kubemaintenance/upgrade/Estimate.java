package io.github.kubemaintenance.upgrade;

import java.time.Duration;
import java.util.Locale;

/**
 * What an upgrade costs, by formulas from the request's timings.
 *
 * @param total how long it takes if nothing holds it up
 * @param controlPlane the part of the control plane, backups included
 * @param workers the part of the workers
 * @param workerPasses how often workers move
 * @param leastCapacity the least part of the workers that take pods at any time, from 0 to 1
 */
public record Estimate(
        Duration total, Duration controlPlane, Duration workers, int workerPasses, double leastCapacity) {
    /** Returns one sentence for people. */
    @Override
    public String toString() {
        return "about " + text(total) + " (control plane " + text(controlPlane) + ", workers " + text(workers) + " in "
                + workerPasses + (workerPasses == 1 ? " pass" : " passes") + "), never less than "
                + String.format(Locale.ROOT, "%.0f", leastCapacity * 100) + "% of the workers";
    }

    static String text(Duration duration) {
        long hours = duration.toHours();
        return (hours > 0 ? hours + " h " : "") + duration.toMinutesPart() + " min";
    }
}
