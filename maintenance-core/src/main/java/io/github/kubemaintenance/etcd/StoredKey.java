package io.github.kubemaintenance.etcd;

import java.nio.charset.StandardCharsets;

/** A key of a snapshot with its value, as it was at some revision. Immutable. */
public final class StoredKey {
    private final byte[] key;
    private final byte[] value;
    private final long createRevision;
    private final long modRevision;
    private final long version;
    private final long lease;

    StoredKey(byte[] key, byte[] value, long createRevision, long modRevision, long version, long lease) {
        this.key = key;
        this.value = value;
        this.createRevision = createRevision;
        this.modRevision = modRevision;
        this.version = version;
        this.lease = lease;
    }

    /**
     * Returns the key as text.
     *
     * @return decoded as UTF-8; what isn't is replaced
     */
    public String key() {
        return new String(key, StandardCharsets.UTF_8);
    }

    /**
     * Returns the key's bytes.
     *
     * @return a copy
     */
    public byte[] keyBytes() {
        return key.clone();
    }

    /**
     * Returns the value.
     *
     * @return a copy
     */
    public byte[] value() {
        return value.clone();
    }

    /** Returns the value itself, for readers that don't change it. */
    byte[] rawValue() {
        return value;
    }

    /**
     * Returns how large the value is.
     *
     * @return bytes
     */
    public int size() {
        return value.length;
    }

    /**
     * Returns the revision at which the key was made.
     *
     * @return a revision
     */
    public long createRevision() {
        return createRevision;
    }

    /**
     * Returns the revision of its last change, which Kubernetes shows as {@code resourceVersion}.
     *
     * @return a revision
     */
    public long modRevision() {
        return modRevision;
    }

    /**
     * Returns how often it was written since it was made.
     *
     * @return at least 1
     */
    public long version() {
        return version;
    }

    /**
     * Returns the lease that the key ends with.
     *
     * @return 0 if there is none
     */
    public long lease() {
        return lease;
    }

    /** Returns key, revision and size. */
    @Override
    public String toString() {
        return key() + " (revision " + modRevision + ", " + value.length + " bytes)";
    }
}
