package io.github.kubemaintenance.upgrade;

import java.util.List;

/** Writes a plan as a runbook that a person can follow by hand. */
final class PlanMarkdown {
    private final UpgradePlan plan;
    private final StringBuilder out = new StringBuilder();

    private PlanMarkdown(UpgradePlan plan) {
        this.plan = plan;
    }

    static String of(UpgradePlan plan) {
        PlanMarkdown markdown = new PlanMarkdown(plan);
        markdown.write();
        return markdown.out.toString();
    }

    private void write() {
        line("# " + PlanTable.headline(plan));
        line("");
        line("Estimate: " + plan.estimate() + ".");
        line("");
        if (!plan.findings().isEmpty()) {
            findings();
        }
        if (!plan.steps().isEmpty()) {
            overview();
            int number = 1;
            for (UpgradeStep step : plan.steps()) {
                step(number, step);
                number++;
            }
        }
    }

    private void findings() {
        line("## Before you begin");
        line("");
        line(
                plan.isBlocked()
                        ? "**Blocked: don't begin before the blockers are solved.**"
                        : "Nothing blocks the plan.");
        line("");
        for (UpgradeFinding finding : plan.findings()) {
            line("- [ ] **" + finding.severity() + "** `" + finding.id() + "`"
                    + (finding.acknowledged() ? " (acknowledged)" : "") + ": " + finding.text()
                    + (finding.remedy().isEmpty() ? "" : " " + finding.remedy()));
            finding.evidence().forEach(seen -> line("  - " + seen));
        }
        line("");
    }

    private void overview() {
        line("## Steps");
        line("");
        line("| # | Step | To | About | What |");
        line("|---|---|---|---|---|");
        int number = 1;
        for (UpgradeStep step : plan.steps()) {
            line("| " + number + " | `" + step.id() + "` | " + step.version() + " | " + Estimate.text(step.estimate())
                    + " | " + step.title() + " |");
            number++;
        }
        line("");
    }

    private void step(int number, UpgradeStep step) {
        line("## " + number + ". " + step.title());
        line("");
        line("`" + step.id() + "`");
        line("");
        checks("Before", step.before());
        if (!step.commands().isEmpty()) {
            line("Do:");
            line("");
            commands(step);
        }
        checks("After", step.after());
        if (!step.wayBack().isEmpty()) {
            line("Way back:");
            line("");
            step.wayBack().forEach(sentence -> line("- " + sentence));
            line("");
        }
    }

    private void commands(UpgradeStep step) {
        String last = "";
        for (StepCommand command : step.commands()) {
            String where = where(command);
            if (!where.equals(last)) {
                if (!last.isEmpty()) {
                    line("```");
                    line("");
                }
                line(where + ":");
                line("");
                line("```sh");
            }
            line(command.text());
            last = where;
        }
        line("```");
        line("");
    }

    private static String where(StepCommand command) {
        return switch (command.where()) {
            case NODE -> "On `" + command.target() + "`, as root";
            case ADMIN -> "With access to the cluster";
            case PROVIDER -> "With access to the provider";
        };
    }

    private void checks(String title, List<StepCheck> checks) {
        if (!checks.isEmpty()) {
            line(title + ":");
            line("");
            checks.forEach(check ->
                    line("- [ ] " + check.text() + (check.command().isEmpty() ? "" : ": `" + check.command() + "`")));
            line("");
        }
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
