package io.github.kubemaintenance.examples;

/** Colours, or none. */
final class Style {
    private final boolean colours;

    Style(boolean colours) {
        this.colours = colours;
    }

    String bold(String text) {
        return in("1", text);
    }

    String dim(String text) {
        return in("2", text);
    }

    String red(String text) {
        return in("31", text);
    }

    String green(String text) {
        return in("32", text);
    }

    String yellow(String text) {
        return in("33", text);
    }

    String blue(String text) {
        return in("36", text);
    }

    private String in(String code, String text) {
        return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    /** Breaks long lines between words, what follows indented by two more. */
    static String wrap(String text, int width) {
        StringBuilder out = new StringBuilder();
        for (String line : text.split("\n", -1)) {
            String indent = " ".repeat(line.length() - line.stripLeading().length() + 2);
            String rest = line;
            while (rest.length() > width && rest.lastIndexOf(' ', width) > indent.length()) {
                int end = rest.lastIndexOf(' ', width);
                out.append(rest, 0, end).append('\n');
                rest = indent + rest.substring(end + 1);
            }
            out.append(rest).append('\n');
        }
        return out.toString().stripTrailing();
    }

    /** Colours the words in a plan or report by which one looks for something. */
    String words(String text) {
        if (!colours) {
            return text;
        }
        return text.replaceAll("(?m)^(\\S.*)$", "\u001b[1m$1\u001b[0m")
                .replaceAll("\\b(REFUSED?|NEVER)\\b", "\u001b[31m$1\u001b[0m")
                .replaceAll("\\b(NOT_NOW|UNKNOWN)\\b", "\u001b[33m$1\u001b[0m")
                .replaceAll("\\b(EVICT|DELETE)\\b", "\u001b[36m$1\u001b[0m")
                .replaceAll("\\bSKIP\\b", "\u001b[2mSKIP\u001b[0m");
    }
}
