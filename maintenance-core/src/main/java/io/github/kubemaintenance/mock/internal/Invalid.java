package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.ApiStatus;
import io.github.kubemaintenance.cluster.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is wrong with an object, field by field, as kube-apiserver's 422 lists it. */
final class Invalid {
    private final String qualified;
    private final String kind;
    private final String name;
    private final List<ApiStatus.Cause> causes = new ArrayList<>();

    private Invalid(String qualified, String kind, String name) {
        this.qualified = qualified;
        this.kind = kind;
        this.name = name;
    }

    /** Of an object. */
    static Invalid of(Kind<?> kind, String name) {
        return new Invalid(kind.group().isEmpty() ? kind.kind() : kind.kind() + "." + kind.group(), kind.kind(), name);
    }

    /** Of something by another name, for example {@code PatchOptions.meta.k8s.io}. */
    static Invalid of(String qualified, String name) {
        int dot = qualified.indexOf('.');
        return new Invalid(qualified, dot < 0 ? qualified : qualified.substring(0, dot), name);
    }

    /** A value, written as it is shown, that can't be. */
    Invalid invalid(String field, String value, String why) {
        return add("FieldValueInvalid", field, "Invalid value: " + value + ": " + why);
    }

    /** A change that is forbidden. */
    Invalid forbidden(String field, String why) {
        return add("FieldValueForbidden", field, "Forbidden: " + why);
    }

    /** A value that is missing. */
    Invalid required(String field, String why) {
        return add("FieldValueRequired", field, why.isEmpty() ? "Required value" : "Required value: " + why);
    }

    /** A value that occurs twice. */
    Invalid duplicate(String field, String value) {
        return add("FieldValueDuplicate", field, "Duplicate value: " + value);
    }

    /** A value that is none of the possible ones. */
    Invalid unsupported(String field, String value, List<String> supported) {
        return add(
                "FieldValueNotSupported",
                field,
                "Unsupported value: " + value + ": supported values: "
                        + String.join(
                                ", ", supported.stream().map(GoText::quoted).toList()));
    }

    Invalid add(String reason, String field, String message) {
        causes.add(new ApiStatus.Cause(reason, message, field));
        return this;
    }

    boolean isEmpty() {
        return causes.isEmpty();
    }

    /** The whole answer: the message has every sentence once, the causes have them all. */
    ApiStatus status() {
        Set<String> sentences = new LinkedHashSet<>();
        causes.forEach(cause -> sentences.add(cause.field() + ": " + cause.message()));
        String all = String.join(", ", sentences);
        return new ApiStatus(
                422,
                "Invalid",
                qualified + " \"" + name + "\" is invalid: " + (sentences.size() > 1 ? "[" + all + "]" : all),
                kind,
                name,
                causes,
                Optional.empty());
    }

    /** Refuses if anything is wrong. */
    void check() {
        if (!causes.isEmpty()) {
            throw new StatusException(status());
        }
    }
}
