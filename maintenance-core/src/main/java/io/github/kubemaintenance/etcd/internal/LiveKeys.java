package io.github.kubemaintenance.etcd.internal;

/**
 * The set of keys that exist, while records go by in the order of their revisions, with a small mark for each. A key is
 * known by 120 bits of a hash, 16 bytes whatever its length: for ten million keys the chance that two of them are taken
 * for one is below one in 10^22.
 */
final class LiveKeys {
    private static final long M1 = 0x9E3779B97F4A7C15L;
    private static final long M2 = 0xD6E8FEB86659FD93L;
    private static final long M3 = 0xA0761D6478BD642FL;

    private long[] table = new long[2 << 10];
    private int size;
    private long high;
    private long low;

    int size() {
        return size;
    }

    /** Adds a key or changes its mark (1 to 255); returns the mark that it had, 0 if it is new. */
    int put(byte[] array, int at, int length, int mark) {
        hash(array, at, length);
        int i = find();
        if (table[i + 1] != 0) {
            int before = (int) (table[i + 1] & 0xFF);
            table[i + 1] = low | mark;
            return before;
        }
        table[i] = high;
        table[i + 1] = low | mark;
        if (++size * 4L > table.length / 2 * 3L) {
            grow();
        }
        return 0;
    }

    /** Removes a key; returns the mark that it had, 0 if it was not there. */
    int remove(byte[] array, int at, int length) {
        hash(array, at, length);
        int hole = find();
        if (table[hole + 1] == 0) {
            return 0;
        }
        int before = (int) (table[hole + 1] & 0xFF);
        int mask = table.length - 1;
        for (int i = hole + 2 & mask; table[i + 1] != 0; i = i + 2 & mask) {
            int home = slot(table[i]);
            if ((i - home & mask) >= (i - hole & mask)) {
                table[hole] = table[i];
                table[hole + 1] = table[i + 1];
                hole = i;
            }
        }
        table[hole] = 0;
        table[hole + 1] = 0;
        size--;
        return before;
    }

    private int find() {
        int mask = table.length - 1;
        int i = slot(high);
        while (table[i + 1] != 0 && (table[i] != high || (table[i + 1] & ~0xFFL) != low)) {
            i = i + 2 & mask;
        }
        return i;
    }

    private int slot(long hash) {
        return (int) (hash & table.length / 2 - 1) * 2;
    }

    private void grow() {
        long[] old = table;
        table = new long[old.length * 2];
        for (int j = 0; j < old.length; j += 2) {
            if (old[j + 1] != 0) {
                int i = slot(old[j]);
                while (table[i + 1] != 0) {
                    i = i + 2 & table.length - 1;
                }
                table[i] = old[j];
                table[i + 1] = old[j + 1];
            }
        }
    }

    private void hash(byte[] array, int at, int length) {
        long a = M1 ^ length;
        long b = M2 + length;
        int end = at + length;
        int i = at;
        for (; i + 8 <= end; i += 8) {
            long word = ByteView.i64(array, i);
            a = fold(a ^ word, M3);
            b = fold(b + word, M1);
        }
        long tail = 0;
        for (; i < end; i++) {
            tail = (tail << 8) | (array[i] & 0xFF);
        }
        a = fold(a ^ tail, M2);
        b = fold(b + tail ^ Long.rotateLeft(a, 29), M3);
        high = fold(a ^ M1, b | 1) ^ a;
        low = (fold(b ^ M2, M1) ^ b) & ~0xFFL;
    }

    private static long fold(long x, long y) {
        return x * y ^ Math.multiplyHigh(x, y);
    }
}
