package io.github.kubemaintenance.etcd.internal;

import io.github.kubemaintenance.etcd.SnapshotFinding.Code;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * Which record is the newest of each key, up to some revision: filled by a walk over the bucket {@code key}. Costs the
 * length of the key and some thirty bytes for each key that ever existed.
 */
public final class KeyIndex {
    private static final int MOST_BYTES = Integer.MAX_VALUE - 64;

    private final Problems problems;
    private final byte[] prefix;
    private byte[] arena = new byte[1 << 12];
    private int[] starts = new int[128];
    private long[] mains = new long[127];
    private int[] subs = new int[127];
    private int[] sizes = new int[127];
    private long[] digests = new long[0];
    private int[] table = new int[256];
    private int count;

    /**
     * Starts an index.
     *
     * @param prefix only keys that begin with this are taken
     * @param problems told of damage
     */
    public KeyIndex(byte[] prefix, Problems problems) {
        this.prefix = prefix.clone();
        this.problems = problems;
    }

    /**
     * Lets the index keep a checksum of each value too.
     *
     * @return this
     */
    public KeyIndex withDigests() {
        digests = new long[mains.length];
        return this;
    }

    private static long digest(byte[] array, int at, int length) {
        CRC32C first = new CRC32C();
        CRC32 second = new CRC32();
        first.update(array, at, length);
        second.update(array, at, length);
        return (first.getValue() << 32) | second.getValue();
    }

    /**
     * Compares a key with one of another index.
     *
     * @param i its number here
     * @param other the other index
     * @param j its number there
     * @return as {@link Arrays#compareUnsigned(byte[], byte[])}
     */
    public int compareKey(int i, KeyIndex other, int j) {
        return Arrays.compareUnsigned(
                arena, starts[i], starts[i + 1], other.arena, other.starts[j], other.starts[j + 1]);
    }

    /**
     * Tells whether a value is the same as one of another index; both need {@link #withDigests()}.
     *
     * @param i the key's number here
     * @param other the other index
     * @param j the key's number there
     * @return whether lengths and checksums are equal
     */
    public boolean sameValue(int i, KeyIndex other, int j) {
        return sizes[i] == other.sizes[j] && digests[i] == other.digests[j];
    }

    /**
     * Returns a visitor that fills this.
     *
     * @param revision records of later revisions are passed over
     * @return for a walk over the bucket {@code key}
     */
    public BoltTree.Visitor upTo(long revision) {
        return new BoltTree.Visitor() {
            private final KvRecord record = new KvRecord();

            @Override
            public void bucket(byte[] name) {
                // there is only one
            }

            @Override
            public void pair(byte[] array, int key, int keyLength, int value, int valueLength) {
                if (!record.revision(array, key, keyLength) || record.sub > Integer.MAX_VALUE) {
                    problems.found(Code.BAD_REVISION_KEY, "a record of the bucket 'key' has no revision as key");
                } else if (!record.content(array, value, valueLength)) {
                    problems.found(Code.BAD_RECORD, "the record of revision " + record.main + " can't be decoded");
                } else if (record.main <= revision && valueLength > 0) { // a bump of the revision has no content
                    add(array);
                }
            }

            private void add(byte[] array) {
                if (record.keyLength >= prefix.length
                        && Arrays.equals(array, record.key, record.key + prefix.length, prefix, 0, prefix.length)) {
                    int i = place(array, record.key, record.keyLength);
                    mains[i] = record.tombstone ? -1 : record.main;
                    subs[i] = (int) record.sub;
                    sizes[i] = record.valueLength;
                    if (digests.length > 0) {
                        digests[i] = digest(array, record.value, record.valueLength);
                    }
                }
            }
        };
    }

    private int place(byte[] array, int at, int length) {
        int slot = slot(array, at, length);
        if (table[slot] != 0) {
            return table[slot] - 1;
        }
        if (starts[count] > MOST_BYTES - length) {
            problems.found(Code.PAGE_TOO_LARGE, "its keys are together over 2 GiB; look at fewer by a longer prefix");
            return 0;
        }
        reserve(starts[count] + (long) length);
        System.arraycopy(array, at, arena, starts[count], length);
        starts[count + 1] = starts[count] + length;
        table[slot] = ++count;
        if (count > table.length / 3 * 2) {
            rehash();
        }
        return count - 1;
    }

