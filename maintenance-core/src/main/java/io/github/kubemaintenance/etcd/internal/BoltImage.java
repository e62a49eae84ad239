package io.github.kubemaintenance.etcd.internal;

import io.github.kubemaintenance.etcd.internal.BoltNode.Item;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/** A whole database made in memory, packed page after page from its pairs: what a mock streams. */
public final class BoltImage {
    private static final int PAGE = 4096;
    private static final long TXID = 8;

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private long next = 2;

    private BoltImage() {}

    /**
     * Packs buckets.
     *
     * @param buckets by name; the pairs of each in the order of bytes
     * @return the database, as a server streams it but without the hash
     */
    public static byte[] of(NavigableMap<String, NavigableMap<byte[], byte[]>> buckets) {
        BoltImage image = new BoltImage();
        List<Item> roots = new ArrayList<>();
        buckets.forEach(
                (name, pairs) -> roots.add(Item.bucket(name.getBytes(StandardCharsets.US_ASCII), image.bucket(pairs))));
        long root = image.append(BoltNode.leaf(roots));
        BoltMeta meta = new BoltMeta(PAGE, 0, root, 0, -1, image.next, TXID);
        BoltMeta before = new BoltMeta(PAGE, 0, root, 0, -1, image.next, TXID - 1);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(meta.toPage(0));
        all.writeBytes(before.toPage(1));
        all.writeBytes(image.body.toByteArray());
        return all.toByteArray();
    }

    private byte[] bucket(NavigableMap<byte[], byte[]> pairs) {
        List<Item> items = new ArrayList<>();
        for (Map.Entry<byte[], byte[]> pair : pairs.entrySet()) {
            items.add(Item.pair(pair.getKey(), pair.getValue()));
        }
        byte[] whole = BoltNode.leaf(items.size() > PAGE ? List.of() : items);
        if (items.size() <= PAGE && whole.length <= PAGE / 4) {
            return BoltNode.bucketInline(whole, 0);
        }
        List<Item> level = pack(items, true);
        while (level.size() > 1) {
            level = pack(level, false);
        }
        return BoltNode.bucketAt(level.get(0).page(), 0);
    }

    /** Fills pages with items; returns what leads to them. */
    private List<Item> pack(List<Item> items, boolean leaves) {
        List<Item> above = new ArrayList<>();
        int from = 0;
        while (from < items.size()) {
            int to = from;
            int size = BoltPage.HEADER;
            while (to < items.size() && (to < from + 2 || size + items.get(to).size() <= PAGE)) {
                size += items.get(to++).size();
            }
            List<Item> page = items.subList(from, to);
            above.add(Item.child(page.get(0).key(), append(leaves ? BoltNode.leaf(page) : BoltNode.branch(page))));
            from = to;
        }
        return above;
    }

    private long append(byte[] image) {
        body.writeBytes(BoltNode.placed(image, next, PAGE));
        long page = next;
        next += BoltNode.run(image, PAGE);
        return page;
    }
}
