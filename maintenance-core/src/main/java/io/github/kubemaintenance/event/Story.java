package io.github.kubemaintenance.event;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What events tell, put in order: a lane for each node and pod, and one for the server. Draws nothing. */
final class Story {
    private final Map<String, NodeLanes> nodes = new LinkedHashMap<>();
    private final Lane server = new Lane("API server");
    private Optional<Instant> begin = Optional.empty();
    private Instant end = Instant.EPOCH;
    private int events;

    /**
     * Time that pods have lost for one reason.
     *
     * @param text the reason
     * @param pods how many pods
     * @param total of all of them
     * @param longest of one
     */
    record Lost(Spell.Kind kind, String text, int pods, Duration total, Duration longest) {}

    /**
     * Time that nodes have spent on one thing.
     *
     * @param total of all of them
     * @param node the one that spent most
     * @param longest how long it did
     */
    record Spent(Spell.Kind kind, Duration total, String node, Duration longest) {}

    void take(MaintenanceEvent event) {
        events++;
        begin = begin.filter(each -> each.isBefore(event.at())).or(() -> Optional.of(event.at()));
        end = event.at().isAfter(end) ? event.at() : end;
        if (event instanceof NodeEvent node) {
            lanes(node.node()).take(node);
        } else if (event instanceof PodEvent pod) {
            lanes(pod.node()).take(pod);
        } else if (event instanceof ServerEvent said) {
            if (said.kind() == ServerEvent.Kind.AWAY) {
                server.turn(Spell.Kind.AWAY, said.at(), said.text());
            } else if (said.kind() == ServerEvent.Kind.BACK) {
                server.close(said.at());
            }
        }
    }

    private NodeLanes lanes(String node) {
        return nodes.computeIfAbsent(node, NodeLanes::new);
    }

    boolean isEmpty() {
        return events == 0;
    }

    Instant begin() {
        return begin.orElse(Instant.EPOCH);
    }

    Instant end() {
        return end;
    }

    /** How long all of it took. */
    Duration length() {
        return Duration.between(begin(), end);
    }

    /** In the order in which they were first heard of. */
    List<NodeLanes> nodes() {
        return List.copyOf(nodes.values());
    }

    Lane server() {
        return server;
    }

    /** What nodes have spent their time on, in the order in which it happens. */
    List<Spent> spent() {
        Map<Spell.Kind, Spent> byKind = new EnumMap<>(Spell.Kind.class);
        for (NodeLanes node : nodes.values()) {
            for (Spell.Kind kind : Spell.Kind.values()) {
                Duration here = node.node.spells(end).stream()
                        .filter(each -> each.kind() == kind)
                        .map(Spell::length)
                        .reduce(Duration.ZERO, Duration::plus);
                if (!here.isZero()) {
                    byKind.merge(
                            kind,
                            new Spent(kind, here, node.node.name, here),
                            (one, other) -> new Spent(
                                    kind,
                                    one.total().plus(other.total()),
                                    one.longest().compareTo(other.longest()) >= 0 ? one.node() : other.node(),
                                    one.longest().compareTo(other.longest()) >= 0 ? one.longest() : other.longest()));
                }
            }
        }
        return List.copyOf(byKind.values());
    }

    /** What pods have waited for, the most costly first. */
    List<Lost> lost() {
        Map<String, Lost> byReason = new LinkedHashMap<>();
        for (NodeLanes node : nodes.values()) {
            for (Lane lane : node.pods().values()) {
                lost(lane).forEach((key, lost) -> byReason.merge(key, lost, Story::sum));
            }
        }
        List<Lost> all = new ArrayList<>(byReason.values());
        all.sort(Comparator.comparing(Lost::total).reversed());
        return all;
    }

    /** Of one pod, by reason. */
    private Map<String, Lost> lost(Lane lane) {
        Map<String, Lost> byReason = new LinkedHashMap<>();
        for (Spell spell : lane.spells(end)) {
            boolean waits = spell.kind() == Spell.Kind.BLOCKED || spell.kind() == Spell.Kind.STUCK;
            if (waits && !spell.length().isZero()) {
                String reason = reason(spell.text());
                byReason.merge(
                        spell.kind() + reason,
                        new Lost(spell.kind(), reason, 1, spell.length(), spell.length()),
                        (one, other) -> new Lost(
                                one.kind(),
                                reason,
                                1,
                                one.total().plus(other.total()),
                                one.total().plus(other.total())));
            }
        }
        return byReason;
    }

    private static Lost sum(Lost one, Lost other) {
        return new Lost(
                one.kind(),
                one.text(),
                one.pods() + other.pods(),
                one.total().plus(other.total()),
                one.longest().compareTo(other.longest()) > 0 ? one.longest() : other.longest());
    }

    /** Without the numbers of the moment: the same budget is the same reason. */
    private static String reason(String text) {
        return text.replaceFirst(" needs \\d+ healthy pods? and has .*$", " allows no disruption");
    }
}
