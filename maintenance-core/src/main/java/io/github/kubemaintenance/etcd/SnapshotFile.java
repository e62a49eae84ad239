package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.etcd.internal.BoltFile;
import io.github.kubemaintenance.etcd.internal.Census;
import io.github.kubemaintenance.etcd.internal.HashKv;
import io.github.kubemaintenance.etcd.internal.Problems;
import io.github.kubemaintenance.etcd.internal.Trailer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A snapshot of etcd in a file, read without any etcd: as {@code etcdctl snapshot save} writes it, or the copied {@code
 * member/snap/db} of a member that doesn't run. Written by etcd 3.4 to 3.7.
 *
 * <p>An immutable value that holds nothing open: each method opens the file, reads and closes it, on the caller's
 * thread. ({@link #info()} and {@link #verify()} compute the SHA-256 on a second thread, which has ended when they
 * return.) Thread-safe. Memory doesn't grow with the file, except 16 to 64 bytes for each existing key.
 */
public final class SnapshotFile {
    private final Path path;

    private SnapshotFile(Path path) {
        this.path = path;
    }

    /**
     * Names a file; nothing is read yet.
     *
     * @param path the file
     * @return the snapshot
     */
    public static SnapshotFile at(Path path) {
        return new SnapshotFile(Objects.requireNonNull(path, "path"));
    }

    /**
     * Returns which file this is.
     *
     * @return the path as it was given
     */
    public Path path() {
        return path;
    }

    /**
     * Reads the numbers of {@code etcdutl snapshot status}: the same work, the same results, and like that no look at
     * the SHA-256. A file that was cut or changed may pass; use {@link #verify()} to know.
     *
     * @return the numbers
     * @throws SnapshotFileException if it can't be read, is no database, or its tree is damaged
     */
    public SnapshotStatus status() {
        try (BoltFile bolt = BoltFile.open(path)) {
            Census census = Census.of(bolt, Problems.strict(path));
            return new SnapshotStatus(
                    census.hash(),
                    census.revision(),
                    census.liveKeys(),
                    census.records(),
                    bolt.meta().size(),
                    census.stored().storageVersion());
        }
    }

    /**
     * Reads what the file is, with its SHA-256 compared.
     *
     * @return the numbers and what etcd stored of itself
     * @throws SnapshotFileException if it can't be read, is no database, or its tree is damaged
     */
    public SnapshotInfo info() {
        try (BoltFile bolt = BoltFile.open(path);
                Trailer.Running hash = new Trailer.Running(bolt)) {
            Census census = Census.of(bolt, Problems.strict(path));
            return new SnapshotInfo(bolt, census, hash.await());
        }
    }

    /**
     * Checks everything that can be known without a server: length, SHA-256, both meta pages, each page of the tree,
     * each record; and tells what a restore would carry over (alarms, users, leases, encrypted values). Damage is a
     * finding, never an exception.
     *
     * @return what was found
     */
    public SnapshotVerification verify() {
        Problems.Collected problems = new Problems.Collected();
        Optional<SnapshotInfo> info = Optional.empty();
        try (BoltFile bolt = BoltFile.open(path);
                Trailer.Running hash = new Trailer.Running(bolt)) {
            bolt.checkFrame(problems);
            Census census = Census.of(bolt, problems);
            Trailer trailer = hash.await();
            trailer.tell(problems);
            census.tell(problems);
            info = Optional.of(new SnapshotInfo(bolt, census, trailer));
        } catch (SnapshotFileException e) {
            problems.found(e.finding().code(), e.finding().text());
        }
        List<SnapshotFinding> findings = problems.findings();
        return new SnapshotVerification(path, findings, info);
    }

    /**
     * Computes the hash that a server's HashKV request ({@code etcdctl endpoint hashkv --rev}) answers for a revision.
     * Members with equal data agree on it, so it proves that a snapshot holds what a live member holds.
     *
     * @param revision up to which; at most the snapshot's own, not older than its last compaction
     * @return CRC-32C, 0 to 2^32-1
     * @throws SnapshotFileException if it can't be read or is damaged
     * @throws IllegalArgumentException if the file can't answer for that revision
     */
    public long hashKv(long revision) {
        try (BoltFile bolt = BoltFile.open(path)) {
            Problems problems = Problems.strict(path);
            Census census = Census.of(bolt, problems);
            long oldest = Math.max(census.stored().compacted(), census.stored().scheduled());
            if (revision > census.revision() || revision < oldest || revision < 0) {
                throw new IllegalArgumentException(path + " can't be hashed at revision " + revision + ": it has "
                        + Math.max(0, oldest) + " to " + census.revision());
            }
            return HashKv.of(bolt, revision, census.stored(), problems);
        }
    }

    /**
     * Looks at the keys.
     *
     * @return a query for all keys at the newest revision
     */
    public KeyQuery keys() {
        return new KeyQuery(path);
    }

    /**
     * Looks at the Kubernetes objects.
     *
     * @return a query for all objects at the newest revision
     */
    public ResourceQuery resources() {
        return new ResourceQuery(path);
    }

    /**
     * Says what makes it big: objects by kind, old revisions, unused room.
     *
     * @return the sums, the largest kind first
     * @throws SnapshotFileException if it can't be read or is damaged
     */
    public SnapshotSummary summary() {
        return new Summing(path).run();
    }

    /**
     * Compares the existing keys with those of a later snapshot, or of any other. Values are compared by 64 bits of
     * checksums and their length, not by revision, so snapshots of different clusters can be compared too. Needs memory
     * for the keys of both: their length and some sixty bytes each.
     *
     * @param later the other snapshot
     * @return what a change from this to the other adds, removes and changes
     * @throws SnapshotFileException if one of them can't be read or is damaged
     */
    public SnapshotDiff compareTo(SnapshotFile later) {
        return new Comparing(path, later.path).run();
    }

    /** Returns the path. */
    @Override
    public String toString() {
        return path.toString();
    }
}
