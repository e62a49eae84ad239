package io.github.kubemaintenance.etcd.internal;

import io.github.kubemaintenance.etcd.Integrity;
import io.github.kubemaintenance.etcd.SnapshotFileException;
import io.github.kubemaintenance.etcd.SnapshotFinding;
import io.github.kubemaintenance.etcd.SnapshotFinding.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** Makes the three files of a member from a snapshot, in folders that nobody looks at yet, and checks them. */
public final class BuiltMember {
    /** What happens between the steps of a restore; a test stops it there. */
    @FunctionalInterface
    public interface Steps {
        /**
         * A step was done.
         *
         * @param name which
         * @throws IOException to fail the restore there
         */
        void done(String name) throws IOException;
    }

    /**
     * What a restore changes in the database.
     *
     * @param bump how much higher revisions begin; 0 for no bump
     * @param clearAlarms whether raised alarms are left out
     * @param disableAuth whether authentication is switched off
     * @param expireLeases whether leases end as soon as there is a leader
     * @param skipHash whether the SHA-256 is not compared
     */
    public record Changes(
            long bump, boolean clearAlarms, boolean disableAuth, boolean expireLeases, boolean skipHash) {}

    private static final byte[] REMOVED = {};
    private static final int MOST_META = 4 << 20;
    private static final int SHORTEST_LEASE = 1; // the server makes it a few seconds

    private final Path snapshot;
    private final NewCluster cluster;
    private final Changes changes;
    private final Steps steps;
    private final Problems problems;

    /**
     * Prepares the building; nothing is read or written yet.
     *
     * @param snapshot the snapshot file
     * @param cluster the new cluster
     * @param changes what is changed
     * @param steps told of steps
     */
    public BuiltMember(Path snapshot, NewCluster cluster, Changes changes, Steps steps) {
        this.snapshot = snapshot;
        this.cluster = cluster;
        this.changes = changes;
        this.steps = steps;
        this.problems = Problems.strict(snapshot);
    }

    /**
     * Makes the database: copied, hashed, changed, checked, and only then committed.
     *
     * @param db where; must not exist
     * @return what the finished database holds
     * @throws IOException if it can't be written
     */
    public Census database(Path db) throws IOException {
        BoltMeta next;
        Census census;
        try (BoltFile source = BoltFile.open(snapshot);
                FileChannel from = FileChannel.open(snapshot, StandardOpenOption.READ);
                FileChannel to = Disk.create(db)) {
            long size = source.meta().size();
            if (source.file().length() < size) {
                source.checkFrame(problems);
            }
            byte[] expected = expectedHash(source, from, size);
            try (HashedCopy copy = new HashedCopy(to, size)) {
                copy.copy(from);
                steps.done("database copied");
                try (BoltFile bolt = BoltFile.withMeta(db, source.meta())) {
                    next = append(bolt, to);
                }
                steps.done("changes appended");
                try (BoltFile bolt = BoltFile.withMeta(db, next)) {
                    census = Census.of(bolt, problems);
                }
                if (!changes.skipHash() && !Arrays.equals(expected, copy.await())) {
                    throw new SnapshotFileException(
                            snapshot,
                            new SnapshotFinding(
                                    Code.SHA_MISMATCH,
                                    "the SHA-256 at its end is not that of its data: it is damaged"));
                }
            }
            BoltAppend.commit(to, next);
            to.force(true); // once is enough: nobody looks at the file before it is renamed
            steps.done("database committed");
        }
        return selfCheck(db, census);
    }

    private byte[] expectedHash(BoltFile source, FileChannel from, long size) throws IOException {
        if (changes.skipHash()) {
            return REMOVED;
        } else if (!source.hasTrailer()) {
            throw new SnapshotFileException(
                    snapshot,
                    new SnapshotFinding(
                            Code.NO_TRAILER,
                            "there is no SHA-256 at its end. If it is the copied database of a stopped member, restore with"
                                    + " skipHashCheck(); a flipped bit in it can't be seen"));
        } else if (source.file().length() != size + BoltFile.TRAILER) {
            source.checkFrame(problems);
        }
        ByteBuffer hash = ByteBuffer.allocate(BoltFile.TRAILER);
        while (hash.hasRemaining()) {
            if (from.read(hash, size + hash.position()) < 0) {
                throw new IOException("the snapshot became shorter while it was read");
            }
        }
        return hash.array();
    }

    private BoltMeta append(BoltFile bolt, FileChannel to) throws IOException {
        BoltAppend append = new BoltAppend(bolt, to, problems);
        NavigableMap<byte[], byte[]> meta = pairs(bolt, "meta");
        meta.put(ascii("consistent_index"), number(cluster.members().size()));
        meta.put(ascii("term"), number(1));
        if (changes.bump() > 0) {
            long bumped = Math.addExact(lastRevision(bolt), changes.bump());
            append.addLast("key", KvRecord.revisionKey(bumped, 0), new byte[0]);
            meta.put(ascii("scheduledCompactRev"), KvRecord.revisionKey(bumped, 0));
        }
        append.rewrite("meta", meta);
        NavigableMap<byte[], byte[]> members = new TreeMap<>(Arrays::compareUnsigned);
        cluster.members().forEach(member -> members.put(ascii(Text.id(member.id())), member.json()));
        append.rewrite("members", members);
        append.rewrite("members_removed", new TreeMap<>(Arrays::compareUnsigned));
        if (changes.clearAlarms()) {
            append.rewrite("alarm", new TreeMap<>(Arrays::compareUnsigned));
        }
        if (changes.expireLeases()) {
            NavigableMap<byte[], byte[]> leases = pairs(bolt, "lease");
            leases.replaceAll((id, lease) -> new ProtoWriter()
                    .number(1, ByteBuffer.wrap(id).getLong())
                    .number(2, SHORTEST_LEASE)
                    .toBytes());
            append.rewrite("lease", leases);
        }
        if (changes.disableAuth()) {
            NavigableMap<byte[], byte[]> auth = pairs(bolt, "auth");
            auth.put(ascii("authEnabled"), new byte[] {0});
            append.rewrite("auth", auth);
        }
        return append.finish();
    }

