package io.github.kubemaintenance.etcd.internal;

import io.github.kubemaintenance.etcd.internal.BoltNode.Item;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Changes a database the way bolt does: what changes is written to new pages behind the old ones, and only the meta
 * page, written last, makes it count. Until then the database is the old one. Page by page:
 *
 * <pre>
 *   rewrite(bucket, pairs)   a small bucket as a whole: inline, or a leaf of its own
 *   add(bucket, key, value)  a pair behind the last one of a large bucket: its right edge is copied
 *   finish()                 the new root and the meta that is to be committed
 * </pre>
 */
final class BoltAppend {
    private final BoltFile bolt;
    private final FileChannel channel;
    private final Problems problems;
    private final NavigableMap<String, byte[]> buckets = new TreeMap<>();
    private final int pageSize;
    private long pages;

    /** Starts on a database whose bytes are all in {@code channel} too, which is written to. */
    BoltAppend(BoltFile bolt, FileChannel channel, Problems problems) {
        this.bolt = bolt;
        this.channel = channel;
        this.problems = problems;
        this.pageSize = bolt.meta().pageSize();
        this.pages = bolt.meta().pages();
        BoltTree.buckets(bolt, problems).forEach(bucket -> buckets.put(latin(bucket.name()), bucket.value()));
    }

    private static String latin(byte[] name) {
        return new String(name, java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private static byte[] latin(String name) {
        return name.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    /** Gives a bucket other contents, or makes it. Keys are compared byte by byte. */
    void rewrite(String name, NavigableMap<byte[], byte[]> pairs) throws IOException {
        List<Item> items = new ArrayList<>();
        pairs.forEach((key, value) -> items.add(Item.pair(key, value)));
        byte[] image = BoltNode.leaf(items);
        byte[] old = buckets.get(name);
        long sequence = old == null ? 0 : new BoltBucket(new byte[0], old).sequence();
        buckets.put(
                name,
                image.length <= pageSize / 4
                        ? BoltNode.bucketInline(image, sequence)
                        : BoltNode.bucketAt(append(image), sequence));
    }

    /** Adds a pair whose key comes after every other of the bucket. */
    void addLast(String name, byte[] key, byte[] value) throws IOException {
        byte[] stored = buckets.get(name);
        if (stored == null) {
            throw new IOException("the database has no bucket '" + name + "'");
        }
        BoltBucket bucket = new BoltBucket(latin(name), stored);
        if (bucket.root() == 0) {
            BoltPage page = new BoltPage();
            NavigableMap<byte[], byte[]> pairs = new TreeMap<>(Arrays::compareUnsigned);
            if (page.inline(bucket.inline(), 0, bucket.inline().length, problems)) {
                for (int i = 0; i < page.count(); i++) {
                    pairs.put(page.key(i), page.value(i));
                }
            }
            pairs.put(key, value);
            rewrite(name, pairs);
            return;
        }
        buckets.put(name, BoltNode.bucketAt(edge(bucket.root(), key, value, 0), bucket.sequence()));
    }

    /** Copies the last leaf below a page with one more pair, and the pages that lead to it; returns the copy's page. */
    private long edge(long id, byte[] key, byte[] value, int depth) throws IOException {
        BoltPage page = new BoltPage();
        if (depth > 64 || !page.load(bolt, id, problems)) {
            throw new IOException("the right edge of the tree can't be read at page " + id);
        }
        if (page.isBranch()) {
            int last = page.count() - 1;
            long child = page.child(last);
            page.keep();
            long copy = edge(child, key, value, depth + 1);
            byte[] image = Arrays.copyOfRange(
                    page.array(),
                    page.view().base(),
                    page.view().base() + page.view().size());
            ByteBuffer.wrap(image)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(BoltPage.HEADER + BoltPage.ELEMENT * last + 8, copy);
            return append(image);
        }
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < page.count(); i++) {
            items.add(Item.pair(page.key(i), page.value(i)));
        }
        items.add(Item.pair(key, value));
        return append(BoltNode.leaf(items));
    }

    /** Writes the new root; returns the meta that, once written, makes everything count. */
    BoltMeta finish() throws IOException {
        List<Item> items = new ArrayList<>();
        buckets.forEach((name, value) -> items.add(Item.bucket(latin(name), value)));
        long root = append(BoltNode.leaf(items));
        BoltMeta old = bolt.meta();
        return new BoltMeta(pageSize, old.flags(), root, old.sequence(), -1, pages, old.txid() + 1);
    }

    /** Writes a meta page: the commit. */
    static void commit(FileChannel channel, BoltMeta meta) throws IOException {
        long page = meta.txid() & 1;
        write(channel, meta.toPage(page), page * meta.pageSize());
    }

    private long append(byte[] image) throws IOException {
        write(channel, BoltNode.placed(image, pages, pageSize), pages * pageSize);
        long page = pages;
        pages += BoltNode.run(image, pageSize);
        return page;
    }

    private static void write(FileChannel channel, byte[] bytes, long at) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer, at + buffer.position());
        }
    }
}
