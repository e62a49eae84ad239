package io.github.kubemaintenance.etcd.internal;

import io.github.kubemaintenance.etcd.SnapshotFinding.Code;
import java.util.Arrays;

/**
 * One page of a tree with the pages that belong to it (overflow), checked before anything in it is used: after
 * {@link #load} has said yes, every position that it gives lies within the page, keys rise, and its parts together are
 * no larger than the page. Moved from page to page.
 */
final class BoltPage {
    static final int HEADER = 16;
    static final int ELEMENT = 16;
    static final int FLAG_BRANCH = 0x01;
    static final int FLAG_LEAF = 0x02;
    static final int FLAG_FREELIST = 0x10;
    private static final int FLAG_BUCKET = 0x01;
    private static final long ALWAYS_FITS = 16L << 20;

    private final ByteView view = new ByteView();
    private byte[] copy = new byte[0];
    private long id;
    private long run;
    private int flags;
    private int count;

    /**
     * Reads and checks a page of a tree.
     *
     * @return false if it can't be used, and then it was told why
     */
    boolean load(BoltFile bolt, long pageId, Problems problems) {
        if (!frame(bolt, pageId, problems)) {
            return false;
        }
        if (flags != FLAG_BRANCH && flags != FLAG_LEAF) {
            problems.found(
                    Code.BAD_PAGE, name() + " has flags 0x" + Integer.toHexString(flags) + ", neither branch nor leaf");
            return false;
        }
        return check(problems);
    }

    /** Reads the header and the whole run of a page; checks only what is needed to do so. */
    boolean frame(BoltFile bolt, long pageId, Problems problems) {
        int size = bolt.meta().pageSize();
        id = pageId;
        if (pageId < 2 || pageId >= bolt.meta().pages()) {
            problems.found(
                    Code.OUT_OF_BOUNDS,
                    "a reference leads to page " + Long.toUnsignedString(pageId) + "; the database has pages 2 to "
                            + (bolt.meta().pages() - 1));
            return false;
        }
        if (pageId >= bolt.pagesInFile()) {
            problems.found(Code.OUT_OF_BOUNDS, name() + " lies behind the end of the file");
            return false;
        }
        bolt.file().view(pageId * size, size, view);
        long own = view.i64(0);
        flags = view.u16(8);
        count = view.u16(10);
        run = 1 + view.u32(12);
        if (own != pageId) {
            problems.found(Code.BAD_PAGE, name() + " says that it is page " + Long.toUnsignedString(own));
            return false;
        }
        if (run > bolt.pagesInFile() - pageId) {
            problems.found(Code.OUT_OF_BOUNDS, name() + " claims " + run + " pages, more than there are behind it");
            return false;
        }
        long bytes = run * size;
        if (bytes > Math.max(ALWAYS_FITS, Runtime.getRuntime().maxMemory() / 4) || bytes > Integer.MAX_VALUE - 64) {
            problems.found(
                    Code.PAGE_TOO_LARGE, name() + " claims " + bytes + " bytes, more than this Java heap can take");
            return false;
        }
        if (run > 1) {
            bolt.file().view(pageId * size, (int) bytes, view);
        }
        return true;
    }

    /** Reads and checks the page that is kept in a bucket's own value. */
    boolean inline(byte[] array, int at, int length, Problems problems) {
        id = 0;
        run = 0;
        view.set(array, at, length);
        if (length < HEADER) {
            problems.found(Code.OUT_OF_BOUNDS, "an inline bucket has only " + length + " bytes");
            return false;
        }
        flags = view.u16(8);
        count = view.u16(10);
        if (flags != FLAG_LEAF) {
            problems.found(Code.BAD_PAGE, "an inline bucket has page flags 0x" + Integer.toHexString(flags));
            return false;
        }
        return check(problems);
    }

    private boolean check(Problems problems) {
        long data = HEADER + (long) ELEMENT * count;
        if (data > view.size() || (count == 0 && isBranch())) {
            problems.found(Code.BAD_PAGE, name() + " claims " + count + " elements in " + view.size() + " bytes");
            return false;
        }
        long used = data;
        boolean rising = true;
        for (int i = 0; i < count; i++) {
            long start = element(i) + (isBranch() ? view.u32(element(i)) : view.u32(element(i) + 4));
            long key = isBranch() ? view.u32(element(i) + 4) : view.u32(element(i) + 8);
            long value = isBranch() ? 0 : view.u32(element(i) + 12);
            used += key + value;
            if (start < data || start + key + value > view.size() || used > view.size()) {
                problems.found(Code.OUT_OF_BOUNDS, "element " + i + " of " + name() + " lies outside of it");
                return false;
            }
            rising &= i == 0 || compare(this, i - 1, this, i) < 0;
        }
        if (!rising) {
            problems.found(Code.KEY_ORDER, "the keys of " + name() + " are not in order");
        }
        return true;
    }

    /** Copies the page, so that it stays when other pages are read. */
    void keep() {
        if (copy.length < view.size()) {
            copy = new byte[view.size()];
        }
        System.arraycopy(view.array(), view.base(), copy, 0, view.size());
        view.set(copy, 0, view.size());
    }

    String name() {
        return id == 0 ? "an inline bucket" : "page " + id;
    }

    boolean isBranch() {
        return flags == FLAG_BRANCH;
    }

    int flags() {
        return flags;
    }

    int count() {
        return count;
    }

    /** Returns how many pages belong to it; 0 for an inline one. */
    long run() {
        return run;
    }

    ByteView view() {
        return view;
    }

    byte[] array() {
        return view.array();
    }

    int keyAt(int i) {
        int element = element(i);
        return view.base() + element + (int) view.u32(isBranch() ? element : element + 4);
    }

    int keyLength(int i) {
        return (int) view.u32(element(i) + (isBranch() ? 4 : 8));
    }

    int valueAt(int i) {
        return keyAt(i) + keyLength(i);
    }

    int valueLength(int i) {
        return (int) view.u32(element(i) + 12);
    }

    long child(int i) {
        return view.i64(element(i) + 8);
    }

    boolean isBucket(int i) {
        return (view.u32(element(i)) & FLAG_BUCKET) != 0;
    }

    byte[] key(int i) {
        return Arrays.copyOfRange(array(), keyAt(i), keyAt(i) + keyLength(i));
    }

    byte[] value(int i) {
        return Arrays.copyOfRange(array(), valueAt(i), valueAt(i) + valueLength(i));
    }

    /** Returns the last element whose key is not above another; -1 if all are above it. */
    int lastUpTo(byte[] other) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (compareKey(middle, other) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    int compareKey(int i, byte[] other) {
        return Arrays.compareUnsigned(array(), keyAt(i), keyAt(i) + keyLength(i), other, 0, other.length);
    }

    static int compare(BoltPage a, int i, BoltPage b, int j) {
        int from = a.keyAt(i);
        int other = b.keyAt(j);
        return Arrays.compareUnsigned(a.array(), from, from + a.keyLength(i), b.array(), other, other + b.keyLength(j));
    }

    private static int element(int i) {
        return HEADER + ELEMENT * i;
    }
}
