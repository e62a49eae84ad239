package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.catalog.Fit;
import io.github.kubemaintenance.model.Blocker;
import io.github.kubemaintenance.model.PodRef;
import io.github.kubemaintenance.model.Reason;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes a plan for people: a table of the pods, then each sentence once with the pods it is about. */
final class PlanTable {
    private static final Set<String> WARNINGS = Set.of(
            ReasonCode.DAEMON_SET_GONE,
            ReasonCode.LOCAL_STORAGE,
            ReasonCode.UNMANAGED,
            ReasonCode.ALREADY_TERMINATING,
            ReasonCode.COMES_BACK,
            ReasonCode.ONLY_HERE,
            ReasonCode.NOT_READY,
            ReasonCode.NO_BUDGET);

    private static final int WIDTH = 120;
    private static final String INDENT = "      ";

    private final DrainPlan plan;
    private final StringBuilder out = new StringBuilder();

    private PlanTable(DrainPlan plan) {
        this.plan = plan;
    }

    static String of(DrainPlan plan) {
        PlanTable table = new PlanTable(plan);
        table.write();
        return table.out.toString();
    }

    private void write() {
        line("Drain of node " + plan.node().name() + ", planned at "
                + plan.madeAt().truncatedTo(ChronoUnit.SECONDS));
        line("");
        table();
        line(summary());
        section("Refused", refusals());
        section("Blocked", blocked());
        section("Mind", warnings());
        section("Room elsewhere", room());
        section("Worth knowing", plan.findings().stream().map(Reason::text).toList());
    }

    private void table() {
        if (plan.pods().isEmpty()) {
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        boolean judged = !plan.capacity().isEmpty();
        rows.add(
                judged
                        ? List.of("POD", "ACTION", "WHY", "BLOCKED", "OTHER NODE")
                        : List.of("POD", "ACTION", "WHY", "BLOCKED"));
        for (PlannedPod pod : plan.pods()) {
            String why = pod.reasons().stream().map(Reason::code).collect(Collectors.joining(", "));
            String blocked = plan.blockers().stream()
                    .filter(each -> each.pod().equals(pod.pod()))
                    .map(each -> each.kind() + " " + each.reason().code())
                    .collect(Collectors.joining(", "));
            List<String> row =
                    new ArrayList<>(List.of(pod.pod().toString(), pod.action().toString(), why, blocked));
            if (judged) {
                Fit fit = plan.capacity().get(pod.pod());
                row.add(fit == null ? "" : fit.kind().toString());
            }
            rows.add(row);
        }
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder text = new StringBuilder("  ");
            for (int i = 0; i < widths.length; i++) {
                text.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            line(text.toString().stripTrailing());
        }
        line("");
    }

    private String summary() {
        List<String> parts = new ArrayList<>();
        for (PodAction action : PodAction.values()) {
            count(
                    parts,
                    plan.pods().stream().filter(each -> each.action() == action).count(),
                    action.toString());
        }
        for (Blocker.Kind kind : Blocker.Kind.values()) {
            count(
                    parts,
                    plan.blockers().stream()
                            .filter(each -> each.kind() == kind)
                            .map(Blocker::pod)
                            .distinct()
                            .count(),
                    "blocked " + kind);
        }
        String pods = BudgetOutlook.count(plan.pods().size());
        return (plan.isRefused() ? "REFUSED: " : "Can begin: ")
                + (parts.isEmpty() ? "no pods" : pods + ", " + String.join(", ", parts)) + ".";
    }

    private static void count(List<String> parts, long number, String what) {
        if (number > 0) {
            parts.add(number + " " + what);
        }
    }

    private List<String> refusals() {
        Map<String, List<PodRef>> byText = new LinkedHashMap<>();
        plan.refusals().forEach(each -> each.reasons().stream()
                .filter(reason -> !reason.code().equals(ReasonCode.MANAGED))
                .forEach(reason -> add(byText, reason.text(), each.pod())));
        return sentences(byText);
    }

    private List<String> blocked() {
        Map<String, List<PodRef>> byText = new LinkedHashMap<>();
        for (Blocker.Kind kind : List.of(Blocker.Kind.NEVER, Blocker.Kind.NOT_NOW, Blocker.Kind.UNKNOWN)) {
            plan.blockers().stream()
                    .filter(each -> each.kind() == kind)
                    .forEach(each -> add(byText, kind + ": " + each.explanation(), each.pod()));
        }
        return sentences(byText);
    }

    private List<String> warnings() {
        Map<String, List<PodRef>> byText = new LinkedHashMap<>();
        for (PlannedPod pod : plan.pods()) {
            if (pod.action() == PodAction.EVICT || pod.action() == PodAction.DELETE) {
                pod.reasons().stream()
                        .filter(reason -> WARNINGS.contains(reason.code()))
                        .forEach(reason -> add(byText, reason.text(), pod.pod()));
            }
        }
        return sentences(byText);
    }

    private List<String> room() {
        Map<String, List<PodRef>> byText = new LinkedHashMap<>();
        plan.capacity().forEach((pod, fit) -> {
            if (fit.kind() != Fit.Kind.FITS) {
                add(byText, fit.toString(), pod);
            }
        });
        return sentences(byText);
    }

    private static void add(Map<String, List<PodRef>> byText, String text, PodRef pod) {
        byText.computeIfAbsent(text, key -> new ArrayList<>()).add(pod);
    }

    private static List<String> sentences(Map<String, List<PodRef>> byText) {
        List<String> sentences = new ArrayList<>();
        byText.forEach((text, pods) -> sentences.add(
                pods.stream().map(PodRef::toString).collect(Collectors.joining(", ")) + "\n" + INDENT + text));
        return sentences;
    }

    private void section(String title, List<String> sentences) {
        if (!sentences.isEmpty()) {
            line("");
            line(title + ":");
            sentences.forEach(each -> wrapped("  - " + each));
        }
    }

    /** Breaks long lines between words; what belongs to one sentence stays indented. */
    private void wrapped(String text) {
        for (String line : text.split("\n", -1)) {
            String rest = line;
            while (rest.length() > WIDTH && rest.lastIndexOf(' ', WIDTH) > INDENT.length()) {
                int end = rest.lastIndexOf(' ', WIDTH);
                line(rest.substring(0, end));
                rest = INDENT + rest.substring(end + 1);
            }
            line(rest);
        }
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
