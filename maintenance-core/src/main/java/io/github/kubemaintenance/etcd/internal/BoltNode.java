package io.github.kubemaintenance.etcd.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** Page images as bolt lays them out: header, elements, then keys and values in order. */
final class BoltNode {
    /** A pair of a leaf, a bucket in a leaf, or a child of a branch. */
    static final class Item {
        private final byte[] key;
        private final byte[] value;
        private final int flags;
        private final long child;

        private Item(byte[] key, byte[] value, int flags, long child) {
            this.key = key;
            this.value = value;
            this.flags = flags;
            this.child = child;
        }

        static Item pair(byte[] key, byte[] value) {
            return new Item(key, value, 0, 0);
        }

        static Item bucket(byte[] name, byte[] value) {
            return new Item(name, value, 1, 0);
        }

        static Item child(byte[] firstKey, long page) {
            return new Item(firstKey, new byte[0], 0, page);
        }

        long page() {
            return child;
        }

        byte[] key() {
            return key;
        }

        /** Returns what it takes in a page. */
        int size() {
            return BoltPage.ELEMENT + key.length + value.length;
        }
    }

    private BoltNode() {}

    static byte[] leaf(List<Item> items) {
        byte[] image = frame(items, BoltPage.FLAG_LEAF);
        ByteBuffer out = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
        int at = BoltPage.HEADER + BoltPage.ELEMENT * items.size();
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            int element = BoltPage.HEADER + BoltPage.ELEMENT * i;
            out.putInt(element, item.flags).putInt(element + 4, at - element);
            out.putInt(element + 8, item.key.length).putInt(element + 12, item.value.length);
            out.put(at, item.key).put(at + item.key.length, item.value);
            at += item.key.length + item.value.length;
        }
        return image;
    }

    static byte[] branch(List<Item> items) {
        byte[] image = frame(items, BoltPage.FLAG_BRANCH);
        ByteBuffer out = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
        int at = BoltPage.HEADER + BoltPage.ELEMENT * items.size();
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            int element = BoltPage.HEADER + BoltPage.ELEMENT * i;
            out.putInt(element, at - element)
                    .putInt(element + 4, item.key.length)
                    .putLong(element + 8, item.child);
            out.put(at, item.key);
            at += item.key.length;
        }
        return image;
    }

    private static byte[] frame(List<Item> items, int flags) {
        int size = BoltPage.HEADER + items.stream().mapToInt(Item::size).sum();
        byte[] image = new byte[size];
        ByteBuffer.wrap(image)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(8, (short) flags)
                .putShort(10, (short) items.size());
        return image;
    }

    /** Returns how many pages an image takes. */
    static int run(byte[] image, int pageSize) {
        return (image.length + pageSize - 1) / pageSize;
    }

    /** Returns an image as it is written at a page: with its number and filled up. */
    static byte[] placed(byte[] image, long page, int pageSize) {
        int run = run(image, pageSize);
        byte[] placed = Arrays.copyOf(image, run * pageSize);
        ByteBuffer.wrap(placed).order(ByteOrder.LITTLE_ENDIAN).putLong(0, page).putInt(12, run - 1);
        return placed;
    }

    /** Returns the value of a bucket that has a tree of its own. */
    static byte[] bucketAt(long root, long sequence) {
        return head(root, sequence, 0);
    }

    /** Returns the value of a bucket that is kept inline. */
    static byte[] bucketInline(byte[] image, long sequence) {
        return ByteBuffer.wrap(head(0, sequence, image.length))
                .put(BoltBucket.HEADER, image)
                .array();
    }

    private static byte[] head(long root, long sequence, int room) {
        return ByteBuffer.allocate(BoltBucket.HEADER + room)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(root)
                .putLong(sequence)
                .array();
    }
}
