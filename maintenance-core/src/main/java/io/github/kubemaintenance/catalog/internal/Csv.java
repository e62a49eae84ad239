package io.github.kubemaintenance.catalog.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tables that ship with the library: a header, then rows, no field with a comma. */
public final class Csv {
    private Csv() {}

    /** One row, by the header's names. */
    public record Row(Map<String, String> fields) {
        /** The field of a column; a column that isn't there is a mistake of ours. */
        public String text(String column) {
            String text = fields.get(column);
            if (text == null) {
                throw new IllegalStateException("no column " + column);
            }
            return text;
        }
    }

    /** Reads a table that lies beside the catalogue's classes. */
    public static List<Row> read(String name) {
        String path = "/io/github/kubemaintenance/catalog/" + name;
        try (InputStream in = Csv.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("the library's own table is missing: " + path);
            }
            BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            List<String> header = List.of(reader.readLine().split(",", -1));
            List<Row> rows = new ArrayList<>();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                rows.add(row(name, header, line.split(",", -1)));
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException("the library's own table can't be read: " + path, e);
        }
    }

    private static Row row(String name, List<String> header, String[] fields) {
        if (fields.length != header.size()) {
            throw new IllegalStateException(name + ": " + fields.length + " fields in " + String.join(",", fields));
        }
        Map<String, String> row = new HashMap<>();
        for (int i = 0; i < fields.length; i++) {
            row.put(header.get(i), fields[i]);
        }
        return new Row(row);
    }
}
