package io.github.kubemaintenance.mock.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is wrong with a label selector of a request, in the words of the server's own parser (apimachinery's
 * {@code pkg/labels/selector.go}).
 */
final class LabelSyntax {
    /** What is wrong. */
    static final class Wrong extends Exception {
        private static final long serialVersionUID = 1L;

        private final String why;

        Wrong(String why) {
            super(why);
            this.why = why;
        }

        String why() {
            return why;
        }
    }

    private enum Token {
        END,
        WORD,
        COMMA,
        NOT,
        OPEN,
        CLOSE,
        EQUALS,
        UNEQUAL,
        IN,
        NOT_IN,
        GREATER,
        LESS,
        ERROR
    }

    private record Scanned(Token token, String text) {}

    private static final String SPECIAL = "=!(),><";
    private static final Map<String, Token> TOKENS = Map.ofEntries(
            Map.entry(")", Token.CLOSE),
            Map.entry(",", Token.COMMA),
            Map.entry("!", Token.NOT),
            Map.entry("==", Token.EQUALS),
            Map.entry("=", Token.EQUALS),
            Map.entry(">", Token.GREATER),
            Map.entry("in", Token.IN),
            Map.entry("<", Token.LESS),
            Map.entry("!=", Token.UNEQUAL),
            Map.entry("notin", Token.NOT_IN),
            Map.entry("(", Token.OPEN));

    private final String text;
    private final List<Scanned> all = new ArrayList<>();
    private int at;
    private int position;

    private LabelSyntax(String text) {
        this.text = text;
    }

    /** Checks a selector. */
    static void check(String selector) throws Wrong {
        LabelSyntax syntax = new LabelSyntax(selector);
        syntax.scan();
        syntax.parse();
    }

