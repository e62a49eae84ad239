package io.github.kubemaintenance.jetcd;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes a message of Kubernetes as the tree that its JSON is. Thread-safe. */
final class ProtobufJson {
    private final JsonRules rules;

    ProtobufJson(JsonRules rules) {
        this.rules = rules;
    }

    void fields(Message message, Map<String, Object> into) {
        JsonRules.Type type = rules.of(message.getDescriptorForType().getFullName());
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            String name = field.getName();
            if (type.isInline(name)) {
                if (message.hasField(field)) {
                    fields((Message) message.getField(field), into);
                }
            } else if (field.isRepeated()) {
                repeated(message, field, type, into);
            } else if (message.hasField(field)) {
                Object raw = message.getField(field);
                boolean omitted = field.getJavaType() == JavaType.MESSAGE
                        ? type.isLeftOutWhenEmpty(name) && ((Message) raw).getSerializedSize() == 0
                        : type.isLeftOutWhenZero(name) && raw.equals(zero(field));
                if (!omitted) {
                    into.put(type.nameOf(name), value(field, raw));
                }
            } else if (type.isNullWhenAbsent(name)) {
                into.put(type.nameOf(name), null);
            } else if (type.isAlways(name)) {
                absent(field, type.nameOf(name), into);
            }
        }
    }

    /** What is not stored though it is always written was not known when the object was stored. */
    private static void absent(FieldDescriptor field, String name, Map<String, Object> into) {
        if (field.getJavaType() != JavaType.MESSAGE) {
            into.put(name, field.getJavaType() == JavaType.BYTE_STRING ? null : scalar(field, zero(field)));
        } else if (SpecialTypes.isTime(field.getMessageType().getFullName())) {
            into.put(name, null);
        }
    }

    private void repeated(Message message, FieldDescriptor field, JsonRules.Type type, Map<String, Object> into) {
        int count = message.getRepeatedFieldCount(field);
        String name = type.nameOf(field.getName());
        if (count == 0) {
            if (type.isAlways(field.getName())) {
                into.put(name, null); // a list that was never made: Go writes null
            }
        } else if (field.isMapField()) {
            FieldDescriptor key = field.getMessageType().findFieldByNumber(1);
            FieldDescriptor value = field.getMessageType().findFieldByNumber(2);
            Map<String, Object> map = new TreeMap<>(); // as Go writes maps
            for (int i = 0; i < count; i++) {
                Message entry = (Message) message.getRepeatedField(field, i);
                map.put(String.valueOf(entry.getField(key)), value(value, entry.getField(value)));
            }
            into.put(name, map);
        } else {
            List<Object> list = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                list.add(value(field, message.getRepeatedField(field, i)));
            }
            into.put(name, list);
        }
    }

    private @Nullable Object value(FieldDescriptor field, Object raw) {
        if (field.getJavaType() != JavaType.MESSAGE) {
            return scalar(field, raw);
        }
        Message message = (Message) raw;
        SpecialTypes.Written special = SpecialTypes.write(message, this::object);
        return special.isSpecial() ? special.value() : object(message);
    }

    private Object object(Message message) {
        Map<String, Object> tree = new LinkedHashMap<>();
        fields(message, tree);
        return tree;
    }

    private static Object zero(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case INT -> 0;
            case LONG -> 0L;
            case FLOAT -> 0f;
            case DOUBLE -> 0d;
            case BOOLEAN -> false;
            case BYTE_STRING -> ByteString.EMPTY;
            default -> "";
        };
    }

    private static Object scalar(FieldDescriptor field, Object raw) {
        return switch (field.getJavaType()) {
            case BYTE_STRING -> Base64.getEncoder().encodeToString(((ByteString) raw).toByteArray());
            case FLOAT, DOUBLE -> whole(((Number) raw).doubleValue());
            case ENUM -> raw.toString();
            default -> raw;
        };
    }

    private static Object whole(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15 ? (Object) (long) number : (Object) number;
    }
}
