package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.model.PodRef;
import io.github.kubemaintenance.model.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A report as a text for people, and the message of its exception. */
final class ReportText {
    private ReportText() {}

    static String of(DrainReport report) {
        List<String> lines = new ArrayList<>();
        lines.add("drain of node " + report.node() + ": "
                + report.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' ') + " after "
                + seconds(report) + (report.dryRun() == DryRun.NONE ? "" : " (dry run, nothing was changed)"));
        lines.add("  " + report.evicted().size() + " evicted, "
                + report.deleted().size() + " deleted, "
                + report.waitedFor().size() + " waited for, "
                + report.goneOtherwise().size() + " went by themselves, "
                + report.skipped().size() + " left, " + report.remaining().size() + " remaining; "
                + report.cordon().text() + "; " + report.requests() + " requests");
        report.reasons().forEach(reason -> lines.add("  why: " + reason.text()));
        remaining(report).forEach(group -> lines.add("  remaining: " + group));
        if (!report.unknownOutcome().isEmpty()) {
            lines.add("  outcome unknown: " + names(report.unknownOutcome()));
        }
        report.notes().forEach(note -> lines.add("  note: " + note.text()));
        report.replacements().forEach(each -> lines.add("  replacement: " + each));
        return String.join("\n", lines);
    }

    /** One line: what ended the drain, what is left, in which state the node is. */
    static String message(DrainReport report) {
        StringBuilder text = new StringBuilder("drain of node " + report.node() + " ");
        text.append(
                switch (report.outcome()) {
                    case COMPLETED -> "completed";
                    case REFUSED -> "refused";
                    case TIMED_OUT -> "timed out after " + seconds(report);
                    case CANCELLED -> "cancelled after " + seconds(report);
                    case FAILED -> "failed";
                });
        text.append(": ")
                .append(String.join(
                        "; ", report.reasons().stream().map(Reason::text).toList()));
        List<RemainingPod> remaining = report.remaining();
        if (!remaining.isEmpty()) {
            text.append(". ").append(remaining.size()).append(" remaining: ");
            text.append(String.join("; ", remaining(report)));
        }
        return text.append(". Now ").append(report.cordon().text()).toString();
    }

    /** Every pod that is left, those with the same reason together, in the order of the first of them. */
    private static List<String> remaining(DrainReport report) {
        Map<String, List<PodRef>> groups = new LinkedHashMap<>();
        for (RemainingPod each : report.remaining()) {
            groups.computeIfAbsent(each.reason().toString(), any -> new ArrayList<>())
                    .add(each.pod());
        }
        List<String> texts = new ArrayList<>();
        groups.forEach((reason, pods) -> texts.add(names(pods) + ": " + reason));
        return texts;
    }

    private static String seconds(DrainReport report) {
        return report.duration().toMillis() / 1000.0 + " s";
    }

    private static String names(List<PodRef> pods) {
        return String.join(", ", pods.stream().map(PodRef::toString).toList());
    }
}
