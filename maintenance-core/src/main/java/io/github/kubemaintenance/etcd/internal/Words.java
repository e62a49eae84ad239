package io.github.kubemaintenance.etcd.internal;

import io.github.kubemaintenance.model.internal.Nullable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lines of words with quotes and backslashes, as systemd and shells read them, and the variables in them. */
public final class Words {
    /** Stands before a value that is not known, so that it is only an error where the value is needed. */
    public static final char UNKNOWN = '\uFFFF';

    private static final Pattern KUBERNETES = Pattern.compile("\\$\\$|\\$\\(([A-Za-z_][A-Za-z0-9_.-]*)\\)");
    private static final Pattern SHELL = Pattern.compile("\\$(?:([A-Za-z_]\\w*)|\\{([A-Za-z_]\\w*)})");
    private static final Pattern SYSTEMD = Pattern.compile("\\$\\$|\\$\\{([A-Za-z_][A-Za-z0-9_]*)\\}|%(.)");

    private Words() {}

    /**
     * Splits a line.
     *
     * @param line of words
     * @return the words, without their quotes
     * @throws IllegalArgumentException if a quote is not closed
     */
    public static List<String> split(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean any = false;
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\' && quote != '\'' && i + 1 < line.length()) {
                word.append(escaped(line.charAt(++i)));
                any = true;
            } else if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
                any = true;
            } else if (Character.isWhitespace(c)) {
                if (any) {
                    words.add(word.toString());
                }
                word.setLength(0);
                any = false;
            } else {
                word.append(c);
                any = true;
            }
        }
        if (quote != 0) {
            throw new IllegalArgumentException("a quote " + quote + " is not closed in: " + line);
        }
        if (any) {
            words.add(word.toString());
        }
        return words;
    }

    private static char escaped(char c) {
        return switch (c) {
            case 'n', '\n' -> '\n';
            case 't' -> '\t';
            case 's' -> ' ';
            default -> c;
        };
    }

    /**
     * Puts Kubernetes' {@code $(NAME)} in; one that is not known stays as it is, as the kubelet leaves it.
     *
     * @param word with variables
     * @param variables by name
     * @return the word; {@link #UNKNOWN} before what could not be resolved
     */
    public static String kubernetes(String word, Map<String, String> variables) {
        return replaced(KUBERNETES, word, match -> {
            String name = match.group(1);
            return name == null ? "$" : variables.getOrDefault(name, UNKNOWN + match.group());
        });
    }

    /**
     * Puts systemd's <code>${NAME}</code> and specifiers in; a variable that is not set is empty, as there.
     *
     * @param word with variables
     * @param variables by name; specifiers as {@code %H}
     * @return the word; {@link #UNKNOWN} before what could not be resolved
     */
    public static String systemd(String word, Map<String, String> variables) {
        return replaced(SYSTEMD, word, match -> {
            if (match.group(1) != null) {
                return variables.getOrDefault(match.group(1), "");
            } else if (match.group(2) == null) {
                return "$";
            }
            return match.group(2).equals("%") ? "%" : variables.getOrDefault(match.group(), UNKNOWN + match.group());
        });
    }

    /**
     * Puts a shell's <code>$NAME</code> and <code>${NAME}</code> in; commands in it are not known.
     *
     * @param script a line of a shell
     * @param variables by name
     * @return the line; {@link #UNKNOWN} before what could not be resolved
     */
    public static String shell(String script, Map<String, String> variables) {
        String known = replaced(SHELL, script, match -> {
            String name = match.group(1) != null ? match.group(1) : match.group(2);
            return variables.getOrDefault(name, UNKNOWN + match.group());
        });
        return known.replaceAll("(?<!" + UNKNOWN + ")([$`])", UNKNOWN + "$1");
    }

    private static String replaced(Pattern pattern, String word, Function<Matcher, String> with) {
        Matcher match = pattern.matcher(word);
        StringBuilder text = new StringBuilder();
        while (match.find()) {
            match.appendReplacement(text, Matcher.quoteReplacement(with.apply(match)));
        }
        return match.appendTail(text).toString();
    }

    /**
     * Returns the words that an etcd or another program is called with.
     *
     * @param words a command, perhaps of a shell that calls it
     * @param program its file name
     * @param resolve puts variables into a shell's line
     * @return what follows the program's name; null if it is not called
     */
    public static @Nullable List<String> calling(List<String> words, String program, UnaryOperator<String> resolve) {
        for (int i = 0; i < words.size(); i++) {
            if (isProgram(words.get(i), program) && (i == 0 || !words.get(i - 1).startsWith("-"))) {
                return words.subList(i + 1, words.size());
            } else if (words.get(i).equals("-c") && i + 1 < words.size() && i > 0) {
                List<String> script = split(resolve.apply(words.get(i + 1)));
                for (int j = 0; j < script.size(); j++) {
                    if (isProgram(script.get(j), program)) {
                        return script.subList(j + 1, script.size());
                    }
                }
                return null;
            } else if (i > 0
                    && !words.get(i - 1).startsWith("-")
                    && !words.get(i).startsWith("-")) {
                return null; // another program with arguments of its own
            }
        }
        return null;
    }

    private static boolean isProgram(String word, String program) {
        return word.equals(program) || word.endsWith("/" + program);
    }
}
