package io.github.kubemaintenance.etcd.internal;

import java.util.Arrays;

/**
 * A top-level bucket as the root of the database lists it.
 *
 * @param name its name
 * @param root the page its tree begins at, 0 if it is inline
 * @param sequence its counter; etcd doesn't use it
 * @param inline its one page, if it is inline
 */
record BoltBucket(byte[] name, long root, long sequence, byte[] inline) {
    static final int HEADER = 16;
    /** Bolt keeps at most a quarter of a page inline; whatever is larger than this is damage. */
    static final int LARGEST = 1 << 16;

    static BoltBucket of(byte[] name, byte[] value) {
        ByteView view = new ByteView();
        view.set(value, 0, value.length);
        return new BoltBucket(name, view.i64(0), view.i64(8), Arrays.copyOfRange(value, HEADER, value.length));
    }

    boolean is(String other) {
        return Text.of(name).equals(other);
    }
}
