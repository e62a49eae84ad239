package io.github.kubemaintenance.etcd.internal;

import io.github.kubemaintenance.model.internal.Nullable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One of the two meta pages of a bbolt database: where the tree begins and where the file ends. The valid one with the
 * higher transaction number is the database.
 *
 * @param pageSize bytes of a page
 * @param flags as written; 0 so far
 * @param root the root bucket's page
 * @param sequence the root bucket's sequence
 * @param freelist the page of the free list; -1 if none is kept, as etcd has it on Linux
 * @param pages pages in use or free: the first page number that was never given out
 * @param txid number of the transaction that wrote it
 */
public record BoltMeta(int pageSize, int flags, long root, long sequence, long freelist, long pages, long txid) {
    static final int MAGIC = 0xED0CDAED;
    static final int VERSION = 2;
    static final int HEADER = 16;
    static final int SIZE = 64;
    static final int FLAG_META = 0x04;
    static final int MIN_PAGE = 1024;
    static final int MAX_PAGE = MIN_PAGE << 14;
    private static final int SUMMED = 56;

    /** Why a meta page can't be used. */
    enum Flaw {
        NONE,
        MAGIC,
        BIG_ENDIAN,
        VERSION,
        CHECKSUM,
        IMPOSSIBLE
    }

    /** What was read: a meta, or the flaw that keeps it from being one. */
    record Read(@Nullable BoltMeta meta, Flaw flaw) {}

    /** Reads the meta of the page that begins at the view's first byte. */
    static Read read(ByteView view) {
        if (view.size() < HEADER + SIZE) {
            return new Read(null, Flaw.MAGIC);
        }
        int magic = (int) view.u32(HEADER);
        if (magic != MAGIC) {
            return new Read(null, Integer.reverseBytes(magic) == MAGIC ? Flaw.BIG_ENDIAN : Flaw.MAGIC);
        }
        if (view.u32(HEADER + 4) != VERSION) {
            return new Read(null, Flaw.VERSION);
        }
        if (view.i64(HEADER + SUMMED) != fnv1a(view.array(), view.base() + HEADER)) {
            return new Read(null, Flaw.CHECKSUM);
        }
        long pageSize = view.u32(HEADER + 8);
        BoltMeta meta = new BoltMeta(
                (int) pageSize,
                (int) view.u32(HEADER + 12),
                view.i64(HEADER + 16),
                view.i64(HEADER + 24),
                view.i64(HEADER + 32),
                view.i64(HEADER + 40),
                view.i64(HEADER + 48));
        boolean possible = pageSize >= MIN_PAGE
                && pageSize <= MAX_PAGE
                && Long.bitCount(pageSize) == 1
                && meta.pages > 2
                && meta.pages <= Long.MAX_VALUE / pageSize
                && meta.root > 1
                && meta.root < meta.pages;
        return possible ? new Read(meta, Flaw.NONE) : new Read(null, Flaw.IMPOSSIBLE);
    }

    /**
     * Returns the bytes of the whole data: what {@code totalSize} is.
     *
     * @return pages times their size
     */
    public long size() {
        return pages * pageSize;
    }

    /** Returns the page image to write at page {@code id}. */
    byte[] toPage(long id) {
        ByteBuffer page = ByteBuffer.allocate(pageSize).order(ByteOrder.LITTLE_ENDIAN);
        page.putLong(0, id).putShort(8, (short) FLAG_META);
        page.putInt(HEADER, MAGIC)
                .putInt(HEADER + 4, VERSION)
                .putInt(HEADER + 8, pageSize)
                .putInt(HEADER + 12, flags);
        page.putLong(HEADER + 16, root).putLong(HEADER + 24, sequence).putLong(HEADER + 32, freelist);
        page.putLong(HEADER + 40, pages).putLong(HEADER + 48, txid);
        page.putLong(HEADER + SUMMED, fnv1a(page.array(), HEADER));
        return page.array();
    }

    private static long fnv1a(byte[] bytes, int from) {
        long hash = 0xCBF29CE484222325L;
        for (int i = from; i < from + SUMMED; i++) {
            hash = (hash ^ (bytes[i] & 0xFF)) * 0x100000001B3L;
        }
        return hash;
    }
}
