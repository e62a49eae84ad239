package io.github.kubemaintenance.event;

import io.github.kubemaintenance.model.PodRef;
import java.util.LinkedHashMap;
import java.util.Map;

/** One node and its pods, kept up to date by events. */
final class NodeLanes {
    final Lane node;
    private final Map<PodRef, Lane> pods = new LinkedHashMap<>();
    private final Map<PodRef, Lane> replacements = new LinkedHashMap<>();
    private int skipped;

    NodeLanes(String name) {
        this.node = new Lane(name);
    }

    Map<PodRef, Lane> pods() {
        return pods;
    }

    /** Replacements that were slow, or are. */
    Map<PodRef, Lane> replacements() {
        return replacements;
    }

    /** How many pods stay. */
    int skipped() {
        return skipped;
    }

    /** How many pods that had to go are gone, of those that are known. */
    long gone() {
        return pods.values().stream()
                .filter(each -> each.end() == Lane.End.DONE)
                .count();
    }

    void take(NodeEvent event) {
        switch (event.step()) {
            case PLANNED, CORDONED, ALREADY_CORDONED -> node.turn(Spell.Kind.DRAINING, event.at(), "");
            case DRAINED -> node.end(Lane.End.DONE, event.at(), event.text());
            case AWAITING_REPLACEMENTS -> node.turn(Spell.Kind.REPLACEMENTS, event.at(), event.text());
            case ACTING -> node.turn(Spell.Kind.ACTION, event.at(), event.text());
            case ACTED -> node.turn(Spell.Kind.COMEBACK, event.at(), event.text());
            case RETURNED -> node.turn(Spell.Kind.CHECKS, event.at(), event.text());
            case CHECKED -> node.close(event.at());
            case UNCORDONED -> {
                boolean failed = node.end() == Lane.End.FAILED || node.end() == Lane.End.LEFT;
                node.end(failed ? node.end() : Lane.End.DONE, event.at(), failed ? node.last() : event.text());
            }
            case REFUSED, PUT_BACK -> node.end(Lane.End.LEFT, event.at(), event.text());
            case ENDED -> node.end(Lane.End.FAILED, event.at(), event.text());
            default -> node.close(event.at());
        }
    }

    void take(PodEvent event) {
        if (event.kind() == PodEvent.Kind.REPLACEMENT_STUCK) {
            replacements
                    .computeIfAbsent(event.pod(), pod -> new Lane(pod.toString()))
                    .turn(Spell.Kind.STARTING, event.at(), event.reason().text());
            return;
        } else if (event.kind() == PodEvent.Kind.SKIPPED) {
            skipped++;
            return;
        }
        Lane lane = pods.computeIfAbsent(event.pod(), pod -> new Lane(pod.toString()));
        String why = event.reason().text();
        switch (event.kind()) {
            case STARTED -> lane.turn(Spell.Kind.ASKED, event.at(), why);
            case BLOCKED -> lane.turn(Spell.Kind.BLOCKED, event.at(), why);
            case EVICTED, DELETED, WAITING -> lane.turn(Spell.Kind.STOPPING, event.at(), why);
            case STUCK -> lane.turn(Spell.Kind.STUCK, event.at(), why);
            case GONE -> {
                lane.end(Lane.End.DONE, event.at(), why);
                lane.turn(Spell.Kind.REPLACING, event.at(), "");
            }
            case FAILED -> lane.end(Lane.End.FAILED, event.at(), why);
            case REPLACED -> {
                lane.close(event.at());
                replaced(event);
            }
            default -> lane.close(event.at());
        }
    }

    /** Pods of one owner have names that differ in their last part. */
    private void replaced(PodEvent event) {
        replacements.forEach((pod, lane) -> {
            if (family(pod).equals(family(event.pod())) && lane.isOpen()) {
                lane.end(Lane.End.DONE, event.at(), "Ready");
            }
        });
    }

    private static String family(PodRef pod) {
        return pod.namespace() + "/" + pod.name().replaceAll("-[^-]*$", "");
    }
}
