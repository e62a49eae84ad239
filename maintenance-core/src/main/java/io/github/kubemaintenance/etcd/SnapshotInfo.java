package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.etcd.internal.BoltFile;
import io.github.kubemaintenance.etcd.internal.Census;
import io.github.kubemaintenance.etcd.internal.Stored;
import io.github.kubemaintenance.etcd.internal.Trailer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a snapshot file is: the numbers of {@code etcdutl snapshot status} and what etcd stored of itself. Immutable.
 * Holds no open file; it says what the file held when it was read.
 */
public final class SnapshotInfo {
    private final Path file;
    private final long fileSize;
    private final long totalSize;
    private final int pageSize;
    private final long revision;
    private final long liveKeys;
    private final long totalRecords;
    private final long hash;
    private final Trailer trailer;
    private final Stored stored;
    private final List<EncryptionUse> encryption;

    SnapshotInfo(BoltFile bolt, Census census, Trailer trailer) {
        this.file = bolt.file().path();
        this.fileSize = bolt.file().length();
        this.totalSize = bolt.meta().pages() * bolt.meta().pageSize();
        this.pageSize = bolt.meta().pageSize();
        this.revision = census.revision();
        this.liveKeys = census.liveKeys();
        this.totalRecords = census.records();
        this.hash = census.hash();
        this.trailer = trailer;
        this.stored = census.stored();
        this.encryption = census.encryption();
    }

    private SnapshotInfo(SnapshotInfo other, Path file) {
        this.file = file;
        this.fileSize = other.fileSize;
        this.totalSize = other.totalSize;
        this.pageSize = other.pageSize;
        this.revision = other.revision;
        this.liveKeys = other.liveKeys;
        this.totalRecords = other.totalRecords;
        this.hash = other.hash;
        this.trailer = other.trailer;
        this.stored = other.stored;
        this.encryption = other.encryption;
    }

    /** Returns the same of a file that was renamed. */
    SnapshotInfo movedTo(Path name) {
        return new SnapshotInfo(this, name);
    }

    /**
     * Returns which file was read.
     *
     * @return its path as it was given
     */
    public Path file() {
        return file;
    }

    /**
     * Returns the length of the file, the hash behind the data included.
     *
     * @return bytes
     */
    public long fileSize() {
        return fileSize;
    }

    /**
     * Returns the newest revision. {@code snapshot status} prints it as "revision".
     *
     * @return 0 if nothing was ever written
     */
    public long revision() {
        return revision;
    }

    /**
     * Returns how many keys exist at the newest revision. {@code snapshot status} prints it as "total keys" since 3.6.
     *
     * @return keys
     */
    public long liveKeys() {
        return liveKeys;
    }

    /**
     * Returns how many records all buckets hold: old revisions, deletions and etcd's own included. {@code snapshot
     * status} of 3.4 and 3.5 prints it as "total keys".
     *
     * @return records
     */
    public long totalRecords() {
        return totalRecords;
    }

    /**
     * Returns the size of the data, without the hash behind it. {@code snapshot status} prints it as "total size".
     *
     * @return bytes
     */
    public long totalSize() {
        return totalSize;
    }

    /**
     * Returns the CRC-32C over all buckets that {@code snapshot status} prints: decimal in JSON, hex in its table. It
     * differs between members with equal keys, since it includes what each keeps of itself.
     *
     * @return 0 to 2^32-1
     */
    public long hash() {
        return hash;
    }

    /**
     * Returns the version of the storage, which etcd writes since 3.6.
     *
     * @return for example 3.6.0; empty for files of 3.5 and before
     */
    public Optional<String> version() {
        return stored.storageVersion();
    }

    /**
     * Returns the version that the cluster worked as: the lowest of its members'.
     *
     * @return for example 3.5.0; empty if it was never set
     */
    public Optional<String> clusterVersion() {
        return stored.clusterVersion();
    }

    /**
     * Returns what the SHA-256 at the end of the file says.
     *
     * @return the verdict
     */
    public Integrity integrity() {
        return trailer.integrity();
    }

    /**
     * Returns the SHA-256 of the data, computed.
     *
     * @return 64 hex digits
     */
    public String sha256() {
        return trailer.sha256();
    }

    /**
     * Returns the page size of the database, which is that of the machine that created it.
     *
     * @return bytes
     */
    public int pageSize() {
        return pageSize;
    }

    /**
     * Returns the revision of the last finished compaction: older revisions are gone.
     *
     * @return empty if none was
     */
    public OptionalLong compactedRevision() {
        return stored.compacted() < 0 ? OptionalLong.empty() : OptionalLong.of(stored.compacted());
    }

    /**
     * Returns the members of the cluster that it was taken from.
     *
     * @return in the order of the text of their ids
     */
    public List<EtcdMember> members() {
        return stored.members();
    }

    /**
     * Returns the alarms that were raised.
     *
     * @return usually none
     */
    public List<EtcdAlarm> alarms() {
        return stored.alarms();
    }

    /**
     * Tells whether authentication was on.
     *
     * @return false for every cluster that kubeadm makes
     */
    public boolean authEnabled() {
        return stored.authEnabled();
    }

    /**
     * Returns how many leases there were.
     *
     * @return leases
     */
    public long leases() {
        return stored.leases();
    }

    /**
     * Returns which values the API server has encrypted, and with which keys of its configuration.
     *
     * @return empty if all values are in the clear
     */
    public List<EncryptionUse> encryption() {
        return encryption;
    }

    /** Returns the numbers on one line. */
    @Override
    public String toString() {
        return file + ": revision " + revision + ", " + liveKeys + " keys, " + totalRecords + " records, " + totalSize
                + " bytes, hash " + Long.toHexString(hash)
                + version().map(v -> ", version " + v).orElse("") + ", "
                + integrity();
    }
}
