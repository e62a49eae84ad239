package io.github.kubemaintenance.jetcd;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The types of Kubernetes that write themselves as JSON in a way of their own. */
final class SpecialTypes {
    /** What a message is written as. */
    record Written(boolean isSpecial, @Nullable Object value) {}

    private static final String META = "k8s.io.apimachinery.pkg.apis.meta.v1.";
    private static final String EXTENSIONS = "k8s.io.apiextensions_apiserver.pkg.apis.apiextensions.v1.";
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

    private SpecialTypes() {}

    static boolean isTime(String fullName) {
        return fullName.equals(META + "Time") || fullName.equals(META + "MicroTime");
    }

    static Written write(Message message, Function<Message, Object> plain) {
        return switch (message.getDescriptorForType().getFullName()) {
            case META + "Time" -> special(time(message, SECONDS));
            case META + "MicroTime" -> special(time(message, MICROS));
            case META + "Duration" -> special(duration(number(message, "duration")));
            case "k8s.io.apimachinery.pkg.api.resource.Quantity" -> special(text(message, "string"));
            case "k8s.io.apimachinery.pkg.util.intstr.IntOrString" ->
                special(number(message, "type") == 0 ? (Object) number(message, "intVal") : text(message, "strVal"));
            case META + "FieldsV1" -> special(json(message, "Raw"));
            case "k8s.io.apimachinery.pkg.runtime.RawExtension", EXTENSIONS + "JSON" -> special(json(message, "raw"));
            case EXTENSIONS + "JSONSchemaPropsOrBool" ->
                special(has(message, "schema") ? part(message, "schema", plain) : value(message, "allows"));
            case EXTENSIONS + "JSONSchemaPropsOrArray" ->
                special(
                        list(message, "jSONSchemas").isEmpty()
                                ? part(message, "schema", plain)
                                : list(message, "jSONSchemas").stream()
                                        .map(each -> plain.apply((Message) each))
                                        .toList());
            case EXTENSIONS + "JSONSchemaPropsOrStringArray" ->
                special(
                        list(message, "property").isEmpty()
                                ? part(message, "schema", plain)
                                : new ArrayList<>(list(message, "property")));
            case "k8s.io.api.authentication.v1.ExtraValue",
                    "k8s.io.api.authorization.v1.ExtraValue",
                    "k8s.io.api.certificates.v1.ExtraValue" -> special(new ArrayList<>(list(message, "items")));
            default -> new Written(false, null);
        };
    }

    private static Written special(@Nullable Object value) {
        return new Written(true, value);
    }

    private static FieldDescriptor field(Message message, String name) {
        FieldDescriptor field = message.getDescriptorForType().findFieldByName(name);
        if (field == null) {
            throw new IllegalStateException(
                    message.getDescriptorForType().getFullName() + " has no field " + name + " in this schema");
        }
        return field;
    }

    private static boolean has(Message message, String name) {
        return message.hasField(field(message, name));
    }

    private static Object value(Message message, String name) {
        return message.getField(field(message, name));
    }

    private static List<?> list(Message message, String name) {
        return (List<?>) value(message, name);
    }

    private static long number(Message message, String name) {
        return ((Number) value(message, name)).longValue();
    }

    private static String text(Message message, String name) {
        return (String) value(message, name);
    }

    private static @Nullable Object part(Message message, String name, Function<Message, Object> plain) {
        return has(message, name) ? plain.apply((Message) value(message, name)) : null;
    }

    /** JSON within protobuf. */
    private static @Nullable Object json(Message message, String name) {
        String text = ((ByteString) value(message, name)).toStringUtf8();
        if (text.isBlank()) {
            return null;
        }
        Document wrapped = DocumentFormat.json().read("{\"value\":" + text + "}");
        return wrapped.asMap().get("value");
    }

    /** The zero time, which Go writes as null, has no field at all. */
    private static @Nullable Object time(Message message, DateTimeFormatter format) {
        return message.getSerializedSize() == 0
                ? null
                : format.format(Instant.ofEpochSecond(number(message, "seconds"), number(message, "nanos")));
    }

    /** Writes nanoseconds as Go does: 1h0m0s, 1m30s, 1.5s, 300ms. */
    static String duration(long nanos) {
        if (nanos == 0) {
            return "0s";
        } else if (nanos < 0) {
            return "-" + duration(-nanos);
        } else if (nanos < 1_000) {
            return nanos + "ns";
        } else if (nanos < 1_000_000) {
            return decimal(nanos, 1_000) + "µs";
        } else if (nanos < 1_000_000_000) {
            return decimal(nanos, 1_000_000) + "ms";
        }
        long minutes = nanos / 60_000_000_000L;
        String seconds = decimal(nanos % 60_000_000_000L, 1_000_000_000) + "s";
        return (minutes >= 60 ? minutes / 60 + "h" : "") + (minutes > 0 ? minutes % 60 + "m" : "") + seconds;
    }

    private static String decimal(long value, long unit) {
        String fraction = Long.toString(unit + value % unit).substring(1).replaceAll("0+$", "");
        return value / unit + (fraction.isEmpty() ? "" : "." + fraction);
    }
}
