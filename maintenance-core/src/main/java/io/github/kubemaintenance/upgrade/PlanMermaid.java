package io.github.kubemaintenance.upgrade;

/** Writes a plan as a flowchart in Mermaid's language: one box a step, one frame a hop. */
final class PlanMermaid {
    private PlanMermaid() {}

    static String of(UpgradePlan plan) {
        StringBuilder out = new StringBuilder("flowchart TD\n");
        out.append("  start([\"").append(plan.from()).append("\"])\n");
        String frame = "";
        int number = 0;
        for (UpgradeStep step : plan.steps()) {
            String label = Steps.label(step.version());
            if (!label.equals(frame)) {
                out.append(frame.isEmpty() ? "" : "  end\n");
                out.append("  subgraph h")
                        .append(number)
                        .append("[\"")
                        .append(label)
                        .append("\"]\n");
                frame = label;
            }
            number++;
            out.append("    s")
                    .append(number)
                    .append("[\"")
                    .append(escaped(step.title()))
                    .append("\"]\n");
        }
        out.append(frame.isEmpty() ? "" : "  end\n");
        out.append("  goal([\"")
                .append(plan.to())
                .append(plan.isBlocked() ? " (blocked)" : "")
                .append("\"])\n");
        String last = "start";
        for (int i = 1; i <= number; i++) {
            out.append("  ").append(last).append(" --> s").append(i).append('\n');
            last = "s" + i;
        }
        return out.append("  ")
                .append(last)
                .append(plan.isBlocked() ? " -.-> " : " --> ")
                .append("goal\n")
                .toString();
    }

    private static String escaped(String text) {
        return text.replace("\"", "#quot;");
    }
}
