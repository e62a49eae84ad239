package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.model.Reason;
import java.util.List;
import java.util.stream.Collectors;

/** What the restore of a control plane will do, step by step, before anything is touched. Immutable. */
public final class ControlPlanePlan {
    /**
     * A step, which is done on every machine before the next one begins.
     *
     * @param text what is done and what is waited for
     * @param undo how it is taken back when a later one fails; empty if there is nothing to take back
     * @param commands how a person does it with the official tools, a line each, with the machine in front
     */
    public record Step(String text, String undo, List<String> commands) {
        public Step {
            commands = List.copyOf(commands);
        }
    }

    private final String title;
    private final List<Step> steps;
    private final List<Reason> refusals;
    private final List<Reason> findings;

    ControlPlanePlan(String title, List<Step> steps, List<Reason> refusals, List<Reason> findings) {
        this.title = title;
        this.steps = List.copyOf(steps);
        this.refusals = List.copyOf(refusals);
        this.findings = List.copyOf(findings);
    }

    /**
     * Returns the steps in order.
     *
     * @return stop the API servers, stop etcd, restore, swap, start etcd, check, start the API servers
     */
    public List<Step> steps() {
        return steps;
    }

    /**
     * Returns why it is not begun.
     *
     * @return LIVE_QUORUM, WRONG_CLUSTER, DAMAGED_SNAPSHOT; usually none
     */
    public List<Reason> refusals() {
        return refusals;
    }

    /**
     * Tells whether it is refused.
     *
     * @return true if there are refusals
     */
    public boolean isRefused() {
        return !refusals.isEmpty();
    }

    /**
     * Returns what to know before.
     *
     * @return for people; codes for programs
     */
    public List<Reason> findings() {
        return findings;
    }

    /**
     * Returns the runbook for a person who does it by hand, with the official tools' own commands.
     *
     * @return Markdown
     */
    public String toMarkdown() {
        StringBuilder text = new StringBuilder("# ").append(title).append("\n\n");
        text.append("Each step on every machine before the next one begins. `--bump-revision` needs etcdutl 3.5.10 or")
                .append(" etcdctl 3.4.27; etcdctl up to 3.3 needs `ETCDCTL_API=3`.\n\n");
        refusals.forEach(why -> text.append("> **")
                .append(why.code())
                .append("**: ")
                .append(why.text())
                .append("\n\n"));
        findings.forEach(why -> text.append("- ").append(why.text()).append('\n'));
        int number = 0;
        for (Step step : steps) {
            text.append("\n## ").append(++number).append(". ").append(step.text).append("\n\n");
            if (!step.commands.isEmpty()) {
                text.append("```sh\n").append(String.join("\n", step.commands)).append("\n```\n");
            }
            text.append(step.undo.isEmpty() ? "" : "\nThe way back: " + step.undo + ".\n");
        }
        return text.toString();
    }

    /** Returns refusals, findings and steps, one a line. */
    @Override
    public String toString() {
        return title
                + refusals.stream().map(why -> "\n  REFUSED " + why.text()).collect(Collectors.joining())
                + findings.stream().map(why -> "\n  " + why.text()).collect(Collectors.joining())
                + steps.stream()
                        .map(step -> "\n  " + (steps.indexOf(step) + 1) + ". " + step.text)
                        .collect(Collectors.joining());
    }
}
