package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.model.MaintenanceException;

/** Maintenance of an etcd cluster did not complete. The report says what was done and why it ended. */
public final class EtcdMaintenanceException extends MaintenanceException {
    private static final long serialVersionUID = 1L;

    private final transient EtcdMaintenanceReport report;

    EtcdMaintenanceException(EtcdMaintenanceReport report) {
        super(report.toString());
        this.report = report;
    }

    /**
     * Returns what was done.
     *
     * @return the report
     */
    public EtcdMaintenanceReport report() {
        return report;
    }
}
