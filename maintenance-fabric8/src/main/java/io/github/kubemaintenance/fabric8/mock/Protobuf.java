package io.github.kubemaintenance.fabric8.mock;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.DocumentFormatException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads objects as typed clients of Go send them ({@code kubectl create} does): Kubernetes' envelope, and in it a message
 * whose fields the file {@code messages.txt} numbers. Answers are always JSON, which such clients take as well.
 */
final class Protobuf {
    private static final byte[] MAGIC = {'k', '8', 's', 0};
    private static final Pattern FIELD = Pattern.compile("(\\d+)([:!*%~])(\\w+)=(\\S+)");
    private static final Map<String, Map<Integer, Field>> MESSAGES = load();

    private record Field(char mode, String name, String type) {}

    /** What stands in a message, before it is known what it means: a number, or bytes. */
    private record Raw(int field, long number, ByteBuffer bytes) {}

    private Protobuf() {}

    /** The object in a body; empty for one that isn't understood. */
    static Optional<Document> read(byte[] body) {
        if (body.length < MAGIC.length || !Arrays.equals(MAGIC, Arrays.copyOf(body, MAGIC.length))) {
            return Optional.empty();
        }
        try {
            return object(ByteBuffer.wrap(body, MAGIC.length, body.length - MAGIC.length));
        } catch (BufferUnderflowException | IllegalArgumentException | DateTimeException | DocumentFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Document> object(ByteBuffer envelope) {
        String apiVersion = "";
        String kind = "";
        ByteBuffer content = ByteBuffer.allocate(0);
        while (envelope.hasRemaining()) {
            Raw part = next(envelope);
            if (part.field() == 1) {
                for (ByteBuffer type = part.bytes(); type.hasRemaining(); ) {
                    Raw each = next(type);
                    apiVersion = each.field() == 1 ? text(each.bytes()) : apiVersion;
                    kind = each.field() == 2 ? text(each.bytes()) : kind;
                }
            } else if (part.field() == 2) {
                content = part.bytes();
            }
        }
        String name = name(apiVersion, kind);
        return MESSAGES.containsKey(name)
                ? Optional.of(Document.of("kind", kind)
                        .with(apiVersion, "apiVersion")
                        .withAll(Document.of(message(content, name))))
                : Optional.empty();
    }

    /** The message of a kind; options of a deletion are the same in every group. */
    private static String name(String apiVersion, String kind) {
        if (kind.equals("DeleteOptions")) {
            return "meta.v1.DeleteOptions";
        }
        int slash = apiVersion.indexOf('/');
        String group = slash < 0 ? "core" : apiVersion.substring(0, slash).replaceFirst("\\..*", "");
        return group + "." + apiVersion.substring(slash + 1) + "." + kind;
    }

    private static Map<String, Object> message(ByteBuffer in, String name) {
        Map<Integer, Field> fields = Objects.requireNonNull(MESSAGES.getOrDefault(name, Map.of()));
        Map<String, Object> out = new LinkedHashMap<>();
        while (in.hasRemaining()) {
            Raw raw = next(in);
            Field field = fields.get(raw.field());
            if (field != null) {
                put(out, field, raw);
            }
        }
        return out;
    }

    private static void put(Map<String, Object> out, Field field, Raw raw) {
        switch (field.mode()) {
            case '*' -> {
                List<Object> all = new ArrayList<>();
                if (out.get(field.name()) instanceof List<?> before) {
                    all.addAll(before);
                }
                all.add(value(field.type(), raw));
                out.put(field.name(), all);
            }
            case '%' -> {
                Map<String, Object> all = new LinkedHashMap<>();
                if (out.get(field.name()) instanceof Map<?, ?> before) {
                    before.forEach((key, value) -> all.put(key.toString(), value));
                }
                entry(all, field.type(), raw.bytes());
                out.put(field.name(), all);
            }
            case '~' -> out.putAll(message(raw.bytes(), field.type()));
            default -> {
                Object value = value(field.type(), raw);
                if (field.mode() == '!' || !isNothing(value)) {
                    out.put(field.name(), value);
                }
            }
        }
    }

    private static void entry(Map<String, Object> all, String type, ByteBuffer in) {
        String key = "";
        Raw value = new Raw(2, 0, ByteBuffer.allocate(0));
        while (in.hasRemaining()) {
            Raw each = next(in);
            key = each.field() == 1 ? text(each.bytes()) : key;
            value = each.field() == 2 ? each : value;
        }
        all.put(key, value(type, value));
    }

    /** Go writes what was never set as zero. */
    private static boolean isNothing(Object value) {
        return value.equals("")
                || value.equals(0L)
                || value.equals(0.0)
                || value.equals(false)
                || (value instanceof Map<?, ?> map && map.isEmpty());
    }

    private static Object value(String type, Raw raw) {
        return switch (type) {
            case "s" -> text(raw.bytes());
            case "b" -> raw.number() != 0;
            case "i" -> raw.number();
            case "d" -> Double.longBitsToDouble(raw.number());
            case "y" -> Base64.getEncoder().encodeToString(bytes(raw.bytes()));
            case "Q" -> text(part(raw, 1).bytes());
            case "I" ->
                part(raw, 1).number() == 0
                        ? part(raw, 2).number()
                        : text(part(raw, 3).bytes());
            case "T", "U" -> raw.bytes().hasRemaining() ? time(raw) : "";
            case "N" -> Duration.ofNanos(part(raw, 1).number()).toSeconds() + "s";
            case "F", "R" -> {
                String json = text(part(raw, 1).bytes());
                yield json.isEmpty()
                        ? Map.of()
                        : DocumentFormat.json().read(json).asMap();
            }
            default -> type.endsWith(".ExtraValue") ? list(raw.bytes()) : message(raw.bytes(), type);
        };
    }

    private static String time(Raw raw) {
        return Instant.ofEpochSecond(part(raw, 1).number(), part(raw, 2).number())
                .toString();
    }

    private static List<String> list(ByteBuffer in) {
        List<String> all = new ArrayList<>();
        while (in.hasRemaining()) {
            all.add(text(next(in).bytes()));
        }
        return all;
    }

    private static Raw part(Raw whole, int number) {
        Raw none = new Raw(number, 0, ByteBuffer.allocate(0));
        return Objects.requireNonNull(parts(whole.bytes()).getOrDefault(number, none));
    }

    private static Map<Integer, Raw> parts(ByteBuffer in) {
        Map<Integer, Raw> parts = new LinkedHashMap<>();
        for (ByteBuffer left = in.duplicate(); left.hasRemaining(); ) {
            Raw each = next(left);
            parts.put(each.field(), each);
        }
        return parts;
    }

    private static Raw next(ByteBuffer in) {
        long tag = varint(in);
        int field = (int) (tag >>> 3);
        ByteBuffer none = ByteBuffer.allocate(0);
        return switch ((int) (tag & 7)) {
            case 0 -> new Raw(field, varint(in), none);
            case 1 -> new Raw(field, Long.reverseBytes(in.getLong()), none);
            case 2 -> {
                long length = varint(in);
                if (length < 0 || length > in.remaining()) {
                    throw new BufferUnderflowException();
                }
                ByteBuffer bytes = in.slice(in.position(), (int) length);
                in.position(in.position() + (int) length);
                yield new Raw(field, 0, bytes);
            }
            case 5 -> new Raw(field, Integer.reverseBytes(in.getInt()), none);
            default -> throw new IllegalArgumentException("no such wire type: " + (tag & 7));
        };
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number of more than ten bytes");
    }

    private static byte[] bytes(ByteBuffer in) {
        byte[] all = new byte[in.remaining()];
        in.duplicate().get(all);
        return all;
    }

    private static String text(ByteBuffer in) {
        return new String(bytes(in), StandardCharsets.UTF_8);
    }

    private static Map<String, Map<Integer, Field>> load() {
        Map<String, Map<Integer, Field>> messages = new LinkedHashMap<>();
        try (InputStream in = Objects.requireNonNull(Protobuf.class.getResourceAsStream("messages.txt"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    Map<Integer, Field> fields = new LinkedHashMap<>();
                    for (Matcher each = FIELD.matcher(line); each.find(); ) {
                        fields.put(
                                Integer.valueOf(each.group(1)),
                                new Field(each.group(2).charAt(0), each.group(3), each.group(4)));
                    }
                    messages.put(line.replaceFirst(" .*", ""), fields);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return messages;
    }
}
