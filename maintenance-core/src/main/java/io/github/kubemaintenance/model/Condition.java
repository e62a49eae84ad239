package io.github.kubemaintenance.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A condition in the status of a node, pod or budget.
 *
 * @param type for example {@code Ready}
 * @param status {@code True}, {@code False} or {@code Unknown}
 * @param reason a word for programs, may be empty
 * @param message a sentence for people, may be empty
 * @param lastTransitionTime when the status last changed, where that is known
 * @param other what else the server wrote, for example {@code lastHeartbeatTime} or {@code observedGeneration}
 */
public record Condition(
        String type,
        String status,
        String reason,
        String message,
        Optional<Instant> lastTransitionTime,
        Document other) {

    /**
     * Makes a condition.
     *
     * @param type its type
     * @param status {@code True}, {@code False} or {@code Unknown}
     * @param reason a word for programs, may be empty
     * @param since when it became so
     * @return the condition
     */
    public static Condition of(String type, String status, String reason, Instant since) {
        return new Condition(type, status, reason, "", Optional.of(since), Document.empty());
    }

    /**
     * Reads a condition.
     *
     * @param document one item of {@code status.conditions}
     * @return the condition
     */
    public static Condition of(Document document) {
        return new Condition(
                document.text("type").orElse(""),
                document.text("status").orElse(""),
                document.text("reason").orElse(""),
                document.text("message").orElse(""),
                Times.read(document, "lastTransitionTime"),
                Kept.addNull(
                        document.without("type").without("status").without("lastTransitionTime"),
                        document,
                        "lastTransitionTime"));
    }

    /**
     * Writes the condition. Reason and message are left out where they are empty and were not read.
     *
     * @return one item of {@code status.conditions}
     */
    public Document toDocument() {
        Document document = Document.of("type", type).with(status, "status");
        document = document.withAll(other);
        if (lastTransitionTime.isPresent()) {
            document = document.with(Times.text(lastTransitionTime.get()), "lastTransitionTime");
        }
        document = reason.isEmpty() && !other.has("reason") ? document : document.with(reason, "reason");
        return message.isEmpty() && !other.has("message") ? document : document.with(message, "message");
    }

    /**
     * Tells whether the status is True.
     *
     * @return true for {@code True}
     */
    public boolean isTrue() {
        return status.equals("True");
    }

    /**
     * Finds a condition by type.
     *
     * @param conditions the conditions of an object
     * @param type the type sought
     * @return empty if there is none
     */
    public static Optional<Condition> find(List<Condition> conditions, String type) {
        for (int i = 0; i < conditions.size(); i++) { // asked of every pod of a cluster, so without an iterator
            Condition condition = conditions.get(i);
            if (condition.type.equals(type)) {
                return Optional.of(condition);
            }
        }
        return Optional.empty();
    }
}
