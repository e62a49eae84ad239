package io.github.kubemaintenance.node;

import java.util.List;

/** Text for people: aligned columns, and lines that are broken between words. */
final class TextTable {
    private static final int WIDTH = 120;
    private static final String INDENT = "    ";

    private final StringBuilder out = new StringBuilder();

    void line(String text) {
        out.append(text.stripTrailing()).append('\n');
    }

    /** Rows of as many cells each; a cell is as wide as the widest of its column. */
    void columns(List<List<String>> rows) {
        int[] widths = new int[rows.isEmpty() ? 0 : rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder text = new StringBuilder("  ");
            for (int i = 0; i < widths.length; i++) {
                text.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            line(text.toString());
        }
    }

    /** A sentence in a list. */
    void item(String text) {
        String rest = "  - " + text;
        while (rest.length() > WIDTH && rest.lastIndexOf(' ', WIDTH) > INDENT.length()) {
            int end = rest.lastIndexOf(' ', WIDTH);
            line(rest.substring(0, end));
            rest = INDENT + rest.substring(end + 1);
        }
        line(rest);
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
