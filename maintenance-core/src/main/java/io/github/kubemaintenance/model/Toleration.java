package io.github.kubemaintenance.model;

import java.time.Duration;
import java.util.Optional;

/**
 * A toleration of a pod. Mirrors v1.Toleration and its ToleratesTaint.
 *
 * @param key key of the taint; empty with {@code exists} tolerates every key
 * @param exists operator Exists (any value) rather than Equal
 * @param value value for Equal
 * @param effect effect tolerated; empty for every effect
 * @param tolerationSeconds how long a NoExecute taint is tolerated; empty for ever, negative means not at all
 */
public record Toleration(
        String key, boolean exists, String value, Optional<TaintEffect> effect, Optional<Duration> tolerationSeconds) {

    /**
     * Makes a toleration of every taint.
     *
     * @return the toleration
     */
    public static Toleration everything() {
        return new Toleration("", true, "", Optional.empty(), Optional.empty());
    }

    /**
     * Makes a toleration of a key and effect with any value, for ever.
     *
     * @param key key of the taint
     * @param effect its effect
     * @return the toleration
     */
    public static Toleration exists(String key, TaintEffect effect) {
        return new Toleration(key, true, "", Optional.of(effect), Optional.empty());
    }

    /**
     * Reads a toleration; the operator is Equal where none is named.
     *
     * @param document one item of {@code spec.tolerations}
     * @return the toleration
     * @throws IllegalArgumentException for an unknown effect
     */
    public static Toleration of(Document document) {
        return new Toleration(
                document.text("key").orElse(""),
                document.text("operator").orElse("Equal").equals("Exists"),
                document.text("value").orElse(""),
                document.text("effect").filter(e -> !e.isEmpty()).map(TaintEffect::parse),
                document.number("tolerationSeconds").map(Duration::ofSeconds));
    }

    /**
     * Writes the toleration.
     *
     * @return one item of {@code spec.tolerations}
     */
    public Document toDocument() {
        Document document = Document.empty();
        if (!key.isEmpty()) {
            document = document.with(key, "key");
        }
        document = document.with(exists ? "Exists" : "Equal", "operator");
        if (!value.isEmpty()) {
            document = document.with(value, "value");
        }
        if (effect.isPresent()) {
            document = document.with(effect.get().text(), "effect");
        }
        return tolerationSeconds.isPresent()
                ? document.with(tolerationSeconds.get().toSeconds(), "tolerationSeconds")
                : document;
    }

    /**
     * Tells whether this toleration matches a taint, whatever time it grants.
     *
     * @param taint a taint
     * @return true if key, value and effect match
     */
    public boolean tolerates(Taint taint) {
        return (effect.isEmpty() || effect.get() == taint.effect())
                && (key.isEmpty() ? exists : key.equals(taint.key()))
                && (exists || value.equals(taint.value()));
    }
}
