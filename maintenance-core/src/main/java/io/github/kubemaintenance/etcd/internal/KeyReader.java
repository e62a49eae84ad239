package io.github.kubemaintenance.etcd.internal;

import io.github.kubemaintenance.etcd.SnapshotFinding.Code;
import java.nio.file.Path;

/** An open snapshot whose keys are read at one revision. Confined to one thread. */
public final class KeyReader implements AutoCloseable {
    /** The newest revision. */
    public static final long NEWEST = -1;

    /** Gets a record. Positions are valid during the call only. */
    @FunctionalInterface
    public interface Sink {
        /**
         * A key with its value.
         *
         * @param record where they are
         * @param array in what
         */
        void take(Found record, byte[] array);
    }

    /** One record. */
    public interface Found {
        /** Returns where the key begins. */
        int key();

        /** Returns how long the key is. */
        int keyLength();

        /** Returns where the value begins. */
        int value();

        /** Returns how long the value is. */
        int valueLength();

        /** Returns the revision that made the key. */
        long create();

        /** Returns the revision of the record. */
        long mod();

        /** Returns how often the key was written. */
        long version();

        /** Returns the lease, 0 for none. */
        long lease();
    }

    private final BoltFile bolt;
    private final Problems problems;
    private final long revision;

    /**
     * Opens a snapshot.
     *
     * @param path which file
     * @param at at which revision, or {@link #NEWEST}
     */
    public KeyReader(Path path, long at) {
        this.problems = Problems.strict(path);
        this.bolt = BoltFile.open(path);
        try {
            this.revision = check(path, at);
        } catch (RuntimeException e) {
            bolt.close();
            throw e;
        }
    }

    private long check(Path path, long at) {
        byte[] last = BoltTree.lastKey(bolt, "key", problems);
        KvRecord record = new KvRecord();
        long newest = last.length > 0 && record.revision(last, 0, last.length) ? record.main : 0;
        if (at == NEWEST) {
            return newest;
        }
        Stored stored = Stored.read(bolt, problems, "meta");
        long oldest = Math.max(0, Math.max(stored.compacted(), stored.scheduled()));
        if (at > newest || at < oldest) {
            throw new IllegalArgumentException(
                    path + " can't be read at revision " + at + ": it has " + oldest + " to " + newest);
        }
        return at;
    }

    /**
     * Returns the revision that is read.
     *
     * @return never {@link #NEWEST}
     */
    public long revision() {
        return revision;
    }

    /**
     * Finds the keys that exist and begin with a prefix.
     *
     * @param prefix of the keys; empty for all
     * @return their index
     */
    public KeyIndex index(byte[] prefix) {
        return fill(new KeyIndex(prefix, problems));
    }

    /**
     * Finds all keys that exist, with a checksum of each value.
     *
     * @return their index
     */
    public KeyIndex indexWithDigests() {
        return fill(new KeyIndex(new byte[0], problems).withDigests());
    }

    private KeyIndex fill(KeyIndex index) {
        BoltTree.walk(bolt, "key", problems, index.upTo(revision));
        return index;
    }

    /**
     * Reads one key of an index with its value.
     *
     * @param index from this reader
     * @param i the key's number
     * @param sink gets it
     */
    public void read(KeyIndex index, int i, Sink sink) {
        BoltPage page = new BoltPage();
        int at = BoltTree.find(bolt, "key", KvRecord.revisionKey(index.main(i), index.sub(i)), page, problems);
        KvRecord record = new KvRecord();
        if (at < 0
                || !record.revision(page.array(), page.keyAt(at), page.keyLength(at))
                || !record.content(page.array(), page.valueAt(at), page.valueLength(at))) {
            problems.found(Code.BAD_RECORD, "the record of revision " + index.main(i) + " can't be read again");
            return;
        }
        sink.take(new View(record), page.array());
    }

    /**
     * Reads all records in the order of revisions: the quick way where the order of keys doesn't matter.
     *
     * @param index from this reader
     * @param newest gets records that are the newest of their key
     * @param older gets the others, of keys in the index, deletions apart
     */
    public void scan(KeyIndex index, Sink newest, Sink older) {
        BoltTree.walk(bolt, "key", problems, new BoltTree.Visitor() {
            private final KvRecord record = new KvRecord();
            private final View view = new View(record);

            @Override
            public void bucket(byte[] name) {
                // there is only one
            }

            @Override
            public void pair(byte[] array, int key, int keyLength, int value, int valueLength) {
                if (record.revision(array, key, keyLength)
                        && record.content(array, value, valueLength)
                        && !record.tombstone
                        && valueLength > 0
                        && record.main <= revision) {
                    (index.isNewest(array, record) ? newest : older).take(view, array);
                }
            }
        });
    }

    /**
     * Returns how much of the file is in use.
     *
     * @return bytes of pages that something refers to
     */
    public long usedBytes() {
        return BoltTree.usedPages(bolt, problems) * bolt.meta().pageSize();
    }

    /**
     * Returns the size of the data.
     *
     * @return bytes
     */
    public long totalBytes() {
        return bolt.meta().size();
    }

    @Override
    public void close() {
        bolt.close();
    }

    private record View(KvRecord of) implements Found {
        @Override
        public int key() {
            return of.key;
        }

        @Override
        public int keyLength() {
            return of.keyLength;
        }

        @Override
        public int value() {
            return of.value;
        }

        @Override
        public int valueLength() {
            return of.valueLength;
        }

        @Override
        public long create() {
            return of.create;
        }

        @Override
        public long mod() {
            return of.mod;
        }

        @Override
        public long version() {
            return of.version;
        }

        @Override
        public long lease() {
            return of.lease;
        }
    }
}
