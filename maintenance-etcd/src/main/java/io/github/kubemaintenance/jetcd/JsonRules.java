package io.github.kubemaintenance.jetcd;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which fields are printed when empty, and which have another name or place in JSON: what Kubernetes' Go types say in
 * their tags and protobuf doesn't know. Immutable.
 */
final class JsonRules {
    private static final String RESOURCE = "kubernetes-json.txt";
    private static final Type PLAIN = new Type(Map.of());

    /** The rules of one type. */
    static final class Type {
        private final Map<String, List<String>> byRule;
        private final Map<String, String> names = new HashMap<>(); // looked up, never iterated

        private Type(Map<String, List<String>> byRule) {
            this.byRule = byRule;
            for (String pair : byRule.getOrDefault("named", List.of())) {
                int at = pair.indexOf('=');
                names.put(pair.substring(0, at), pair.substring(at + 1));
            }
        }

        private boolean has(String rule, String field) {
            return byRule.getOrDefault(rule, List.of()).contains(field);
        }

        boolean isAlways(String field) {
            return has("always", field);
        }

        boolean isNullWhenAbsent(String field) {
            return has("null", field);
        }

        boolean isLeftOutWhenZero(String field) {
            return has("filled", field) || has("zero", field);
        }

        boolean isLeftOutWhenEmpty(String field) {
            return has("zero", field);
        }

        boolean isInline(String field) {
            return has("inline", field);
        }

        String nameOf(String field) {
            return names.getOrDefault(field, field);
        }
    }

    private final Map<String, Type> types;

    private JsonRules(Map<String, Type> types) {
        this.types = types;
    }

    Type of(String fullName) {
        return types.getOrDefault(fullName, PLAIN);
    }

    static JsonRules kubernetes() {
        Map<String, Type> types = new HashMap<>(); // looked up, never iterated
        try (InputStream in = JsonRules.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing from the jar");
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    String[] words = line.split(" ");
                    types.put(words[0], parse(words));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new JsonRules(types);
    }

    private static Type parse(String[] words) {
        Map<String, List<String>> rules = new HashMap<>();
        for (int i = 1; i < words.length; i++) {
            int colon = words[i].indexOf(':');
            rules.put(
                    words[i].substring(0, colon),
                    List.of(words[i].substring(colon + 1).split(",")));
        }
        return new Type(rules);
    }
}
