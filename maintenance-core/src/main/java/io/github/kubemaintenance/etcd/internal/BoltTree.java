package io.github.kubemaintenance.etcd.internal;

import io.github.kubemaintenance.etcd.SnapshotFinding.Code;
import io.github.kubemaintenance.model.internal.Nullable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Walks over a whole database in the order of its keys and checks the structure on the way. Every page is visited at
 * most once, so a walk ends whatever the file holds. Where the sink for problems goes on, damaged parts are left out.
 */
public final class BoltTree {
    /** Gets what a walk comes by. Arrays are valid during the call only. */
    public interface Visitor {
        /**
         * A bucket begins.
         *
         * @param name of the bucket
         */
        void bucket(byte[] name);

        /**
         * A pair of the bucket that began last.
         *
         * @param array holds key and value
         * @param key where the key begins
         * @param keyLength bytes of the key
         * @param value where the value begins
         * @param valueLength bytes of the value
         */
        void pair(byte[] array, int key, int keyLength, int value, int valueLength);
    }

    private interface Element {
        void at(BoltPage page, int i);
    }

    private static final int DEEPEST = 64;
    private static final int MOST_BUCKETS = 256;

    private final BoltFile bolt;
    private final Problems problems;
    private final BitSet seen = new BitSet();
    private final List<BoltPage> levels = new ArrayList<>();

    private BoltTree(BoltFile bolt, Problems problems) {
        this.bolt = bolt;
        this.problems = problems;
    }

    /**
     * Walks over everything.
     *
     * @param bolt the database
     * @param problems told of damage
     * @param visitor told of buckets and pairs
     */
    public static void walk(BoltFile bolt, Problems problems, Visitor visitor) {
        BoltTree tree = new BoltTree(bolt, problems);
        List<BoltBucket> buckets = tree.list();
        for (BoltBucket bucket : buckets) {
            visitor.bucket(bucket.name());
            tree.pairs(bucket, visitor);
        }
        tree.freelist();
    }

    /**
     * Walks over one bucket, checking only that.
     *
     * @param bolt the database
     * @param name the bucket's
     * @param problems told of damage
     * @param visitor told of the bucket and its pairs; of nothing if there is no such bucket
     */
    public static void walk(BoltFile bolt, String name, Problems problems, Visitor visitor) {
        BoltTree tree = new BoltTree(bolt, problems);
        for (BoltBucket bucket : tree.list()) {
            if (bucket.is(name)) {
                visitor.bucket(bucket.name());
                tree.pairs(bucket, visitor);
            }
        }
    }

    /** Returns the last key of a bucket by going down its right edge; no bytes if it is empty or missing. */
    static byte[] lastKey(BoltFile bolt, String name, Problems problems) {
        BoltPage page = new BoltPage();
        for (BoltBucket bucket : buckets(bolt, problems)) {
            if (bucket.is(name)) {
                boolean ok = bucket.root() == 0
                        ? page.inline(bucket.inline(), 0, bucket.inline().length, problems)
                        : page.load(bolt, bucket.root(), problems);
                for (int depth = 0; ok && page.isBranch() && depth < DEEPEST; depth++) {
                    ok = page.load(bolt, page.child(page.count() - 1), problems);
                }
                return ok && page.count() > 0 && !page.isBranch() ? page.key(page.count() - 1) : new byte[0];
            }
        }
        return new byte[0];
    }

    /**
     * Finds a key of a bucket by going down one path.
     *
     * @return its place in {@code page}, which holds it afterwards; -1 if it is not there
     */
    static int find(BoltFile bolt, String name, byte[] key, BoltPage page, Problems problems) {
        for (BoltBucket bucket : buckets(bolt, problems)) {
            if (bucket.is(name)) {
                boolean ok = bucket.root() == 0
                        ? page.inline(bucket.inline(), 0, bucket.inline().length, problems)
                        : page.load(bolt, bucket.root(), problems);
                for (int depth = 0; ok && page.isBranch() && depth < DEEPEST; depth++) {
                    ok = page.load(bolt, page.child(Math.max(0, page.lastUpTo(key))), problems);
                }
                int at = ok && !page.isBranch() ? page.lastUpTo(key) : -1;
                return at >= 0 && page.compareKey(at, key) == 0 ? at : -1;
            }
        }
        return -1;
    }

    /** Counts the pages that anything refers to, the two meta pages included. */
    static long usedPages(BoltFile bolt, Problems problems) {
        BoltTree tree = new BoltTree(bolt, problems);
        Visitor nobody = new Visitor() {
            @Override
            public void bucket(byte[] name) {
                // only pages are counted
            }

            @Override
            public void pair(byte[] array, int key, int keyLength, int value, int valueLength) {
                // only pages are counted
            }
        };
        tree.list().forEach(bucket -> tree.pairs(bucket, nobody));
        return 2L + tree.seen.cardinality();
    }