    private NavigableMap<byte[], byte[]> pairs(BoltFile bolt, String bucket) {
        NavigableMap<byte[], byte[]> pairs = new TreeMap<>(Arrays::compareUnsigned);
        BoltTree.walk(bolt, bucket, problems, new BoltTree.Visitor() {
            private long bytes;

            @Override
            public void bucket(byte[] name) {
                // there is only one
            }

            @Override
            public void pair(byte[] array, int key, int keyLength, int value, int valueLength) {
                bytes += keyLength + (long) valueLength;
                if (bytes > MOST_META) {
                    problems.found(Code.BAD_BUCKET, "bucket '" + bucket + "' is far larger than etcd ever makes it");
                }
                pairs.put(
                        Arrays.copyOfRange(array, key, key + keyLength),
                        Arrays.copyOfRange(array, value, value + valueLength));
            }
        });
        return pairs;
    }

    private long lastRevision(BoltFile bolt) {
        KvRecord record = new KvRecord();
        byte[] key = BoltTree.lastKey(bolt, "key", problems);
        if (key.length > 0 && !record.revision(key, 0, key.length)) {
            problems.found(Code.BAD_REVISION_KEY, "the last key of the bucket 'key' is no revision");
        }
        return key.length == 0 ? 0 : record.main;
    }

    /** A wrong consistent_index is the worst mistake a restore can make: the server runs and silently loses writes. */
    private Census selfCheck(Path db, Census before) {
        try (BoltFile bolt = BoltFile.open(db)) {
            Stored stored = before.stored();
            Set<Long> ids = new HashSet<>();
            stored.members().forEach(member -> ids.add(member.id()));
            Set<Long> wanted = new HashSet<>();
            cluster.members().forEach(member -> wanted.add(member.id()));
            BoltMeta meta = bolt.meta();
            NavigableMap<byte[], byte[]> written = pairs(bolt, "meta");
            boolean right = stored.consistentIndex() == cluster.members().size()
                    && stored.term() == 1
                    && ids.equals(wanted)
                    && bolt.file().length() >= meta.size()
                    && Arrays.equals(
                            written.get(ascii("consistent_index")),
                            number(cluster.members().size()))
                    && pairs(bolt, "members_removed").isEmpty()
                    && (changes.bump() == 0 || stored.scheduled() == before.revision());
            if (!right) {
                throw new IllegalStateException(
                        "the restored database doesn't hold what was written to it: consistent index "
                                + stored.consistentIndex() + ", term " + stored.term() + ", members "
                                + stored.members());
            }
            return before;
        }
    }

    /**
     * Checks what somebody else has made, and forces it to the disk.
     *
     * @param db the database
     * @param wal folder of the log
     * @param snap folder of the raft snapshot
     * @return what the database holds
     * @throws IOException if a file is missing or can't be read
     */
    public Census examine(Path db, Path wal, Path snap) throws IOException {
        for (Path file : List.of(db, wal.resolve(RaftFiles.WAL), snap.resolve(RaftFiles.snapshotName(cluster)))) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        }
        try (BoltFile bolt = BoltFile.open(db)) {
            return selfCheck(db, Census.of(bolt, problems));
        }
    }

    /**
     * Writes the log and the raft snapshot.
     *
     * @param wal folder of the log
     * @param snap folder of the raft snapshot
     * @param id the member's
     * @throws IOException if they can't be written
     */
    public void raft(Path wal, Path snap, long id) throws IOException {
        Disk.write(wal.resolve(RaftFiles.WAL), RaftFiles.wal(cluster, id), RaftFiles.WAL_SIZE);
        steps.done("log written");
        Disk.write(snap.resolve(RaftFiles.snapshotName(cluster)), RaftFiles.snapshot(cluster), 0);
        steps.done("raft snapshot written");
    }

    /**
     * Returns what the source says about its hash when that was not compared.
     *
     * @return an empty list if it was compared and right
     */
    public List<SnapshotFinding> hashNotCompared() {
        if (!changes.skipHash()) {
            return List.of();
        }
        try (BoltFile bolt = BoltFile.open(snapshot)) {
            Trailer trailer =
                    Trailer.check(snapshot, bolt.file().length(), bolt.meta().size(), bolt.hasTrailer());
            return trailer.integrity() == Integrity.VERIFIED
                    ? List.of()
                    : List.of(new SnapshotFinding(
                            trailer.integrity() == Integrity.MISMATCH ? Code.SHA_MISMATCH : Code.NO_TRAILER,
                            "restored although its SHA-256 is "
                                    + (trailer.integrity() == Integrity.MISMATCH ? "wrong" : "missing")
                                    + ", as was asked for"));
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    private static byte[] number(long value) {
        return ByteBuffer.allocate(8).putLong(value).array();
    }
}
