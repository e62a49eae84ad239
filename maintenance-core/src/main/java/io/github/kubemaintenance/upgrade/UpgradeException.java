package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.model.MaintenanceException;

/** A run of a plan that did not complete. Its report says what was done, what was not, why, and what can be done now. */
public final class UpgradeException extends MaintenanceException {
    private static final long serialVersionUID = 1L;

    private final transient UpgradeReport report;

    UpgradeException(UpgradeReport report) {
        super("the upgrade did not complete: " + report);
        this.report = report;
    }

    /** {@return what was done, what was not, and why} */
    public UpgradeReport report() {
        return report;
    }
}
