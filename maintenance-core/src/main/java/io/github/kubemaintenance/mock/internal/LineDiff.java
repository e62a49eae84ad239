package io.github.kubemaintenance.mock.internal;

import java.util.ArrayList;
import java.util.List;

/** Two lists of lines compared, as a unified diff with three lines of context and no head. */
final class LineDiff {
    private static final int CONTEXT = 3;

    /** A line and its mark: a blank, a minus or a plus; with its numbers before and after, from 1. */
    private record Line(char mark, String text, int before, int after) {}

    private LineDiff() {}

    static String of(List<String> before, List<String> after) {
        List<Line> lines = lines(before, after);
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < lines.size()) {
            if (lines.get(at).mark() == ' ') {
                at++;
                continue;
            }
            int start = Math.max(0, at - CONTEXT);
            int end = at;
            for (int i = at; i < lines.size() && i <= end + 2 * CONTEXT; i++) {
                end = lines.get(i).mark() == ' ' ? end : i;
            }
            at = Math.min(lines.size(), end + CONTEXT + 1);
            hunk(lines.subList(start, at), out);
        }
        return out.toString();
    }

    private static void hunk(List<Line> lines, StringBuilder out) {
        long old = lines.stream().filter(line -> line.mark() != '+').count();
        long fresh = lines.stream().filter(line -> line.mark() != '-').count();
        Line first = lines.get(0);
        out.append("@@ -").append(first.before()).append(',').append(old);
        out.append(" +").append(first.after()).append(',').append(fresh).append(" @@\n");
        lines.forEach(line -> out.append(line.mark()).append(line.text()).append('\n'));
    }

    /** By the longest common subsequence; what goes stands before what comes. */
    private static List<Line> lines(List<String> before, List<String> after) {
        int[][] common = new int[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = after.size() - 1; j >= 0; j--) {
                common[i][j] = before.get(i).equals(after.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        List<Line> lines = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < before.size() || j < after.size()) {
            if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
                lines.add(new Line(' ', before.get(i), i + 1, j + 1));
                i++;
                j++;
            } else if (i < before.size() && (j == after.size() || common[i + 1][j] >= common[i][j + 1])) {
                lines.add(new Line('-', before.get(i), i + 1, j + 1));
                i++;
            } else {
                lines.add(new Line('+', after.get(j), i + 1, j + 1));
                j++;
            }
        }
        return lines;
    }
}
