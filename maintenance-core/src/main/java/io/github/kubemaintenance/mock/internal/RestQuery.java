package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.mock.RestRequest;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.LabelSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The selection of a list or a watch.
 *
 * @param query what the simulator's own queries can say
 * @param more what they can't: field selectors with {@code !=}, and fields of other kinds than pods
 */
record RestQuery(Query query, List<Term> more) {
    private static final Set<String> OF_ALL = Set.of("metadata.name", "metadata.namespace");
    private static final Set<String> OF_QUERIES = Set.of("spec.nodeName", "status.phase");

    /** A term of a field selector. */
    record Term(String field, boolean equal, String value) {
        boolean matches(KubeObject object) {
            return equal == valueIn(object).equals(value);
        }

        private String valueIn(KubeObject object) {
            Document document = object.toDocument();
            String missing = field.equals("spec.unschedulable") || field.equals("spec.hostNetwork") ? "false" : "";
            return document.value(field.split("\\.", -1)).map(Object::toString).orElse(missing);
        }
    }

    static RestQuery of(Kind<?> kind, RestPath path, RestRequest request) {
        Query query = path.namespace().isEmpty() ? Query.all() : Query.inNamespace(path.namespace());
        String labels = request.query().getOrDefault("labelSelector", "");
        String fields = request.query().getOrDefault("fieldSelector", "");
        try {
            if (!labels.isEmpty()) {
                LabelSyntax.check(labels);
                query = query.withLabels(LabelSelector.parse(labels));
            }
        } catch (LabelSyntax.Wrong wrong) {
            throw new StatusException(Statuses.badRequest(wrong.why()));
        } catch (IllegalArgumentException malformed) {
            throw new StatusException(Statuses.badRequest("unable to parse requirement: " + malformed.getMessage()));
        }
        List<Term> more = new ArrayList<>();
        for (String text : fields.split(",", -1)) {
            if (!text.isEmpty()) {
                Term term = term(text, fields);
                boolean simple =
                        OF_ALL.contains(term.field()) || (kind.equals(Kind.PODS) && OF_QUERIES.contains(term.field()));
                if (term.equal() && (simple || !isSelectable(kind, term.field()))) {
                    query = query.withField(term.field(), term.value());
                } else {
                    more.add(term);
                }
            }
        }
        return new RestQuery(query, more);
    }

    private static Term term(String text, String all) {
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw new StatusException(
                    Statuses.badRequest("invalid selector: '" + all + "'; can't understand '" + text + "'"));
        }
        boolean unequal = text.charAt(equals - 1) == '!';
        String value = text.substring(equals + 1);
        return new Term(
                text.substring(0, unequal ? equals - 1 : equals),
                !unequal,
                value.startsWith("=") ? value.substring(1) : value);
    }

    /** The fields that the real server lets clients select by, beyond the name and the namespace. */
    private static boolean isSelectable(Kind<?> kind, String field) {
        return switch (kind.plural()) {
            case "pods" ->
                OF_QUERIES.contains(field)
                        || Set.of(
                                        "spec.restartPolicy",
                                        "spec.schedulerName",
                                        "spec.serviceAccountName",
                                        "spec.hostNetwork",
                                        "status.podIP",
                                        "status.nominatedNodeName")
                                .contains(field);
            case "nodes" -> field.equals("spec.unschedulable");
            case "namespaces" -> field.equals("status.phase");
            case "secrets" -> field.equals("type");
            case "replicasets", "replicationcontrollers" -> field.equals("status.replicas");
            case "jobs" -> field.equals("status.successful");
            case "events" ->
                field.startsWith("involvedObject.")
                        || Set.of("reason", "type", "source", "reportingComponent")
                                .contains(field);
            default -> false;
        };
    }

    boolean isSimple() {
        return more.isEmpty();
    }

    boolean matches(KubeObject object) {
        return query.matches(object) && more.stream().allMatch(term -> term.matches(object));
    }

    static int number(RestRequest request, String parameter) {
        String text = request.query().getOrDefault(parameter, "0");
        try {
            return text.isEmpty() ? 0 : Integer.parseInt(text);
        } catch (NumberFormatException malformed) {
            throw new StatusException(
                    Statuses.badRequest("strconv.ParseInt: parsing \"" + text + "\": invalid syntax"));
        }
    }

    /** A flag, as Go's conversion of parameters has it: whatever is neither 0 nor false is true. */
    static boolean flag(RestRequest request, String parameter) {
        String text = request.query().getOrDefault(parameter, "false");
        return !text.equals("0") && !text.equalsIgnoreCase("false");
    }

    /** A revision that a client names; 0 for none. What is none, a list and a watch refuse in ways of their own. */
    static long revision(Kind<?> kind, RestRequest request) {
        String text = request.query().getOrDefault("resourceVersion", "");
        if (text.matches("\\d{0,18}")) {
            return text.isEmpty() ? 0 : Long.parseLong(text);
        }
        String why = "strconv.ParseUint: parsing " + GoText.quoted(text) + ": "
                + (text.matches("\\d+") ? "value out of range" : "invalid syntax");
        if (request.isWatch()) {
            String resource = kind.group().isEmpty() ? kind.plural() : kind.plural() + "." + kind.group();
            Invalid.of(resource, "")
                    .invalid("resourceVersion", GoText.quoted(text), why)
                    .check();
        }
        throw new StatusException(Statuses.badRequest(
                "invalid resource version: resourceVersion: Invalid value: " + GoText.quoted(text) + ": " + why));
    }
}