    private void scan() {
        while (true) {
            while (at < text.length() && isSpace(text.charAt(at))) {
                at++;
            }
            if (at >= text.length()) {
                all.add(new Scanned(Token.END, ""));
                return;
            }
            all.add(SPECIAL.indexOf(text.charAt(at)) >= 0 ? special() : word());
        }
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private Scanned word() {
        int start = at;
        while (at < text.length() && !isSpace(text.charAt(at)) && SPECIAL.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(start, at);
        return new Scanned(TOKENS.getOrDefault(word, Token.WORD), word);
    }

    private Scanned special() {
        int start = at;
        Scanned last = new Scanned(Token.ERROR, "");
        while (at < text.length() && SPECIAL.indexOf(text.charAt(at)) >= 0) {
            String symbol = text.substring(start, at + 1);
            Token token = TOKENS.getOrDefault(symbol, Token.ERROR);
            if (token == Token.ERROR && last.token() != Token.ERROR) {
                break;
            } else if (token != Token.ERROR) {
                last = new Scanned(token, symbol);
            }
            at++;
        }
        return last.token() == Token.ERROR
                ? new Scanned(Token.ERROR, "error expected: keyword found '" + text.substring(start, at) + "'")
                : last;
    }

    /** The next token; where values may stand, keywords are words. */
    private Scanned look(boolean values) {
        Scanned next = all.get(Math.min(position, all.size() - 1));
        boolean keyword = next.token() == Token.IN || next.token() == Token.NOT_IN;
        return values && keyword ? new Scanned(Token.WORD, next.text()) : next;
    }

    private Scanned take(boolean values) {
        Scanned next = look(values);
        position++;
        return next;
    }

    private void parse() throws Wrong {
        while (true) {
            Scanned next = look(true);
            if (next.token() == Token.END) {
                return;
            } else if (next.token() != Token.WORD && next.token() != Token.NOT) {
                throw new Wrong("found '" + next.text() + "', expected: !, identifier, or 'end of string'");
            }
            try {
                requirement();
            } catch (Wrong wrong) {
                throw new Wrong("unable to parse requirement: " + wrong.why());
            }
            Scanned after = take(true);
            if (after.token() == Token.END) {
                return;
            } else if (after.token() != Token.COMMA) {
                throw new Wrong("found '" + after.text() + "', expected: ',' or 'end of string'");
            }
            Scanned second = look(true);
            if (second.token() != Token.WORD && second.token() != Token.NOT) {
                throw new Wrong("found '" + second.text() + "', expected: identifier after ','");
            }
        }
    }

    private void requirement() throws Wrong {
        Scanned key = take(true);
        boolean not = key.token() == Token.NOT;
        key = not ? take(true) : key;
        if (key.token() != Token.WORD) {
            throw new Wrong("found '" + key.text() + "', expected: identifier");
        }
        List<String> wrong = Syntax.qualifiedName(key.text());
        if (!wrong.isEmpty()) {
            throw new Wrong("<nil>: Invalid value: " + GoText.quoted(key.text()) + ": " + String.join("; ", wrong));
        }
        Token next = look(true).token();
        if (not || next == Token.END || next == Token.COMMA) {
            return;
        }
        Scanned operator = take(false);
        Set<String> values =
                switch (operator.token()) {
                    case IN, NOT_IN -> values();
                    case EQUALS, UNEQUAL, GREATER, LESS -> exact();
                    default ->
                        throw new Wrong("found '" + operator.text() + "', expected: in, notin, =, ==, !=, gt, lt");
                };
        checkValues(key.text(), operator.token(), values);
    }

    private static void checkValues(String key, Token operator, Set<String> values) throws Wrong {
        List<String> all = new ArrayList<>();
        int i = 0;
        boolean number = operator == Token.GREATER || operator == Token.LESS;
        for (String value : values) {
            if (number && !value.matches("[+-]?\\d+")) {
                all.add("values[" + i + "]: Invalid value: " + GoText.quoted(value)
                        + ": for 'Gt', 'Lt' operators, the value must be an integer");
            }
            i++;
        }
        i = 0;
        for (String value : values) {
            List<String> wrong = Syntax.labelValue(value);
            if (!wrong.isEmpty()) {
                all.add("values[" + i + "][" + key + "]: Invalid value: " + GoText.quoted(value) + ": "
                        + String.join("; ", wrong));
            }
            i++;
        }
        if (!all.isEmpty()) {
            throw new Wrong(all.size() == 1 ? all.get(0) : "[" + String.join(", ", all) + "]");
        }
    }

    private Set<String> exact() throws Wrong {
        Token next = look(true).token();
        if (next == Token.END || next == Token.COMMA) {
            return Set.of("");
        }
        Scanned value = take(true);
        if (value.token() != Token.WORD) {
            throw new Wrong("found '" + value.text() + "', expected: identifier");
        }
        return Set.of(value.text());
    }

    private Set<String> values() throws Wrong {
        Scanned open = take(true);
        if (open.token() != Token.OPEN) {
            throw new Wrong("found '" + open.text() + "' expected: '('");
        }
        Scanned first = look(true);
        switch (first.token()) {
            case WORD, COMMA -> {
                Set<String> values = words();
                if (take(true).token() != Token.CLOSE) {
                    throw new Wrong("found '" + first.text() + "', expected: ')'");
                }
                return values;
            }
            case CLOSE -> {
                take(true);
                return Set.of("");
            }
            default -> throw new Wrong("found '" + first.text() + "', expected: ',', ')' or identifier");
        }
    }

    private Set<String> words() throws Wrong {
        Set<String> values = new TreeSet<>();
        while (true) {
            Scanned next = take(true);
            if (next.token() == Token.WORD) {
                values.add(next.text());
                Scanned after = look(true);
                if (after.token() == Token.CLOSE) {
                    return values;
                } else if (after.token() != Token.COMMA) {
                    throw new Wrong("found '" + after.text() + "', expected: ',' or ')'");
                }
            } else if (next.token() == Token.COMMA) {
                if (values.isEmpty()) {
                    values.add("");
                }
                Token after = look(true).token();
                if (after == Token.CLOSE) {
                    values.add("");
                    return values;
                } else if (after == Token.COMMA) {
                    take(true);
                    values.add("");
                }
            } else {
                throw new Wrong("found '" + next.text() + "', expected: ',', or identifier");
            }
        }
    }
}
