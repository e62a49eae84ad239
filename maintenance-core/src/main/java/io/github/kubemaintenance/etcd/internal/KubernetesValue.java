package io.github.kubemaintenance.etcd.internal;

import io.github.kubemaintenance.etcd.StoredResource.Encoding;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.DocumentFormatException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * What can be said of a value without a schema: how it is encoded and whose it is. Protobuf objects are in an envelope,
 * {@code k8s\0} and a runtime.Unknown; in every built-in kind the metadata is field 1.
 *
 * @param encoding how it is stored
 * @param apiVersion empty if not known
 * @param kind empty if not known
 * @param namespace empty if there is none or it is not known
 * @param name empty if not known
 * @param uid empty if not known
 * @param json the object, if it is JSON
 * @param from where the object's own message begins, if it is protobuf
 * @param length how long that is
 */
public record KubernetesValue(
        Encoding encoding,
        String apiVersion,
        String kind,
        String namespace,
        String name,
        String uid,
        Optional<Document> json,
        int from,
        int length) {
    private static final byte[] ENVELOPE = {'k', '8', 's', 0};

    /**
     * Looks at a value.
     *
     * @param array holds it
     * @param at where it begins
     * @param length how long it is
     * @return what can be said of it
     */
    public static KubernetesValue of(byte[] array, int at, int length) {
        if (starts(array, at, length, ENVELOPE)) {
            return envelope(array, at + ENVELOPE.length, length - ENVELOPE.length);
        } else if (new Encryption().kind(array, at, length) != Encryption.PLAIN) {
            return nothing(Encoding.ENCRYPTED);
        } else if (length > 0 && array[at] == '{') {
            return json(new String(array, at, length, StandardCharsets.UTF_8));
        }
        return nothing(Encoding.OTHER);
    }

    private static boolean starts(byte[] array, int at, int length, byte[] with) {
        return length >= with.length && Arrays.equals(array, at, at + with.length, with, 0, with.length);
    }

    private static KubernetesValue nothing(Encoding encoding) {
        return new KubernetesValue(encoding, "", "", "", "", "", Optional.empty(), 0, 0);
    }

    private static KubernetesValue json(String text) {
        try {
            Document object = DocumentFormat.json().read(text);
            return new KubernetesValue(
                    Encoding.JSON,
                    object.apiVersion(),
                    object.kind(),
                    object.namespace(),
                    object.name(),
                    object.text("metadata", "uid").orElse(""),
                    Optional.of(object),
                    0,
                    0);
        } catch (DocumentFormatException e) {
            return nothing(Encoding.OTHER); // begins like JSON and is none
        }
    }

    private static KubernetesValue envelope(byte[] array, int at, int length) {
        String apiVersion = "";
        String kind = "";
        int from = at;
        int size = 0;
        ProtoReader unknown = new ProtoReader().over(array, at, length);
        while (unknown.next()) {
            if (unknown.field() == 1) {
                ProtoReader type = new ProtoReader().over(array, unknown.from(), unknown.length());
                while (type.next()) {
                    apiVersion = type.field() == 1 ? text(type) : apiVersion;
                    kind = type.field() == 2 ? text(type) : kind;
                }
            } else if (unknown.field() == 2) {
                from = unknown.from();
                size = unknown.length();
            }
        }
        if (!unknown.ok()) {
            return nothing(Encoding.OTHER);
        }
        String[] meta = metadata(array, from, size);
        return new KubernetesValue(
                Encoding.PROTOBUF, apiVersion, kind, meta[1], meta[0], meta[2], Optional.empty(), from, size);
    }

    /** Returns name, namespace and uid. */
    private static String[] metadata(byte[] array, int from, int length) {
        String[] found = {"", "", ""};
        ProtoReader object = new ProtoReader().over(array, from, length);
        if (object.next() && object.field() == 1 && object.isBytes()) {
            ProtoReader meta = new ProtoReader().over(array, object.from(), object.length());
            while (meta.next()) {
                switch (meta.field()) {
                    case 1 -> found[0] = text(meta);
                    case 3 -> found[1] = text(meta);
                    case 5 -> found[2] = text(meta);
                    default -> {} // labels and the like need the schema
                }
            }
        }
        return found;
    }

    private static String text(ProtoReader field) {
        return new String(field.bytes(), StandardCharsets.UTF_8);
    }

    /**
     * Returns the object as an API server answers it.
     *
     * @return empty if it is no JSON
     */
    public Optional<Document> answered() {
        return json.map(StoredDefinition::answered);
    }

    /**
     * Returns the object's own message.
     *
     * @param value the array that this was made of
     * @return the protobuf bytes without the envelope
     */
    public byte[] message(byte[] value) {
        return Arrays.copyOfRange(value, from, from + length);
    }
}
