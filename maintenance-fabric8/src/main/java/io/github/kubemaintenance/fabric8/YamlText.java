package io.github.kubemaintenance.fabric8;

import io.github.kubemaintenance.model.DocumentFormatException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What has to be known of a YAML text before a parser gets it. */
final class YamlText {
    private static final Pattern ANCHOR = Pattern.compile("(?<![^\\s\\[\\]{},:?])&([^\\s\\[\\]{},]+)");
    private static final Pattern ALIAS = Pattern.compile("(?<![^\\s\\[\\]{},:?])\\*([^\\s\\[\\]{},]+)");
    private static final double MOST_EXPANDED = 64e6;

    private YamlText() {}

    /**
     * One document of a stream.
     *
     * @param line the line that it begins on, from 1
     * @param text its text, the separator before it included
     */
    record Part(int line, String text) {}

    /**
     * Cuts a stream at its separators. No content can hold a line that begins with one: YAML forbids it (1.2, 9.1.2), in
     * quoted and block text too. Parts with nothing but comments and directives belong to the part that follows.
     */
    static List<Part> parts(String stream) {
        List<Part> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean content = false;
        int line = 0;
        int begin = 1;
        String[] lines = stream.split("\n", -1);
        for (String each : lines) {
            line++;
            boolean starts = isMarker(each, "---");
            boolean ends = isMarker(each, "...");
            if ((starts || ends) && content) {
                parts.add(new Part(begin, part.toString()));
                part.setLength(0);
                content = false;
                begin = line;
            }
            if (!ends) {
                part.append(each).append(line < lines.length ? "\n" : "");
                String rest = (starts ? each.substring(3) : each).strip();
                content |= !rest.isEmpty() && !rest.startsWith("#") && (starts || !each.startsWith("%"));
            }
        }
        if (content) {
            parts.add(new Part(begin, part.toString()));
        }
        return parts;
    }

    private static boolean isMarker(String line, String marker) {
        return line.startsWith(marker) && (line.length() == 3 || Character.isWhitespace(line.charAt(3)));
    }

    /**
     * Refuses a text whose aliases could make much of little. fabric8 copies what an alias stands for, and with n aliases
     * inside one another that is at most 3^(n/3) copies of the text.
     *
     * @throws DocumentFormatException if that is more than a program should be made to hold
     */
    static void requireModest(String text) {
        if (text.indexOf('&') < 0) {
            return;
        }
        Set<String> anchors = new HashSet<>();
        for (Matcher found = ANCHOR.matcher(text); found.find(); ) {
            anchors.add(found.group(1));
        }
        int aliases = 0;
        for (Matcher found = ALIAS.matcher(text); found.find(); ) {
            aliases += anchors.contains(found.group(1)) ? 1 : 0;
        }
        if (text.length() * Math.pow(3, aliases / 3.0) > MOST_EXPANDED) {
            throw new DocumentFormatException("it has " + aliases
                    + " aliases (*name), which could stand for more than memory holds: write out what they stand for");
        }
    }
}
