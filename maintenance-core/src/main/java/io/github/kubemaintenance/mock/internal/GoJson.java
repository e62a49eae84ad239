package io.github.kubemaintenance.mock.internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Looks a JSON text through as Go's decoder does: what is wrong with it, in its words, and which keys come twice. */
final class GoJson {
    private final String text;
    private final List<String> duplicates = new ArrayList<>();
    private int at;

    private GoJson(String text) {
        this.text = text;
    }

    /** What Go's decoder says of a malformed text. */
    static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String why;

        Malformed(String why) {
            super(why);
            this.why = why;
        }

        String why() {
            return why;
        }
    }

    /** The keys that come twice in an object, with the path to them; throws {@link Malformed}. */
    static List<String> duplicates(String text) {
        GoJson json = new GoJson(text);
        json.value("");
        json.space();
        if (json.at < text.length()) {
            throw json.unexpected("after top-level value");
        }
        return json.duplicates;
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char next() {
        space();
        if (at >= text.length()) {
            throw new Malformed("unexpected end of JSON input");
        }
        return text.charAt(at);
    }

    private Malformed unexpected(String where) {
        char c = text.charAt(at);
        String shown = c == '\'' ? "'\\''" : c == '"' ? "'\"'" : c < ' ' ? escaped(c) : "'" + c + "'";
        return new Malformed("invalid character " + shown + " " + where);
    }

    private static String escaped(char c) {
        return switch (c) {
            case '\n' -> "'\\n'";
            case '\r' -> "'\\r'";
            case '\t' -> "'\\t'";
            default -> String.format("'\\x%02x'", (int) c);
        };
    }

    private void value(String path) {
        switch (next()) {
            case '{' -> object(path);
            case '[' -> array(path);
            case '"' -> string();
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> number();
        }
    }

    private void object(String path) {
        Set<String> seen = new HashSet<>();
        at++;
        if (next() == '}') {
            at++;
            return;
        }
        while (true) {
            if (next() != '"') {
                throw unexpected("looking for beginning of object key string");
            }
            String key = string();
            String full = path.isEmpty() ? key : path + "." + key;
            if (!seen.add(key)) {
                duplicates.add("duplicate field \"" + full + "\"");
            }
            if (next() != ':') {
                throw unexpected("after object key");
            }
            at++;
            value(full);
            char c = next();
            if (c == '}') {
                at++;
                return;
            } else if (c != ',') {
                throw unexpected("after object key:value pair");
            }
            at++;
        }
    }

    private void array(String path) {
        at++;
        if (next() == ']') {
            at++;
            return;
        }
        for (int i = 0; ; i++) {
            value(path + "[" + i + "]");
            char c = next();
            if (c == ']') {
                at++;
                return;
            } else if (c != ',') {
                throw unexpected("after array element");
            }
            at++;
        }
    }

    private String string() {
        int start = ++at;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                return text.substring(start, at++);
            } else if (c < ' ') {
                throw unexpected("in string literal");
            }
            at += c == '\\' ? 2 : 1;
        }
        throw new Malformed("unexpected end of JSON input");
    }

    private void literal(String word) {
        for (int i = 0; i < word.length(); i++, at++) {
            if (at >= text.length()) {
                throw new Malformed("unexpected end of JSON input");
            } else if (text.charAt(at) != word.charAt(i)) {
                throw unexpected("in literal " + word + " (expecting '" + word.charAt(i) + "')");
            }
        }
    }

    private void number() {
        if (text.charAt(at) != '-' && !isDigit(text.charAt(at))) {
            throw unexpected("looking for beginning of value");
        }
        at++;
        while (at < text.length() && (isDigit(text.charAt(at)) || "+-.eE".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
