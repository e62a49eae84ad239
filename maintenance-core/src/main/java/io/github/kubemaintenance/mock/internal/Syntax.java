package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The syntax of names, keys and values, and what the server says against what doesn't have it (apimachinery's
 * {@code pkg/util/validation/validation.go}); nothing where all is well.
 */
final class Syntax {
    private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final String SUBDOMAIN = LABEL + "(\\." + LABEL + ")*";
    private static final String LABEL_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?";
    private static final String NAME = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    private static final String VALUE = "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?";
    private static final String OF_NAMES =
            "must consist of alphanumeric characters, '-', '_' or '.', and must start and"
                    + " end with an alphanumeric character";
    private static final Set<String> LABELS = Set.of("namespaces");
    private static final Pattern PERCENT = Pattern.compile("[0-9]+%");

    private Syntax() {}

    /** The name of an object, by its kind. */
    static List<String> name(Kind<?> kind, String name) {
        if (kind.group().equals("rbac.authorization.k8s.io")) {
            return pathSegment(name);
        } else if (LABELS.contains(kind.resource())) {
            return dnsLabel(name);
        }
        return kind.resource().equals("services") ? dns1035Label(name) : subdomain(name);
    }

    /** A name that can stand in a path ({@code pkg/api/validation/path/name.go}). */
    static List<String> pathSegment(String name) {
        for (String none : List.of(".", "..")) {
            if (name.equals(none)) {
                return List.of("may not be '" + none + "'");
            }
        }
        List<String> wrong = new ArrayList<>();
        for (String part : List.of("/", "%")) {
            if (name.contains(part)) {
                wrong.add("may not contain '" + part + "'");
            }
        }
        return wrong;
    }

    static List<String> subdomain(String text) {
        return checked(
                text,
                253,
                SUBDOMAIN,
                "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must"
                        + " start and end with an alphanumeric character",
                "example.com");
    }

    static List<String> dnsLabel(String text) {
        return checked(
                text,
                63,
                LABEL,
                "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and"
                        + " end with an alphanumeric character",
                "my-name",
                "123-abc");
    }

    static List<String> dns1035Label(String text) {
        return checked(
                text,
                63,
                LABEL_1035,
                "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic"
                        + " character, and end with an alphanumeric character",
                "my-name",
                "abc-123");
    }

    static List<String> labelValue(String text) {
        return checked(
                text,
                63,
                VALUE,
                "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must"
                        + " start and end with an alphanumeric character",
                "MyValue",
                "my_value",
                "12345");
    }

    static List<String> percent(String text) {
        return PERCENT.matcher(text).matches()
                ? List.of()
                : List.of(regex(
                        "a valid percent string must be a numeric string followed by an ending '%'",
                        "[0-9]+%", "1%", "93%"));
    }

    /** The key of a label or an annotation, and the name of a finalizer. */
    static List<String> qualifiedName(String text) {
        List<String> wrong = new ArrayList<>();
        String[] parts = text.split("/", -1);
        String regex = regex(OF_NAMES, NAME, "MyName", "my.name", "123-abc");
        if (parts.length > 2) {
            return List.of("a qualified name " + regex
                    + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
        } else if (parts.length == 2) {
            if (parts[0].isEmpty()) {
                wrong.add("prefix part must be non-empty");
            }
            List<String> prefix = parts[0].isEmpty() ? List.of() : subdomain(parts[0]);
            prefix.forEach(each -> wrong.add("prefix part " + each));
        }
        String name = parts[parts.length - 1];
        if (name.isEmpty()) {
            wrong.add("name part must be non-empty");
        } else if (name.length() > 63) {
            wrong.add("name part must be no more than 63 characters");
        }
        if (!name.matches(NAME)) {
            wrong.add("name part " + regex);
        }
        return wrong;
    }

    private static List<String> checked(String text, int longest, String regex, String why, String... examples) {
        List<String> wrong = new ArrayList<>();
        if (text.length() > longest) {
            wrong.add("must be no more than " + longest + " characters");
        }
        if (!Pattern.matches(regex, text)) {
            wrong.add(regex(why, regex, examples));
        }
        return wrong;
    }

    private static String regex(String why, String regex, String... examples) {
        StringBuilder text = new StringBuilder(why).append(" (e.g. ");
        for (int i = 0; i < examples.length; i++) {
            text.append(i > 0 ? " or " : "").append('\'').append(examples[i]).append("', ");
        }
        return text.append("regex used for validation is '")
                .append(regex)
                .append("')")
                .toString();
    }
}
