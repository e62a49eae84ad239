package io.github.kubemaintenance.etcd.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The section {@code [Service]} of a unit of systemd, with what was dropped in beside it. */
public final class UnitFile {
    private final Map<String, List<String>> values = new LinkedHashMap<>();

    /**
     * Reads a unit, or one more file that changes it: an empty value forgets those before.
     *
     * @param text the file
     */
    public void add(String text) {
        String section = "";
        for (String line : joined(text)) {
            if (line.startsWith("[")) {
                section = line;
                continue;
            }
            int at = line.indexOf('=');
            if (at > 0 && section.equals("[Service]")) {
                String value = line.substring(at + 1).strip();
                List<String> list = values.computeIfAbsent(line.substring(0, at).strip(), key -> new ArrayList<>());
                if (value.isEmpty()) {
                    list.clear();
                } else {
                    list.add(value);
                }
            }
        }
    }

    private static List<String> joined(String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder open = new StringBuilder();
        for (String raw : text.split("\\R", -1)) {
            String line = raw.strip();
            if (line.startsWith("#") || line.startsWith(";") || (line.isEmpty() && open.length() == 0)) {
                continue;
            }
            if (line.endsWith("\\")) {
                open.append(line, 0, line.length() - 1).append(' ');
            } else {
                lines.add(open.append(line).toString().strip());
                open.setLength(0);
            }
        }
        if (open.length() > 0) {
            lines.add(open.toString().strip());
        }
        return lines;
    }

    /**
     * Returns a setting's values.
     *
     * @param key for example {@code ExecStart}
     * @return in their order
     */
    public List<String> all(String key) {
        return values.getOrDefault(key, List.of());
    }

    /**
     * Returns a setting's last value.
     *
     * @param key for example {@code WorkingDirectory}
     * @param otherwise where it is not set
     * @return the value
     */
    public String last(String key, String otherwise) {
        List<String> found = all(key);
        return found.isEmpty() ? otherwise : found.get(found.size() - 1);
    }

    /**
     * Reads an environment file: {@code NAME=value} lines, quoted or not.
     *
     * @param text the file
     * @return the variables
     * @throws IllegalArgumentException if a quote is not closed
     */
    public static Map<String, String> environment(String text) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String line : joined(text)) {
            int at = line.indexOf('=');
            if (at > 0) {
                String value = line.substring(at + 1).strip();
                boolean quoted = value.startsWith("\"") || value.startsWith("'");
                List<String> words = quoted ? Words.split(value) : List.of(value);
                variables.put(line.substring(0, at).strip(), words.isEmpty() ? "" : words.get(0));
            }
        }
        return variables;
    }
}
