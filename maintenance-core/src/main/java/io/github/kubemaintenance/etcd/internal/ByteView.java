package io.github.kubemaintenance.etcd.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** A window on bytes, moved over a file by {@link PageFile#view}. Reads are little-endian as bbolt writes them. */
public final class ByteView {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] array = new byte[0];
    private byte[] own = array;
    private int base;
    private int size;

    void set(byte[] bytes, int from, int count) {
        array = bytes;
        base = from;
        size = count;
    }

    byte[] own(int count) {
        if (own.length < count) {
            own = new byte[Math.max(count, 4096)];
        }
        return own;
    }

    /**
     * Returns the array that holds the window.
     *
     * @return not to be changed
     */
    public byte[] array() {
        return array;
    }

    /**
     * Returns where the window begins in the array.
     *
     * @return an index
     */
    public int base() {
        return base;
    }

    /**
     * Returns how many bytes the window has.
     *
     * @return at least 0
     */
    public int size() {
        return size;
    }

    int u8(int at) {
        return array[base + at] & 0xFF;
    }

    int u16(int at) {
        return u8(at) | u8(at + 1) << 8;
    }

    long u32(int at) {
        return (int) INT.get(array, base + at) & 0xFFFF_FFFFL;
    }

    static long i64(byte[] array, int at) {
        return (long) LONG.get(array, at);
    }

    long i64(int at) {
        return (long) LONG.get(array, base + at);
    }
}
