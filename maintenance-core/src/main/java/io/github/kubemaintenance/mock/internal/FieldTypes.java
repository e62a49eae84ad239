package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.model.internal.Nullable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which fields Kubernetes' own types have. Read when the first body is decoded, not before. */
final class FieldTypes {
    /** A type's fields by name; the types of fields are written as in the table. */
    record Type(String name, Map<String, String> fields) {
        /** The name of the type in Go, as messages have it. */
        String inGo() {
            int at = name.indexOf('@');
            return at < 0 ? name : name.substring(0, at);
        }
    }

    private static final class Table {
        private static final Table READ = read();

        private final Map<String, String> roots = new HashMap<>();
        private final Map<String, Type> types = new HashMap<>();

        private static Table read() {
            Table table = new Table();
            try (InputStream in = FieldTypes.class.getResourceAsStream("fields.txt")) {
                if (in == null) {
                    throw new IllegalStateException("fields.txt is missing beside " + FieldTypes.class);
                }
                new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(table::line);
            } catch (IOException e) {
                throw new UncheckedIOException("fields.txt can't be read", e);
            }
            return table;
        }

        private void line(String line) {
            if (line.isEmpty() || line.startsWith("#")) {
                return;
            }
            int equals = line.indexOf(" = ");
            if (equals > 0) {
                roots.put(line.substring(0, equals), line.substring(equals + 3));
                return;
            }
            List<String> words = List.of(line.split(" ", -1));
            Map<String, String> fields = new LinkedHashMap<>();
            for (String word : words.subList(1, words.size())) {
                int colon = word.lastIndexOf(':');
                fields.put(word.substring(0, colon), word.substring(colon + 1));
            }
            types.put(words.get(0), new Type(words.get(0), fields));
        }
    }

    private FieldTypes() {}

    /** The type of a kind; empty where it is none of Kubernetes' own. */
    static Optional<Type> of(String apiVersion, String kind) {
        return Optional.ofNullable(Table.READ.roots.get(apiVersion + " " + kind))
                .map(FieldTypes::named);
    }

    /** A type by its name in the table. */
    static Type named(String name) {
        @Nullable Type type = Table.READ.types.get(name);
        if (type == null) {
            throw new IllegalArgumentException("no type " + name + " in fields.txt");
        }
        return type;
    }
}
