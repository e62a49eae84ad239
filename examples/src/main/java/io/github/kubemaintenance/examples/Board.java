package io.github.kubemaintenance.examples;

import io.github.kubemaintenance.drain.DrainPlan;
import io.github.kubemaintenance.drain.PlannedPod;
import io.github.kubemaintenance.drain.PodAction;
import io.github.kubemaintenance.event.MaintenanceEvent;
import io.github.kubemaintenance.event.NodeEvent;
import io.github.kubemaintenance.event.PodEvent;
import io.github.kubemaintenance.model.PodRef;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Where every pod of the node stands, kept up to date by events. It draws nothing. */
final class Board {
    /** Where a pod stands, the most urgent first. */
    enum State {
        FAILED,
        STUCK,
        STOPPING,
        BLOCKED,
        WAITS,
        GONE,
        STAYS
    }

    /**
     * One pod.
     *
     * @param asked when it was asked to go
     * @param detail what is to be said of it
     */
    record Row(PodRef pod, State state, Instant asked, String detail) {
        Row to(State next, String nextDetail) {
            return new Row(pod, next, asked, nextDetail);
        }
    }

    private final Map<PodRef, Row> rows = new TreeMap<>();
    private final Map<PodRef, String> coming = new TreeMap<>();
    private final Instant begin;
    private String headline = "begins";

    Board(DrainPlan plan) {
        begin = plan.madeAt();
        for (PlannedPod each : plan.pods()) {
            boolean stays = each.action() == PodAction.SKIP;
            String why =
                    each.reasons().isEmpty() ? "" : kind(each.reasons().get(0).code());
            rows.put(each.pod(), new Row(each.pod(), stays ? State.STAYS : State.WAITS, begin, stays ? why : ""));
        }
    }

    void take(MaintenanceEvent event) {
        if (event instanceof NodeEvent node) {
            headline = node.text();
        } else if (event instanceof PodEvent pod) {
            if (pod.kind() == PodEvent.Kind.REPLACEMENT_STUCK) {
                coming.put(pod.pod(), pod.reason().text());
                return;
            } else if (pod.kind() == PodEvent.Kind.REPLACED) {
                coming.keySet().removeIf(each -> family(each).equals(family(pod.pod())));
            }
            Row before = rows.get(pod.pod());
            Row after = row(pod, before == null ? new Row(pod.pod(), State.WAITS, pod.at(), "") : before);
            rows.put(pod.pod(), after);
        }
    }

    private static Row row(PodEvent event, Row before) {
        String text = event.reason().text();
        return switch (event.kind()) {
            case SKIPPED -> before.to(State.STAYS, kind(event.reason().code()));
            case BLOCKED -> before.to(State.BLOCKED, text);
            case EVICTED, DELETED, WAITING -> new Row(event.pod(), State.STOPPING, event.at(), "");
            case STUCK -> before.to(State.STUCK, text);
            case GONE -> before.to(State.GONE, gone(Duration.between(before.asked(), event.at())));
            case FAILED -> before.to(State.FAILED, text);
            case REPLACED -> before.to(State.GONE, "gone, and its replacement is Ready");
            default -> before;
        };
    }

    private static String gone(Duration after) {
        return after.toSeconds() == 0 ? "gone at once" : "gone after " + Times.words(after);
    }

    /** Pods of one owner: the last part of a name is each one's own. */
    private static String family(PodRef pod) {
        return pod.namespace() + "/" + pod.name().replaceAll("-[^-]*$", "");
    }

    private static String kind(String code) {
        return switch (code) {
            case "DAEMON_SET" -> "DaemonSet";
            case "MIRROR" -> "static pod";
            default -> code.toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
        };
    }

    String headline() {
        return headline;
    }

    Duration elapsed(Instant now) {
        return Duration.between(begin, now);
    }

    /** Returns the pods that have to go, in an order that stays. */
    List<Row> moving() {
        return rows.values().stream().filter(row -> row.state() != State.STAYS).toList();
    }

    /** Returns the pods that have to go, the most urgent first. */
    List<Row> movingByUrgency() {
        return moving().stream().sorted(Comparator.comparing(Row::state)).toList();
    }

    /** Returns the replacements that are not Ready, each with where it is. */
    Map<PodRef, String> coming() {
        return coming;
    }

    List<Row> staying() {
        return rows.values().stream().filter(row -> row.state() == State.STAYS).toList();
    }

    /** Returns how many of those that have to go have gone. */
    long gone() {
        return rows.values().stream().filter(row -> row.state() == State.GONE).count();
    }
}
