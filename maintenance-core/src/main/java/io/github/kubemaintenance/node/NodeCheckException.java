package io.github.kubemaintenance.node;

import io.github.kubemaintenance.model.MaintenanceException;

/** Checked nodes are not as they should be. */
public final class NodeCheckException extends MaintenanceException {
    private static final long serialVersionUID = 1L;

    private final transient NodeCheckReport report;

    NodeCheckException(NodeCheckReport report) {
        super(report.findings(NodeFinding.Severity.PROBLEM).stream()
                .map(each -> each.about() + ": " + each.text() + (each.remedy().isEmpty() ? "" : " " + each.remedy()))
                .collect(java.util.stream.Collectors.joining("; ")));
        this.report = report;
    }

    /** {@return all findings} */
    public NodeCheckReport report() {
        return report;
    }
}
