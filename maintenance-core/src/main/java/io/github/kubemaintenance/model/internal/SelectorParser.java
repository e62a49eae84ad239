package io.github.kubemaintenance.model.internal;

import io.github.kubemaintenance.model.LabelSelector.Operator;
import io.github.kubemaintenance.model.LabelSelector.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Reads kubectl's selector syntax. One use. */
public final class SelectorParser {
    private static final String SPECIAL = "=!<>(),";

    private final String text;
    private int at;

    private SelectorParser(String text) {
        this.text = text;
    }

    /** Reads all requirements; throws IllegalArgumentException with the position. */
    public static List<Requirement> parse(String text) {
        return new SelectorParser(text).all();
    }

    private List<Requirement> all() {
        List<Requirement> found = new ArrayList<>();
        skipSpace();
        while (at < text.length()) {
            found.add(requirement());
            skipSpace();
            if (at < text.length()) {
                expect(',');
                skipSpace();
                if (at >= text.length()) {
                    throw error("a label key after the comma");
                }
            }
        }
        return found;
    }

    private Requirement requirement() {
        if (peek() == '!') {
            at++;
            return new Requirement(key(), Operator.DOES_NOT_EXIST, List.of());
        }
        String key = key();
        skipSpace();
        char c = peek();
        if (c == 0 || c == ',') {
            return new Requirement(key, Operator.EXISTS, List.of());
        } else if (c == '=') {
            at += text.startsWith("==", at) ? 2 : 1;
            return new Requirement(key, Operator.IN, List.of(value()));
        } else if (c == '!') {
            at++;
            expect('=');
            return new Requirement(key, Operator.NOT_IN, List.of(value()));
        } else if (c == '>' || c == '<') {
            at++;
            String number = value();
            if (!number.matches("[0-9]{1,18}")) {
                throw error("a whole number");
            }
            return new Requirement(key, c == '>' ? Operator.GREATER_THAN : Operator.LESS_THAN, List.of(number));
        }
        String word = word();
        if (word.equals("in") || word.equals("notin")) {
            return new Requirement(key, word.equals("in") ? Operator.IN : Operator.NOT_IN, set());
        }
        throw error("'=', '!=', 'in' or 'notin' after the key '" + key + "'");
    }

    private List<String> set() {
        skipSpace();
        expect('(');
        TreeSet<String> values = new TreeSet<>();
        do {
            values.add(value());
            skipSpace();
        } while (peek() == ',' && at++ >= 0);
        expect(')');
        return List.copyOf(values);
    }

    private String key() {
        skipSpace();
        String key = word();
        if (!Labels.isKey(key)) {
            throw error("a label key, found '" + key + "'");
        }
        return key;
    }

    private String value() {
        skipSpace();
        String value = word();
        if (!Labels.isValue(value)) {
            throw error("a label value, found '" + value + "'");
        }
        return value;
    }

    private String word() {
        int start = at;
        while (at < text.length() && !Character.isWhitespace(peek()) && SPECIAL.indexOf(peek()) < 0) {
            at++;
        }
        return text.substring(start, at);
    }

    private void expect(char c) {
        if (peek() != c) {
            throw error("'" + c + "'");
        }
        at++;
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private void skipSpace() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private IllegalArgumentException error(String expected) {
        return new IllegalArgumentException(
                "not a label selector: '" + text + "': expected " + expected + " at position " + (at + 1));
    }
}
