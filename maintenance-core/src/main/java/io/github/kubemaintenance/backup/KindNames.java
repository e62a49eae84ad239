package io.github.kubemaintenance.backup;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** The names by which callers choose kinds and namespaces: a kind by its plural, with or without its group. */
final class KindNames {
    private KindNames() {}

    /** Whether a resource is among those that are named. */
    static boolean has(Set<String> names, String resource) {
        return names.contains(resource) || names.contains(resource.replaceFirst("\\..*", ""));
    }

    /** Whether a resource is among those that are wanted, all where none is named, and not among those that are not. */
    static boolean takes(Set<String> only, Set<String> without, String resource) {
        return !has(without, resource) && (only.isEmpty() || has(only, resource));
    }

    /** Whether a name that is no plural may be meant for a kind: {@code configmap}, {@code ConfigMap}. */
    static boolean isMeant(String name, String resource, String kind) {
        String small = name.toLowerCase(Locale.ROOT);
        String singular = kind.toLowerCase(Locale.ROOT);
        String plural = resource.replaceFirst("\\..*", "");
        return small.equals(singular) || small.equals(plural) || small.startsWith(singular + ".");
    }

    static Set<String> more(Set<String> some, String... names) {
        if (names.length == 0) {
            throw new IllegalArgumentException("name at least one");
        }
        Set<String> all = new TreeSet<>(some);
        for (String name : names) {
            all.add(notBlank(name));
        }
        return all;
    }

    static String notBlank(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a name is not blank");
        }
        return name;
    }
}
