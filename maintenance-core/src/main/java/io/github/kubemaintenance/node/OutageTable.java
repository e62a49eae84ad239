package io.github.kubemaintenance.node;

import io.github.kubemaintenance.catalog.Fit;
import io.github.kubemaintenance.model.Reason;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes a forecast for people: when what happens, a table of the pods, Services, and each sentence once. */
final class OutageTable {
    private final OutageForecast forecast;
    private final TextTable out = new TextTable();

    private OutageTable(OutageForecast forecast) {
        this.forecast = forecast;
    }

    static String of(OutageForecast forecast) {
        OutageTable table = new OutageTable(forecast);
        table.write();
        return table.out.toString();
    }

    private void write() {
        out.line((forecast.alreadySilent()
                        ? "Node " + forecast.node() + " is silent already. What comes, from "
                        : "If node " + forecast.node() + " dies now, ")
                + forecast.at().truncatedTo(ChronoUnit.SECONDS) + ", Kubernetes "
                + forecast.controlPlane().minor()
                + forecast.returnsAfter()
                        .map(time -> ", and is back after " + TimeRange.text(time))
                        .orElse("")
                + ":");
        out.line("");
        out.columns(times());
        out.line("");
        pods();
        services();
        sentences("Why", why());
        sentences("Mind", forecast.findings().stream().map(Reason::text).toList());
    }

    private List<List<String>> times() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                forecast.noticed().map(TimeRange::toString).orElse("never"),
                forecast.noticed().isEmpty()
                        ? "it is back before the control plane notices: containers start again where they were"
                        : forecast.alreadySilent()
                                ? "noticed: its pods are not Ready, Services have stopped sending there"
                                : "noticed: Ready Unknown, unreachable:NoSchedule, its pods not Ready. Until then Services send"
                                        + " there and new pods are placed there"));
        rows.add(List.of(
                forecast.evictionsBegin().map(TimeRange::toString).orElse("never"),
                "unreachable:NoExecute: from here each pod's tolerationSeconds count"));
        evictions()
                .forEach(
                        (when, count) -> rows.add(List.of(when, count + (count == 1 ? " pod" : " pods") + " evicted")));
        forecast.returnsAfter().ifPresent(time -> rows.add(List.of(TimeRange.text(time), "the node is back")));
        return rows;
    }

    private Map<String, Integer> evictions() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        forecast.pods().stream()
                .flatMap(each -> each.evicted().stream())
                .sorted(java.util.Comparator.comparing(TimeRange::earliest).thenComparing(TimeRange::latest))
                .forEach(each -> counts.merge(each.toString(), 1, Integer::sum));
        return counts;
    }

    private void pods() {
        if (forecast.pods().isEmpty()) {
            out.line("  no pods are on it");
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("POD", "FATE", "EVICTED AFTER", "PLACE FOR ANOTHER", "WHY"));
        for (PodOutage pod : forecast.pods()) {
            rows.add(List.of(
                    pod.pod().toString(),
                    pod.fate().toString(),
                    pod.evicted().map(TimeRange::toString).orElse("-"),
                    pod.replacement().map(OutageTable::place).orElse("-"),
                    pod.reasons().stream().map(Reason::code).collect(Collectors.joining(", "))));
        }
        out.columns(rows);
        Map<PodFate, Long> counts = new LinkedHashMap<>();
        for (PodFate fate : PodFate.values()) {
            long count = forecast.pods(fate).size();
            if (count > 0) {
                counts.put(fate, count);
            }
        }
        out.line("");
        out.line(forecast.pods().size() + (forecast.pods().size() == 1 ? " pod: " : " pods: ")
                + counts.entrySet().stream()
                        .map(each ->
                                each.getValue() + " " + each.getKey().name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", "))
                + ".");
    }

    private static String place(Fit fit) {
        return fit.kind() == Fit.Kind.FITS ? "on " + fit.node() : fit.kind().toString();
    }

    private void services() {
        List<String> lines = new ArrayList<>();
        for (ServiceOutage service : forecast.services()) {
            String until = service.sendsUntil()
                    .map(when -> "for " + when)
                    .orElse("as long as the pod exists, since it publishes addresses that aren't Ready");
            lines.add(
                    service.isWhole()
                            ? service.namespace() + "/" + service.name()
                                    + ": every endpoint is here. It still sends here "
                                    + until + "; it can have one again "
                                    + service.backFrom()
                                            .map(when -> "after " + when)
                                            .orElse("only when somebody acts")
                            : service + " are here: that share of its connections fails " + until);
        }
        sentences("Services", lines);
    }

    private List<String> why() {
        Map<String, List<String>> byText = new LinkedHashMap<>();
        for (PodOutage pod : forecast.pods()) {
            if (pod.fate() != PodFate.RECREATED && pod.fate() != PodFate.STAYS) {
                pod.reasons().forEach(reason -> add(byText, reason.text(), pod));
            }
            pod.replacement()
                    .filter(fit -> fit.kind() != Fit.Kind.FITS)
                    .ifPresent(fit -> add(byText, "its replacement " + fit, pod));
        }
        return byText.entrySet().stream()
                .map(each -> String.join(", ", each.getValue()) + ": " + each.getKey())
                .toList();
    }

    private static void add(Map<String, List<String>> byText, String text, PodOutage pod) {
        byText.computeIfAbsent(text, none -> new ArrayList<>()).add(pod.pod().toString());
    }

    private void sentences(String title, List<String> all) {
        if (!all.isEmpty()) {
            out.line("");
            out.line(title + ":");
            all.forEach(out::item);
        }
    }
}
