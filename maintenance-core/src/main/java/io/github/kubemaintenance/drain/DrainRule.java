package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.model.LabelSelector;
import io.github.kubemaintenance.model.Pod;
import java.util.Locale;

/**
 * What becomes of pods with some labels, and when: as Cluster API's MachineDrainRule says it. Of several rules that match a
 * pod the first by name counts.
 *
 * @param name its name
 * @param pods the labels
 * @param behaviour what becomes of the pods
 * @param order pods of a lower order go first; those of the next begin when all of one are gone; 0 is usual
 */
public record DrainRule(String name, LabelSelector pods, Behaviour behaviour, int order) {
    /** What becomes of a pod. */
    public enum Behaviour {
        /** It is moved. */
        DRAIN,
        /** It is left where it is. */
        SKIP,
        /** It is never evicted; the drain waits until it has run to its end. */
        WAIT_COMPLETED;

        /**
         * Reads a behaviour.
         *
         * @param text {@code Drain}, {@code Skip} or {@code WaitCompleted}, or as pods' labels have it, {@code skip}, {@code
         *     wait-completed}
         * @return the behaviour
         * @throws IllegalArgumentException for any other text
         */
        public static Behaviour parse(String text) {
            return switch (text.toLowerCase(Locale.ROOT).replace("-", "")) {
                case "drain" -> DRAIN;
                case "skip" -> SKIP;
                case "waitcompleted" -> WAIT_COMPLETED;
                default ->
                    throw new IllegalArgumentException(
                            "\"" + text + "\" is no behaviour; there are Drain, Skip and WaitCompleted");
            };
        }
    }

    /**
     * Makes a rule.
     *
     * @param name its name
     * @param pods a selector of labels, for example {@code app=db}
     * @param behaviour what becomes of the pods
     * @param order lower goes first
     * @return the rule
     * @throws IllegalArgumentException for a selector that can't be parsed
     */
    public static DrainRule of(String name, String pods, Behaviour behaviour, int order) {
        return new DrainRule(name, LabelSelector.parse(pods), behaviour, order);
    }

    boolean matches(Pod pod) {
        return pods.matches(pod.metadata().labels());
    }
}
