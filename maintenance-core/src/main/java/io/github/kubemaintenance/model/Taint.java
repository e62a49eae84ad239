package io.github.kubemaintenance.model;

import java.time.Instant;
import java.util.Optional;

/**
 * A taint of a node.
 *
 * @param key its key
 * @param value its value, empty if none
 * @param effect its effect
 * @param timeAdded when a NoExecute taint was added, where that is known
 */
public record Taint(String key, String value, TaintEffect effect, Optional<Instant> timeAdded) {
    /** Key of the taint that mirrors {@code spec.unschedulable}. */
    public static final String UNSCHEDULABLE = "node.kubernetes.io/unschedulable";
    /** Key of the taint of a node whose kubelet says that it isn't ready. */
    public static final String NOT_READY = "node.kubernetes.io/not-ready";
    /** Key of the taint of a node that is not heard of any more. */
    public static final String UNREACHABLE = "node.kubernetes.io/unreachable";
    /** Key of the taint by which a person says that the node is out of service. */
    public static final String OUT_OF_SERVICE = "node.kubernetes.io/out-of-service";

    /**
     * Makes a taint without value and time.
     *
     * @param key its key
     * @param effect its effect
     * @return the taint
     */
    public static Taint of(String key, TaintEffect effect) {
        return new Taint(key, "", effect, Optional.empty());
    }

    /**
     * Reads a taint.
     *
     * @param document one item of {@code spec.taints}
     * @return the taint
     * @throws IllegalArgumentException for an unknown effect
     */
    public static Taint of(Document document) {
        return new Taint(
                document.text("key").orElse(""),
                document.text("value").orElse(""),
                TaintEffect.parse(document.text("effect").orElse("")),
                Times.read(document, "timeAdded"));
    }

    /**
     * Writes the taint.
     *
     * @return one item of {@code spec.taints}
     */
    public Document toDocument() {
        Document document = Document.of("key", key);
        if (!value.isEmpty()) {
            document = document.with(value, "value");
        }
        document = document.with(effect.text(), "effect");
        return timeAdded.isPresent() ? document.with(Times.text(timeAdded.get()), "timeAdded") : document;
    }

    /**
     * Tells whether two taints are the same to Kubernetes: key and effect.
     *
     * @param other another taint
     * @return true if both are equal
     */
    public boolean isSameAs(Taint other) {
        return key.equals(other.key) && effect == other.effect;
    }

    /** Returns {@code key=value:Effect} as kubectl writes it. */
    @Override
    public String toString() {
        return key + (value.isEmpty() ? "" : "=" + value) + ":" + effect.text();
    }
}
