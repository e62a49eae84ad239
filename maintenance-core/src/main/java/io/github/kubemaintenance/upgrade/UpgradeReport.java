package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.model.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a run of a plan did, what it did not, and why. Always available, however it ends.
 *
 * @param outcome how it ended
 * @param done ids of the steps that are done, those of earlier runs too
 * @param skipped ids of the steps that were passed over because their node is gone
 * @param failed id of the step that it ended in; empty where it ended between steps
 * @param left ids of the steps that are not done
 * @param reasons why it did not complete; empty if it did
 * @param choices what can be done now, one sentence each
 * @param startedAt when it began, on the backend's time
 * @param endedAt when it ended
 */
public record UpgradeReport(
        Outcome outcome,
        List<String> done,
        List<String> skipped,
        Optional<String> failed,
        List<String> left,
        List<Reason> reasons,
        List<String> choices,
        Instant startedAt,
        Instant endedAt) {
    public UpgradeReport {
        done = List.copyOf(done);
        skipped = List.copyOf(skipped);
        left = List.copyOf(left);
        reasons = List.copyOf(reasons);
        choices = List.copyOf(choices);
    }

    /** {@return how long it took, on the backend's time} */
    public Duration duration() {
        return Duration.between(startedAt, endedAt);
    }

    /**
     * Returns this report if the run completed.
     *
     * @return this
     * @throws UpgradeException if it did not
     */
    public UpgradeReport orThrow() {
        if (outcome != Outcome.COMPLETED) {
            throw new UpgradeException(this);
        }
        return this;
    }

    /** Returns a text for people. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder(outcome + " after " + Estimate.text(duration()) + ": " + done.size()
                + " steps done, " + left.size() + " left");
        failed.ifPresent(step -> out.append("; ended in ").append(step));
        reasons.forEach(
                reason -> out.append("\n  ").append(reason.code()).append(": ").append(reason.text()));
        choices.forEach(choice -> out.append("\n  - ").append(choice));
        return out.toString();
    }
}
