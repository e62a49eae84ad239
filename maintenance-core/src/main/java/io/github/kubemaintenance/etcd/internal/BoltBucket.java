package io.github.kubemaintenance.etcd.internal;

import java.util.Arrays;

/** A top-level bucket as the root of the database lists it. */
final class BoltBucket {
    static final int HEADER = 16;
    /** Bolt keeps at most a quarter of a page inline; whatever is larger than this is damage. */
    static final int LARGEST = 1 << 16;

    private final byte[] name;
    private final byte[] value;
    private final ByteView head = new ByteView();

    BoltBucket(byte[] name, byte[] value) {
        this.name = name;
        this.value = value;
        head.set(value, 0, value.length);
    }

    byte[] name() {
        return name;
    }

    boolean is(String other) {
        return Text.of(name).equals(other);
    }

    /** Returns the page its tree begins at, 0 if it is inline. */
    long root() {
        return head.i64(0);
    }

    /** Returns its counter, which etcd doesn't use. */
    long sequence() {
        return head.i64(8);
    }

    /** Returns its one page, if it is inline. */
    byte[] inline() {
        return Arrays.copyOfRange(value, HEADER, value.length);
    }

    /** Returns head and inline page as they are stored. */
    byte[] value() {
        return value;
    }
}
