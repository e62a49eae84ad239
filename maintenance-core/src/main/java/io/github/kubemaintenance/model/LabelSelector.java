package io.github.kubemaintenance.model;

import io.github.kubemaintenance.model.internal.SelectorParser;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Selects objects by their labels: every requirement must hold. Without any requirement it selects everything (as the
 * empty selector of a policy/v1 budget does).
 *
 * @param requirements what must hold, all of it
 */
public record LabelSelector(List<Requirement> requirements) {
    private static final LabelSelector EVERYTHING = new LabelSelector(List.of());

    public LabelSelector {
        requirements = List.copyOf(requirements);
    }

    /** How a requirement compares a label. */
    public enum Operator {
        /** The label is there and its value is one of those named. */
        IN("In"),
        /** The label is missing or its value is none of those named. */
        NOT_IN("NotIn"),
        /** The label is there. */
        EXISTS("Exists"),
        /** The label is missing. */
        DOES_NOT_EXIST("DoesNotExist"),
        /** The label is a whole number greater than the one named (node affinity only). */
        GREATER_THAN("Gt"),
        /** The label is a whole number less than the one named (node affinity only). */
        LESS_THAN("Lt");

        private final String text;

        Operator(String text) {
            this.text = text;
        }

        /**
         * Returns Kubernetes' own spelling.
         *
         * @return for example {@code NotIn}
         */
        public String text() {
            return text;
        }

        /**
         * Reads Kubernetes' own spelling.
         *
         * @param text for example {@code NotIn}
         * @return the operator
         * @throws IllegalArgumentException for any other text
         */
        public static Operator parse(String text) {
            for (Operator operator : values()) {
                if (operator.text.equals(text)) {
                    return operator;
                }
            }
            throw new IllegalArgumentException("not an operator of a selector: '" + text + "'");
        }
    }

    /**
     * One requirement on one label.
     *
     * @param key the label's key
     * @param operator how it is compared
     * @param values with what, empty for Exists and DoesNotExist
     */
    public record Requirement(String key, Operator operator, List<String> values) {
        public Requirement {
            values = List.copyOf(values);
        }

        /**
         * Reads a requirement of {@code matchExpressions} or of a node selector term.
         *
         * @param document key, operator, values
         * @return the requirement
         * @throws IllegalArgumentException for an unknown operator
         */
        public static Requirement of(Document document) {
            return new Requirement(
                    document.text("key").orElse(""),
                    Operator.parse(document.text("operator").orElse("")),
                    document.texts("values"));
        }

        /**
         * Writes the requirement as an item of {@code matchExpressions}.
         *
         * @return key, operator, values
         */
        public Document toDocument() {
            Document document = Document.of("key", key).with(operator.text(), "operator");
            return values.isEmpty() ? document : document.with(values, "values");
        }

        /**
         * Tells whether labels meet the requirement.
         *
         * @param labels labels of an object
         * @return true if they do
         */
        public boolean matches(Map<String, String> labels) {
            String value = labels.get(key);
            return switch (operator) {
                case IN -> value != null && values.contains(value);
                case NOT_IN -> value == null || !values.contains(value);
                case EXISTS -> value != null;
                case DOES_NOT_EXIST -> value == null;
                case GREATER_THAN -> value != null && compare(value) > 0;
                case LESS_THAN -> value != null && compare(value) < 0;
            };
        }

        private int compare(String value) {
            try {
                return Long.compare(Long.parseLong(value), Long.parseLong(values.get(0)));
            } catch (NumberFormatException | IndexOutOfBoundsException e) {
                return 0; // as the scheduler: what is no number matches neither Gt nor Lt
            }
        }

        @Override
        public String toString() {
            return switch (operator) {
                case IN -> values.size() == 1 ? key + "=" + values.get(0) : key + " in " + set();
                case NOT_IN -> values.size() == 1 ? key + "!=" + values.get(0) : key + " notin " + set();
                case EXISTS -> key;
                case DOES_NOT_EXIST -> "!" + key;
                case GREATER_THAN -> key + ">" + String.join("", values);
                case LESS_THAN -> key + "<" + String.join("", values);
            };
        }

        private String set() {
            return values.stream().sorted().collect(Collectors.joining(",", "(", ")"));
        }
    }

    /**
     * Returns the selector of everything.
     *
     * @return the empty selector
     */
    public static LabelSelector everything() {
        return EVERYTHING;
    }

    /**
     * Selects by equality of one label.
     *
     * @param key the label's key
     * @param value its value
     * @return the selector
     */
    public static LabelSelector of(String key, String value) {
        return new LabelSelector(List.of(new Requirement(key, Operator.IN, List.of(value))));
    }

    /**
     * Selects by equality of all of some labels.
     *
     * @param labels keys and values
     * @return the selector, its requirements ordered by key
     */
    public static LabelSelector of(Map<String, String> labels) {
        return new LabelSelector(labels.entrySet().stream()
                .map(e -> new Requirement(e.getKey(), Operator.IN, List.of(e.getValue())))
                .sorted(Comparator.comparing(Requirement::key))
                .toList());
    }

    /**
     * Reads the form that kubectl's {@code -l} takes: {@code app=web,tier in (a, b),!legacy,zone}.
     *
     * @param text the selector; blank selects everything
     * @return the selector
     * @throws IllegalArgumentException where the text is malformed; says at which position
     */
    public static LabelSelector parse(String text) {
        return new LabelSelector(SelectorParser.parse(text));
    }

    /**
     * Reads the form of the API: {@code matchLabels} and {@code matchExpressions}.
     *
     * @param document a LabelSelector object
     * @return the selector
     * @throws IllegalArgumentException for an unknown operator
     */
    public static LabelSelector of(Document document) {
        List<Requirement> all = new ArrayList<>(of(document.textMap("matchLabels")).requirements);
        document.documents("matchExpressions").forEach(each -> all.add(Requirement.of(each)));
        return new LabelSelector(all);
    }

    /**
     * Writes the form of the API, with equalities under {@code matchLabels}.
     *
     * @return a LabelSelector object
     */
    public Document toDocument() {
        Document document = Document.empty();
        List<Document> expressions = new ArrayList<>();
        for (Requirement each : requirements) {
            if (each.operator() == Operator.IN
                    && each.values().size() == 1
                    && !document.has("matchLabels", each.key())) {
                document = document.with(each.values().get(0), "matchLabels", each.key());
            } else {
                expressions.add(each.toDocument());
            }
        }
        return expressions.isEmpty() ? document : document.with(expressions, "matchExpressions");
    }

    /**
     * Tells whether labels are selected.
     *
     * @param labels labels of an object
     * @return true if every requirement holds
     */
    public boolean matches(Map<String, String> labels) {
        for (int i = 0; i < requirements.size(); i++) { // asked of every object of a cluster, so without an iterator
            if (!requirements.get(i).matches(labels)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the form that kubectl's {@code -l} takes. */
    @Override
    public String toString() {
        return requirements.stream().map(Requirement::toString).collect(Collectors.joining(","));
    }
}
