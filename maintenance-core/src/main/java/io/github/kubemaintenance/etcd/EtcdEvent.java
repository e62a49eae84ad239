package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.event.MaintenanceEvent;
import java.time.Instant;

/**
 * Something that the maintenance of an etcd cluster did, waits for or noticed.
 *
 * @param at when, on the backend's time
 * @param step what
 * @param member which member, by name or endpoint; empty where it is about the cluster
 * @param text what happened, for people
 */
public record EtcdEvent(Instant at, Step step, String member, String text) implements MaintenanceEvent {
    /** The steps. More may come. */
    public enum Step {
        /** It is decided what to do. */
        PLANNED,
        /** A request that changes something is sent. */
        CHANGING,
        /** It was carried out. */
        CHANGED,
        /** It waits for a member, or for time to pass. */
        WAITING,
        /** Something to know; it goes on. */
        WARNING
    }

    /** Returns no node: it is about an etcd member. */
    @Override
    public String node() {
        return "";
    }

    /** Returns time, member and text on one line. */
    @Override
    public String toString() {
        return at + " " + (member.isEmpty() ? "" : member + ": ") + text;
    }
}
