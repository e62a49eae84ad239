package io.github.kubemaintenance.mock.internal;

import java.util.ArrayList;
import java.util.List;

/** The words of an expression; a text begins with a quotation mark and has none at its end. */
final class CelTokens {
    private static final List<String> LONG = List.of("==", "!=", "<=", ">=", "&&", "||");

    private CelTokens() {}

    static List<String> of(String text) {
        List<String> tokens = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
            } else if (c == '"' || c == '\'') {
                at = quoted(text, at, c, tokens);
            } else if (Character.isLetterOrDigit(c) || c == '_') {
                int start = at;
                while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
                    at++;
                }
                tokens.add(text.substring(start, at));
            } else {
                int start = at;
                at += LONG.stream().anyMatch(each -> text.startsWith(each, start)) ? 2 : 1;
                tokens.add(text.substring(start, at));
            }
        }
        return tokens;
    }

    private static int quoted(String text, int start, char quote, List<String> tokens) {
        StringBuilder out = new StringBuilder("\"");
        int at = start + 1;
        while (at < text.length() && text.charAt(at) != quote) {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
                char escaped = text.charAt(at);
                out.append(escaped == 'n' ? '\n' : escaped == 't' ? '\t' : escaped);
            } else {
                out.append(text.charAt(at));
            }
            at++;
        }
        if (at >= text.length()) {
            throw new Cel.Failure("Syntax error: a text has no end");
        }
        tokens.add(out.toString());
        return at + 1;
    }
}
