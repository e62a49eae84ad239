package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.event.MaintenanceEvent;
import io.github.kubemaintenance.model.Outcome;
import java.time.Duration;
import java.util.List;

/**
 * What would happen if a node were drained now: the same drain, carried out on a copy in virtual time. Immutable. As good
 * as what the simulator models, see {@code MockCluster}.
 */
public final class DrainForecast {
    private final DrainReport report;
    private final Duration duration;
    private final List<MaintenanceEvent> events;

    DrainForecast(DrainReport report, Duration duration, List<MaintenanceEvent> events) {
        this.report = report;
        this.duration = duration;
        this.events = List.copyOf(events);
    }

    /** {@return how long it would take; where it would not complete, until nothing would move any more} */
    public Duration duration() {
        return duration;
    }

    /** {@return the report that the drain would end with} */
    public DrainReport report() {
        return report;
    }

    /** {@return what listeners would be told, in order: for example for a Timeline} */
    public List<MaintenanceEvent> events() {
        return events;
    }

    /** {@return what would not go, each with why} */
    public List<RemainingPod> stuck() {
        return report.remaining();
    }

    /** Returns a text for people. */
    @Override
    public String toString() {
        String verdict = report.outcome() == Outcome.COMPLETED
                ? "would complete in " + duration
                : "would not complete, nothing moves after " + duration + ": " + ReportText.message(report);
        return "forecast for node " + report.node() + ": " + verdict + "\n" + ReportText.of(report);
    }
}