    private void reserve(long bytes) {
        if (bytes > arena.length) {
            arena = Arrays.copyOf(arena, (int) Math.min(MOST_BYTES, Math.max(bytes, arena.length * 3L / 2)));
        }
        if (count == mains.length) {
            int more = mains.length * 3 / 2;
            mains = Arrays.copyOf(mains, more);
            subs = Arrays.copyOf(subs, more);
            sizes = Arrays.copyOf(sizes, more);
            digests = digests.length == 0 ? digests : Arrays.copyOf(digests, more);
            starts = Arrays.copyOf(starts, more + 1);
        }
    }

    private void rehash() {
        table = new int[table.length * 2];
        for (int i = 0; i < count; i++) {
            table[slot(arena, starts[i], starts[i + 1] - starts[i])] = i + 1;
        }
    }

    private int slot(byte[] array, int at, int length) {
        int hash = 0;
        for (int i = at; i < at + length; i++) {
            hash = 31 * hash + array[i];
        }
        hash *= 0x9E3779B9;
        int slot = (hash ^ hash >>> 15) & table.length - 1;
        while (table[slot] != 0 && !same(table[slot] - 1, array, at, length)) {
            slot = slot + 1 & table.length - 1;
        }
        return slot;
    }

    private boolean same(int i, byte[] array, int at, int length) {
        return Arrays.equals(arena, starts[i], starts[i + 1], array, at, at + length);
    }

    /** Tells whether a record is the newest of its key and no deletion. */
    boolean isNewest(byte[] array, KvRecord record) {
        int i = table[slot(array, record.key, record.keyLength)] - 1;
        return i >= 0 && mains[i] == record.main && subs[i] == record.sub;
    }

    /** Returns how many keys exist. */
    int live() {
        int live = 0;
        for (int i = 0; i < count; i++) {
            live += mains[i] >= 0 ? 1 : 0;
        }
        return live;
    }

    /**
     * Returns the keys that exist, in the order of their bytes.
     *
     * @return numbers for the methods below
     */
    public int[] sorted() {
        int[] live = new int[count];
        int n = 0;
        for (int i = 0; i < count; i++) {
            if (mains[i] >= 0) {
                live[n++] = i;
            }
        }
        live = Arrays.copyOf(live, n);
        mergeSort(live, live.clone(), 0, n);
        return live;
    }

    private void mergeSort(int[] into, int[] from, int low, int high) {
        if (high - low < 2) {
            return;
        }
        int middle = (low + high) >>> 1;
        mergeSort(from, into, low, middle);
        mergeSort(from, into, middle, high);
        int left = low;
        int right = middle;
        for (int i = low; i < high; i++) {
            into[i] = right == high || (left < middle && compare(from[left], from[right]) <= 0)
                    ? from[left++]
                    : from[right++];
        }
    }

    private int compare(int a, int b) {
        return Arrays.compareUnsigned(arena, starts[a], starts[a + 1], arena, starts[b], starts[b + 1]);
    }

    /**
     * Returns a key.
     *
     * @param i its number
     * @return a copy
     */
    public byte[] key(int i) {
        return Arrays.copyOfRange(arena, starts[i], starts[i + 1]);
    }

    /**
     * Returns the revision of a key's newest record.
     *
     * @param i its number
     * @return the main part
     */
    public long main(int i) {
        return mains[i];
    }

    /**
     * Returns which change within its revision a key's newest record is.
     *
     * @param i its number
     * @return 0 for all but transactions with several changes
     */
    public int sub(int i) {
        return subs[i];
    }

    /**
     * Returns how large a key's value is.
     *
     * @param i its number
     * @return bytes
     */
    public int size(int i) {
        return sizes[i];
    }
}