    /** Lists the top-level buckets, in the order of their names. */
    static List<BoltBucket> buckets(BoltFile bolt, Problems problems) {
        return new BoltTree(bolt, problems).list();
    }

    private List<BoltBucket> list() {
        List<BoltBucket> found = new ArrayList<>();
        page(bolt.meta().root(), 0, null, 0, null, 0, (page, i) -> {
            String name = Text.of(page.key(i));
            if (!page.isBucket(i)) {
                problems.found(Code.BAD_BUCKET, "the root holds a plain key " + name + ", not a bucket");
            } else if (page.valueLength(i) < BoltBucket.HEADER || page.valueLength(i) > BoltBucket.LARGEST) {
                problems.found(Code.BAD_BUCKET, "bucket " + name + " has a head of " + page.valueLength(i) + " bytes");
            } else if (found.size() == MOST_BUCKETS) {
                problems.found(Code.BAD_BUCKET, "there are more than " + MOST_BUCKETS + " buckets: " + name);
            } else {
                found.add(new BoltBucket(page.key(i), page.value(i)));
            }
        });
        return found;
    }

    private void pairs(BoltBucket bucket, Visitor visitor) {
        Element pair = (page, i) -> {
            if (page.isBucket(i)) {
                problems.found(
                        Code.BAD_BUCKET,
                        "bucket " + Text.of(bucket.name()) + " holds a bucket " + Text.of(page.key(i)));
            } else {
                visitor.pair(page.array(), page.keyAt(i), page.keyLength(i), page.valueAt(i), page.valueLength(i));
            }
        };
        if (bucket.root() != 0) {
            page(bucket.root(), 0, null, 0, null, 0, pair);
            return;
        }
        BoltPage inline = new BoltPage();
        if (inline.inline(bucket.inline(), 0, bucket.inline().length, problems)) {
            for (int i = 0; i < inline.count(); i++) {
                pair.at(inline, i);
            }
        }
    }

    /** Visits a page that must hold keys from that of {@code low} (inclusive) to that of {@code high} (exclusive). */
    private void page(
            long id, int depth, @Nullable BoltPage low, int lowAt, @Nullable BoltPage high, int highAt, Element visit) {
        if (depth > DEEPEST) {
            problems.found(Code.BAD_PAGE, "the tree is deeper than " + DEEPEST + " levels at page " + id);
            return;
        }
        if (depth == levels.size()) {
            levels.add(new BoltPage());
        }
        BoltPage page = levels.get(depth);
        if (!page.load(bolt, id, problems) || !take(id, page.run())) {
            return;
        }
        int last = page.count() - 1;
        if (last >= 0
                && ((low != null && BoltPage.compare(page, 0, low, lowAt) < 0)
                        || (high != null && BoltPage.compare(page, last, high, highAt) >= 0))) {
            problems.found(Code.KEY_ORDER, page.name() + " holds keys outside of the range of the page above it");
        }
        if (!page.isBranch()) {
            for (int i = 0; i <= last; i++) {
                visit.at(page, i);
            }
            return;
        }
        page.keep();
        for (int i = 0; i <= last; i++) {
            if (i < last) {
                page(page.child(i), depth + 1, page, i, page, i + 1, visit);
            } else {
                page(page.child(i), depth + 1, page, i, high, highAt, visit);
            }
        }
    }

    private boolean take(long id, long run) {
        int clash = seen.nextSetBit((int) id);
        if (clash >= 0 && clash < id + run) {
            problems.found(Code.MULTI_REFERENCE, "page " + clash + " is used twice");
            return false;
        }
        seen.set((int) id, (int) (id + run));
        return true;
    }

    /** Checks a free list, which etcd on Linux never writes: no free page may be in use, none may be listed twice. */
    private void freelist() {
        long id = bolt.meta().freelist();
        BoltPage page = new BoltPage();
        if (id == -1 || !page.frame(bolt, id, problems) || !take(id, page.run())) {
            return;
        }
        ByteView view = page.view();
        boolean many = page.count() == 0xFFFF;
        long count = many ? view.i64(BoltPage.HEADER) : page.count();
        int from = BoltPage.HEADER + (many ? 8 : 0);
        if (page.flags() != BoltPage.FLAG_FREELIST || count < 0 || count > (view.size() - from) / 8) {
            problems.found(Code.BAD_PAGE, page.name() + " should be the free list and isn't");
            return;
        }
        for (int i = 0; i < count; i++) {
            long free = view.i64(from + 8 * i);
            if (free < 2 || free >= bolt.meta().pages()) {
                problems.found(Code.OUT_OF_BOUNDS, "the free list names page " + Long.toUnsignedString(free));
            } else if (free < bolt.pagesInFile()) {
                take(free, 1);
            }
        }
    }
}
