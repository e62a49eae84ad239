package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.model.Reason;

/** Why a step ends before its end; never leaves the package. */
final class StepFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final Outcome outcome;
    private final transient Reason reason;

    StepFailure(Outcome outcome, String code, String text) {
        super(text);
        this.outcome = outcome;
        this.reason = new Reason(code, text);
    }

    static StepFailure cancelled() {
        return new StepFailure(Outcome.CANCELLED, RunCode.CANCELLED, "The run was stopped.");
    }

    Outcome outcome() {
        return outcome;
    }

    Reason reason() {
        return reason;
    }
}
