package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.etcd.internal.KubernetesValue;
import io.github.kubemaintenance.etcd.internal.RegistryKey;
import io.github.kubemaintenance.model.Document;
import java.util.Optional;

/**
 * A Kubernetes object in a snapshot. What its value says of itself (kind, namespace, name) goes before what its key
 * says; of an encrypted value only the key can be read. Immutable.
 */
public final class StoredResource {
    /** How an object is stored. */
    public enum Encoding {
        /** JSON: custom resources. */
        JSON,
        /** Protobuf in an envelope: what is built into Kubernetes. */
        PROTOBUF,
        /** Encrypted by the API server. */
        ENCRYPTED,
        /** Something else, such as a counter of the API server's. */
        OTHER
    }

    private final StoredKey stored;
    private final RegistryKey key;
    private final KubernetesValue value;
    private final ObjectDecoder decoder;

    private StoredResource(StoredKey stored, RegistryKey key, KubernetesValue value, ObjectDecoder decoder) {
        this.stored = stored;
        this.key = key;
        this.value = value;
        this.decoder = decoder;
    }

    static StoredResource of(String prefix, StoredKey stored, ObjectDecoder decoder) {
        byte[] bytes = stored.rawValue();
        return new StoredResource(
                stored, RegistryKey.of(prefix, stored.key()), KubernetesValue.of(bytes, 0, bytes.length), decoder);
    }

    /**
     * Returns the key with its value and revisions.
     *
     * @return as stored
     */
    public StoredKey stored() {
        return stored;
    }

    /**
     * Returns how it is stored.
     *
     * @return the encoding
     */
    public Encoding encoding() {
        return value.encoding();
    }

    /**
     * Returns the resource's plural as the key has it ({@code minions} for nodes).
     *
     * @return for example {@code deployments}
     */
    public String resource() {
        return key.resource();
    }

    /**
     * Returns the apiVersion that it is stored in.
     *
     * @return for example {@code apps/v1}; empty if it is encrypted or no object
     */
    public String apiVersion() {
        return value.apiVersion();
    }

    /**
     * Returns the API group.
     *
     * @return empty for the core group, and where it is not known
     */
    public String group() {
        int slash = apiVersion().indexOf('/');
        return slash < 0 ? key.group() : apiVersion().substring(0, slash);
    }

    /**
     * Returns the kind.
     *
     * @return for example {@code Deployment}; empty if it is encrypted or no object
     */
    public String kind() {
        return value.kind();
    }

    /**
     * Returns the namespace.
     *
     * @return empty for what belongs to the whole cluster
     */
    public String namespace() {
        return value.name().isEmpty() ? key.namespace() : value.namespace();
    }

    /**
     * Returns the name.
     *
     * @return never empty for an object
     */
    public String name() {
        return value.name().isEmpty() ? key.name() : value.name();
    }

    /**
     * Returns the object's uid.
     *
     * @return empty if it is encrypted or no object
     */
    public String uid() {
        return value.uid();
    }

    /**
     * Decodes the object: JSON always, protobuf where the query was given a decoder that knows the kind. As the API server
     * answers it, a CustomResourceDefinition in v1 though v1beta1 is stored, but without the {@code resourceVersion} that
     * it adds ({@link StoredKey#modRevision()}).
     *
     * @return empty if it can't be decoded
     */
    public Optional<Document> document() {
        return switch (encoding()) {
            case JSON -> value.answered();
            case PROTOBUF -> decoder.decode(apiVersion(), kind(), value.message(stored.rawValue()));
            default -> Optional.empty();
        };
    }

    /** Returns kind or resource, namespace, name and size. */
    @Override
    public String toString() {
        return (kind().isEmpty() ? resource() : kind()) + " " + (namespace().isEmpty() ? "" : namespace() + "/")
                + name() + " (" + stored.size() + " bytes, " + encoding() + ")";
    }
}
