package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.internal.Nullable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Evaluates the Common Expression Language as far as admission policies of maintenance use it: selection and indexing,
 * {@code has}, {@code size}, the operators, {@code in}, texts' {@code startsWith}, {@code endsWith}, {@code contains}
 * and {@code matches}, and {@code all}, {@code exists} and {@code exists_one} over lists. Anything else is an error.
 */
final class Cel {
    /** An expression that can't be evaluated, and why in CEL's own words. */
    static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String why;

        Failure(String why) {
            super(why);
            this.why = why;
        }

        String why() {
            return why;
        }
    }

    /** Where names are looked up. */
    interface Names {
        /** The value of a name; a failure if there is none. */
        @Nullable
        Object find(String name);
    }

    private final List<String> tokens;
    private final Names names;
    private int at;
    /** Whether what is parsed counts, or is only skipped: the other branch of a condition. */
    private boolean live = true;

    private Cel(List<String> tokens, Names names) {
        this.tokens = tokens;
        this.names = names;
    }

    /** The value of an expression; throws {@link Failure}. */
    static @Nullable Object evaluate(String expression, Names names) {
        Cel cel = new Cel(CelTokens.of(expression), names);
        @Nullable Object value = cel.condition();
        if (cel.at < cel.tokens.size()) {
            throw new Failure("Syntax error: unexpected '" + cel.tokens.get(cel.at) + "'");
        }
        return value;
    }

    private String peek() {
        return at < tokens.size() ? tokens.get(at) : "";
    }

    private boolean take(String token) {
        if (peek().equals(token)) {
            at++;
            return true;
        }
        return false;
    }

    private String next() {
        if (at >= tokens.size()) {
            throw new Failure("Syntax error: the expression ends too early");
        }
        return tokens.get(at++);
    }

    private void need(String token) {
        if (!take(token)) {
            throw new Failure("Syntax error: expected '" + token + "' before '" + peek() + "'");
        }
    }

    private @Nullable Object branch(boolean counts, java.util.function.Supplier<@Nullable Object> parse) {
        boolean before = live;
        live = before && counts;
        try {
            return parse.get();
        } finally {
            live = before;
        }
    }

    private @Nullable Object condition() {
        @Nullable Object value = or();
        if (!take("?")) {
            return value;
        }
        boolean yes = live && truth(value);
        @Nullable Object first = branch(yes, this::or);
        need(":");
        @Nullable Object second = branch(!yes, this::condition);
        return yes ? first : second;
    }

    private @Nullable Object or() {
        @Nullable Object left = and();
        while (take("||")) {
            boolean decided = live && truth(left);
            @Nullable Object right = branch(!decided, this::and);
            left = live ? (Object) (decided || truth(right)) : null;
        }
        return left;
    }

    private @Nullable Object and() {
        @Nullable Object left = relation();
        while (take("&&")) {
            boolean open = live && truth(left);
            @Nullable Object right = branch(open, this::relation);
            left = live ? (Object) (open && truth(right)) : null;
        }
        return left;
    }

    private @Nullable Object relation() {
        @Nullable Object left = sum();
        String operator = peek();
        while (List.of("==", "!=", "<", "<=", ">", ">=", "in").contains(operator)) {
            at++;
            @Nullable Object right = sum();
            left = live ? (Object) related(operator, left, right) : null;
            operator = peek();
        }
        return left;
    }

    private static boolean related(String operator, @Nullable Object left, @Nullable Object right) {
        return switch (operator) {
            case "==" -> Objects.equals(number(left), number(right));
            case "!=" -> !Objects.equals(number(left), number(right));
            case "in" ->
                right instanceof Map<?, ?> map
                        ? map.containsKey(left)
                        : list(right).stream().anyMatch(each -> Objects.equals(number(each), number(left)));
            case "<" -> compared(left, right) < 0;
            case "<=" -> compared(left, right) <= 0;
            case ">" -> compared(left, right) > 0;
            default -> compared(left, right) >= 0;
        };
    }

    private static @Nullable Object number(@Nullable Object value) {
        return value instanceof Number number ? (Object) number.doubleValue() : value;
    }

    private static int compared(@Nullable Object left, @Nullable Object right) {
        if (left instanceof Number one && right instanceof Number other) {
            return Double.compare(one.doubleValue(), other.doubleValue());
        } else if (left instanceof String one && right instanceof String other) {
            return one.compareTo(other);
        }
        throw new Failure("no such overload");
    }

    private static List<?> list(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return list;
        }
        throw new Failure("no such overload");
    }

    private static boolean truth(@Nullable Object value) {
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw new Failure("no such overload");
    }

    private @Nullable Object sum() {
        @Nullable Object left = unary();
        while (peek().equals("+") || peek().equals("-")) {
            boolean plus = take("+");
            if (!plus) {
                at++;
            }
            @Nullable Object right = unary();
            left = live ? added(left, right, plus) : null;
        }
        return left;
    }

    private static Object added(@Nullable Object left, @Nullable Object right, boolean plus) {
        if (left instanceof Long one && right instanceof Long other) {
            return plus ? one + other : one - other;
        } else if (plus && left instanceof String one && right instanceof String other) {
            return one + other;
        }
        throw new Failure("no such overload");
    }

    private @Nullable Object unary() {
        if (take("!")) {
            @Nullable Object value = unary();
            return live ? (Object) !truth(value) : null;
        }
        return take("-") ? negative(member()) : member();
    }

    private static Object negative(@Nullable Object value) {
        if (value instanceof Long number) {
            return -number;
        }
        throw new Failure("no such overload");
    }

    private @Nullable Object member() {
        @Nullable Object value = primary();
        while (true) {
            if (take(".")) {
                String name = next();
                value = peek().equals("(") ? method(value, name) : live ? selected(value, name) : null;
            } else if (take("[")) {
                @Nullable Object key = condition();
                need("]");
                value = live ? indexed(value, key) : null;
            } else {
                return value;
            }
        }
    }

    private static @Nullable Object selected(@Nullable Object value, String name) {
        if (value instanceof Map<?, ?> map && map.containsKey(name)) {
            return map.get(name);
        }
        throw new Failure("no such key: " + name);
    }

    private static @Nullable Object indexed(@Nullable Object value, @Nullable Object key) {
        if (value instanceof List<?> list && key instanceof Long index) {
            if (index >= 0 && index < list.size()) {
                return list.get(index.intValue());
            }
            throw new Failure("index out of bounds: " + index);
        }
        return selected(value, String.valueOf(key));
    }

    private @Nullable Object method(@Nullable Object value, String name) {
        need("(");
        if (List.of("all", "exists", "exists_one").contains(name)) {
            return macro(value, name);
        }
        List<@Nullable Object> arguments = new ArrayList<>();
        while (!take(")")) {
            arguments.add(condition());
            take(",");
        }
        if (!live) {
            return null;
        } else if (name.equals("size") && arguments.isEmpty()) {
            return size(value);
        } else if (value instanceof String text && arguments.size() == 1 && arguments.get(0) instanceof String other) {
            return switch (name) {
                case "startsWith" -> text.startsWith(other);
                case "endsWith" -> text.endsWith(other);
                case "contains" -> text.contains(other);
                case "matches" -> matches(text, other);
                default -> throw new Failure("undeclared reference to '" + name + "' (in container '')");
            };
        }
        throw new Failure("no such overload");
    }

    private static boolean matches(String text, String pattern) {
        try {
            return Pattern.compile(pattern).matcher(text).find();
        } catch (PatternSyntaxException e) {
            throw new Failure("error parsing regexp: " + pattern);
        }
    }

    /** A predicate over the items of a list or the keys of a map; its text is parsed again for each. */
    private @Nullable Object macro(@Nullable Object value, String name) {
        String variable = next();
        need(",");
        int start = at;
        branch(false, this::condition);
        int end = at;
        need(")");
        if (!live) {
            return null;
        }
        List<?> items = value instanceof Map<?, ?> map ? List.copyOf(map.keySet()) : list(value);
        long count = 0;
        for (Object item : items) {
            Cel below = new Cel(tokens.subList(start, end), known -> known.equals(variable) ? item : names.find(known));
            count += truth(below.condition()) ? 1 : 0;
        }
        return switch (name) {
            case "all" -> count == items.size();
            case "exists" -> count > 0;
            default -> count == 1;
        };
    }

    private static long size(@Nullable Object value) {
        return value instanceof String text
                ? text.codePointCount(0, text.length())
                : value instanceof Map<?, ?> map ? map.size() : list(value).size();
    }

    private @Nullable Object primary() {
        if (take("(")) {
            @Nullable Object value = condition();
            need(")");
            return value;
        } else if (take("[")) {
            List<@Nullable Object> items = new ArrayList<>();
            while (!take("]")) {
                items.add(condition());
                take(",");
            }
            return items;
        }
        String token = next();
        char first = token.charAt(0);
        if (first == '"') {
            return token.substring(1);
        } else if (Character.isDigit(first)) {
            return whole(token);
        }
        return switch (token) {
            case "true" -> true;
            case "false" -> false;
            case "null" -> null;
            case "has" -> has();
            case "size" -> {
                need("(");
                @Nullable Object value = condition();
                need(")");
                yield live ? (Object) size(value) : null;
            }
            case "string" -> {
                need("(");
                @Nullable Object value = condition();
                need(")");
                yield String.valueOf(value);
            }
            default -> live ? value(names.find(token)) : null;
        };
    }

    private static Long whole(String digits) {
        try {
            return Long.valueOf(digits);
        } catch (NumberFormatException e) {
            throw new Failure("Syntax error: no whole number: " + digits);
        }
    }

    private static @Nullable Object value(@Nullable Object found) {
        return found instanceof Document document ? document.asMap() : found;
    }

    /** Whether a field is there: of a path, only its last step may be missing. */
    private Object has() {
        need("(");
        @Nullable Object value = primary();
        boolean there = false;
        while (!take(")")) {
            need(".");
            String name = next();
            boolean last = peek().equals(")");
            if (live && last) {
                there = value instanceof Map<?, ?> map && map.containsKey(name);
            } else if (live) {
                value = selected(value, name);
            }
        }
        return there;
    }
}
