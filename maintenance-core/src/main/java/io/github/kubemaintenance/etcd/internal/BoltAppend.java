package io.github.kubemaintenance.etcd.internal;

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
        byte[] image = leaf(
                0,
                new ArrayList<>(pairs.entrySet().stream()
                        .map(pair -> new Item(pair.getKey(), pair.getValue(), 0))
                        .toList()));
        byte[] old = buckets.get(name);
        long sequence = old == null ? 0 : new BoltBucket(new byte[0], old).sequence();
        if (image.length <= pageSize / 4) {
            buckets.put(
                    name,
                    ByteBuffer.wrap(head(0, sequence, image.length))
                            .put(BoltBucket.HEADER, image)
                            .array());
        } else {
            buckets.put(name, head(append(image), sequence, 0));
        }
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
        buckets.put(name, head(edge(bucket.root(), key, value, 0), bucket.sequence(), 0));
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
            items.add(new Item(page.key(i), page.value(i), 0));
        }
        items.add(new Item(key, value, 0));
        return append(leaf(0, items));
    }

    /** Writes the new root; returns the meta that, once written, makes everything count. */
    BoltMeta finish() throws IOException {
        List<Item> items = new ArrayList<>();
        buckets.forEach((name, value) -> items.add(new Item(latin(name), value, 1)));
        long root = append(leaf(0, items));
        BoltMeta old = bolt.meta();
        return new BoltMeta(pageSize, old.flags(), root, old.sequence(), -1, pages, old.txid() + 1);
    }

    /** Writes a meta page: the commit. */
    static void commit(FileChannel channel, BoltMeta meta) throws IOException {
        long page = meta.txid() & 1;
        write(channel, meta.toPage(page), page * meta.pageSize());
    }

    private long append(byte[] image) throws IOException {
        int run = (image.length + pageSize - 1) / pageSize;
        byte[] page = Arrays.copyOf(image, run * pageSize);
        ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN).putLong(0, pages).putInt(12, run - 1);
        write(channel, page, pages * pageSize);
        pages += run;
        return pages - run;
    }

    private static void write(FileChannel channel, byte[] bytes, long at) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer, at + buffer.position());
        }
    }

    private static byte[] head(long root, long sequence, int room) {
        return ByteBuffer.allocate(BoltBucket.HEADER + room)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(root)
                .putLong(sequence)
                .array();
    }

    private static byte[] leaf(long id, List<Item> items) {
        int data = BoltPage.HEADER + BoltPage.ELEMENT * items.size();
        int size = data;
        for (Item item : items) {
            size += item.key.length + item.value.length;
        }
        ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(0, id).putShort(8, (short) BoltPage.FLAG_LEAF).putShort(10, (short) items.size());
        int at = data;
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            int element = BoltPage.HEADER + BoltPage.ELEMENT * i;
            out.putInt(element, item.flags).putInt(element + 4, at - element);
            out.putInt(element + 8, item.key.length).putInt(element + 12, item.value.length);
            out.put(at, item.key).put(at + item.key.length, item.value);
            at += item.key.length + item.value.length;
        }
        return out.array();
    }

    private static final class Item {
        private final byte[] key;
        private final byte[] value;
        private final int flags;

        Item(byte[] key, byte[] value, int flags) {
            this.key = key;
            this.value = value;
            this.flags = flags;
        }
    }
}
