package io.github.kubemaintenance.upgrade;

import java.util.ArrayList;
import java.util.List;

/** Writes a plan as a table for people. */
final class PlanTable {
    private PlanTable() {}

    static String of(UpgradePlan plan) {
        StringBuilder out = new StringBuilder();
        out.append(headline(plan)).append('\n').append('\n');
        if (!plan.steps().isEmpty()) {
            table(out, plan);
            out.append('\n');
        }
        out.append(plan.isBlocked() ? "BLOCKED" : "Can begin").append(": ");
        out.append(plan.steps().size())
                .append(" steps, ")
                .append(plan.estimate())
                .append(".\n");
        for (UpgradeFinding finding : plan.findings()) {
            out.append("  ")
                    .append(finding.severity())
                    .append(' ')
                    .append(finding.id())
                    .append("\n      ");
            out.append(finding.text()).append('\n');
            finding.evidence()
                    .forEach(seen -> out.append("      seen: ").append(seen).append('\n'));
            if (!finding.remedy().isEmpty()) {
                out.append("      ").append(finding.remedy()).append('\n');
            }
        }
        return out.toString();
    }

    static String headline(UpgradePlan plan) {
        List<String> path = new ArrayList<>();
        plan.hops().forEach(hop -> path.add(hop.toString()));
        return "Upgrade from " + plan.from() + " to " + plan.to() + " (" + plan.platform() + "), "
                + (path.isEmpty() ? "the control plane stays" : "by " + String.join(", ", path)) + "; workers "
                + plan.strategy()
                + (plan.pace() == WorkerPace.EACH_MINOR ? " after each minor" : " as seldom as they may");
    }

    private static void table(StringBuilder out, UpgradePlan plan) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("STEP", "KIND", "TO", "ABOUT", "WHAT"));
        for (UpgradeStep step : plan.steps()) {
            rows.add(List.of(
                    step.id(),
                    step.kind().toString(),
                    step.version().toString(),
                    Estimate.text(step.estimate()),
                    step.title()));
        }
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder("  ");
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
    }
}
