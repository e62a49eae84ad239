package io.github.kubemaintenance.model.internal;

import io.github.kubemaintenance.model.DocumentFormatException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A recursive-descent reader over one text. Not thread-safe; one use. */
final class JsonReader {
    private static final int MAX_DEPTH = 512;

    private final String text;
    private int at;
    private int depth;

    JsonReader(String text) {
        this.text = text;
    }

    @Nullable
    Object readAll() {
        Object value = value();
        skipSpace();
        if (at < text.length()) {
            throw error("the end of the text");
        }
        return value;
    }

    private @Nullable Object value() {
        skipSpace();
        if (at >= text.length()) {
            throw error("a value");
        }
        char c = text.charAt(at);
        return switch (c) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, Object> object() {
        enter();
        Map<String, Object> map = new LinkedHashMap<>();
        at++;
        skipSpace();
        if (peek() == '}') {
            at++;
        } else {
            do {
                skipSpace();
                if (peek() != '"') {
                    throw error("a key in quotes");
                }
                String key = string();
                skipSpace();
                expect(':');
                map.put(key, value());
                skipSpace();
            } while (more('}'));
        }
        depth--;
        return map;
    }

    private List<Object> array() {
        enter();
        List<Object> list = new ArrayList<>();
        at++;
        skipSpace();
        if (peek() == ']') {
            at++;
        } else {
            do {
                list.add(value());
                skipSpace();
            } while (more(']'));
        }
        depth--;
        return list;
    }

    private boolean more(char end) {
        char c = peek();
        if (c != ',' && c != end) {
            throw error("',' or '" + end + "'");
        }
        at++;
        return c == ',';
    }

    private void enter() {
        if (++depth > MAX_DEPTH) {
            throw error("at most " + MAX_DEPTH + " levels");
        }
    }

    private String string() {
        int start = ++at;
        while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\\' && text.charAt(at) >= ' ') {
            at++;
        }
        if (at < text.length() && text.charAt(at) == '"') {
            return text.substring(start, at++);
        }
        StringBuilder out = new StringBuilder(text.substring(start, at));
        while (true) {
            char c = at < text.length() ? text.charAt(at) : 0;
            if (c == '"') {
                at++;
                return out.toString();
            } else if (c == '\\') {
                at++;
                out.append(escaped());
            } else if (c < ' ') {
                throw error("the end of a string");
            } else {
                out.append(c);
                at++;
            }
        }
    }

    private char escaped() {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> codeUnit();
            default -> {
                at--;
                throw error("an escape character");
            }
        };
    }

    private char codeUnit() {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(peek(), 16);
            if (digit < 0) {
                throw error("four hexadecimal digits");
            }
            code = code * 16 + digit;
            at++;
        }
        return (char) code;
    }

    private Object number() {
        int start = at;
        if (peek() == '-') {
            at++;
        }
        if (peek() == '0') {
            at++;
        } else {
            digits();
        }
        boolean whole = true;
        if (peek() == '.') {
            whole = false;
            at++;
            digits();
        }
        if (peek() == 'e' || peek() == 'E') {
            whole = false;
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            digits();
        }
        String digits = text.substring(start, at);
        if (whole && digits.length() <= 20) {
            try {
                return Long.valueOf(digits);
            } catch (NumberFormatException tooBig) {
                return Double.valueOf(digits);
            }
        }
        Double number = Double.valueOf(digits);
        if (number.isInfinite()) {
            at = start;
            throw error("a number that a double can hold");
        }
        return number;
    }

    private void digits() {
        int start = at;
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        if (at == start) {
            throw error(start == 0 || depth == 0 ? "a value" : "a value or a digit");
        }
    }

    private @Nullable Object word(String word, @Nullable Object value) {
        if (!text.startsWith(word, at)) {
            throw error("a value");
        }
        at += word.length();
        return value;
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
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private DocumentFormatException error(String expected) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < Math.min(at, text.length()); i++) {
            column++;
            if (text.charAt(i) == '\n') {
                line++;
                column = 1;
            }
        }
        String found = at < text.length() ? "'" + text.charAt(at) + "'" : "the end of the text";
        return new DocumentFormatException(
                "not JSON: expected " + expected + " at line " + line + ", column " + column + ", found " + found);
    }
}
