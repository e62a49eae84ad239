package io.github.kubemaintenance.etcd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Databases made page by page, for shapes and damage that no server writes on request. */
final class BoltBuilder {
    private static final class Item {
        private final byte[] key;
        private final byte[] value;
        private final long child;
        private final boolean bucket;

        Item(byte[] key, byte[] value, long child, boolean bucket) {
            this.key = key;
            this.value = value;
            this.child = child;
            this.bucket = bucket;
        }
    }

    private final int pageSize;
    private final Map<Long, byte[]> pages = new TreeMap<>();
    private final List<Item> roots = new ArrayList<>();
    private long freelist = -1;
    private boolean splitRoot;

    BoltBuilder(int pageSize) {
        this.pageSize = pageSize;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] revision(long main, long sub) {
        return ByteBuffer.allocate(17)
                .putLong(main)
                .put((byte) '_')
                .putLong(sub)
                .array();
    }

    /** A mvccpb.KeyValue with short key and value and small numbers. */
    static byte[] record(String key, long mod, byte[] value) {
        ByteBuffer out = ByteBuffer.allocate(key.length() + value.length + 40);
        out.put((byte) 0x0A);
        varint(out, key.length());
        out.put(ascii(key)).put((byte) 0x10);
        varint(out, mod);
        out.put((byte) 0x18);
        varint(out, mod);
        out.put((byte) 0x20).put((byte) 1).put((byte) 0x2A);
        varint(out, value.length);
        out.put(value);
        return Arrays.copyOf(out.array(), out.position());
    }

    private static void varint(ByteBuffer out, long value) {
        long rest = value;
        while (rest > 0x7F) {
            out.put((byte) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    /** A leaf of pairs, given as key, value, key, value; as many pages as it needs. */
    BoltBuilder leaf(long id, byte[]... pairs) {
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < pairs.length; i += 2) {
            items.add(new Item(pairs[i], pairs[i + 1], 0, false));
        }
        pages.put(id, page(id, items, false));
        return this;
    }

    BoltBuilder branch(long id, List<byte[]> keys, long... children) {
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < children.length; i++) {
            items.add(new Item(keys.get(i), new byte[0], children[i], false));
        }
        pages.put(id, page(id, items, true));
        return this;
    }

    BoltBuilder bucket(String name, long root) {
        byte[] head = ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(root)
                .array();
        roots.add(new Item(ascii(name), head, 0, true));
        return this;
    }

    /** A bucket that is kept in the root, with pairs as {@link #leaf} takes them. */
    BoltBuilder inline(String name, byte[]... pairs) {
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < pairs.length; i += 2) {
            items.add(new Item(pairs[i], pairs[i + 1], 0, false));
        }
        byte[] image = elements(0, items, false);
        roots.add(new Item(
                ascii(name),
                ByteBuffer.allocate(16 + image.length).put(16, image).array(),
                0,
                true));
        return this;
    }

    BoltBuilder rootKey(String name) {
        roots.add(new Item(ascii(name), ascii("value"), 0, false));
        return this;
    }

    BoltBuilder freelist(long id, long... free) {
        ByteBuffer page = ByteBuffer.allocate(pageSize).order(ByteOrder.LITTLE_ENDIAN);
        page.putLong(0, id).putShort(8, (short) 0x10).putShort(10, (short) free.length);
        for (int i = 0; i < free.length; i++) {
            page.putLong(16 + 8 * i, free[i]);
        }
        pages.put(id, page.array());
        freelist = id;
        return this;
    }

    /** Makes the root a branch over two leaves, pages 98 and 99. */
    BoltBuilder splitRoot() {
        splitRoot = true;
        return this;
    }

    BoltBuilder raw(long id, byte[] page) {
        pages.put(id, page);
        return this;
    }

    byte[] page(long id) {
        return pages.get(id);
    }

    /** Writes the file, with the root at page 2 and without a hash. */
    Path write(Path file) throws IOException {
        roots.sort((a, b) -> Arrays.compareUnsigned(a.key, b.key));
        if (splitRoot) {
            pages.put(98L, page(98, roots.subList(0, 1), false));
            pages.put(99L, page(99, roots.subList(1, roots.size()), false));
            branch(2, List.of(roots.get(0).key, roots.get(1).key), 98, 99);
        } else {
            pages.put(2L, page(2, roots, false));
        }
        long end = 0;
        for (Map.Entry<Long, byte[]> page : pages.entrySet()) {
            end = Math.max(end, page.getKey() + page.getValue().length / pageSize);
        }
        pages.put(0L, meta(0, end, 2));
        pages.put(1L, meta(1, end, 1));
        try (FileChannel out = FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                StandardOpenOption.SPARSE)) {
            for (Map.Entry<Long, byte[]> page : pages.entrySet()) {
                out.write(ByteBuffer.wrap(page.getValue()), page.getKey() * pageSize);
            }
        }
        return file;
    }

    private byte[] page(long id, List<Item> items, boolean branch) {
        byte[] image = elements(id, items, branch);
        int run = Math.max(1, (image.length + pageSize - 1) / pageSize);
        byte[] page = Arrays.copyOf(image, run * pageSize);
        ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN).putInt(12, run - 1);
        return page;
    }

    private static byte[] elements(long id, List<Item> items, boolean branch) {
        int size = 16 + 16 * items.size();
        for (Item item : items) {
            size += item.key.length + item.value.length;
        }
        ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(0, id).putShort(8, (short) (branch ? 1 : 2)).putShort(10, (short) items.size());
        int at = 16 + 16 * items.size();
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            int element = 16 + 16 * i;
            if (branch) {
                out.putInt(element, at - element)
                        .putInt(element + 4, item.key.length)
                        .putLong(element + 8, item.child);
            } else {
                out.putInt(element, item.bucket ? 1 : 0).putInt(element + 4, at - element);
                out.putInt(element + 8, item.key.length).putInt(element + 12, item.value.length);
            }
            out.put(at, item.key).put(at + item.key.length, item.value);
            at += item.key.length + item.value.length;
        }
        return out.array();
    }

    private byte[] meta(long id, long end, long txid) {
        ByteBuffer page = ByteBuffer.allocate(pageSize).order(ByteOrder.LITTLE_ENDIAN);
        page.putLong(0, id)
                .putShort(8, (short) 4)
                .putInt(16, 0xED0CDAED)
                .putInt(20, 2)
                .putInt(24, pageSize);
        page.putLong(32, 2).putLong(48, freelist).putLong(56, end).putLong(64, txid);
        long hash = 0xCBF29CE484222325L;
        for (int i = 16; i < 72; i++) {
            hash = (hash ^ (page.get(i) & 0xFF)) * 0x100000001B3L;
        }
        page.putLong(72, hash);
        return page.array();
    }
}
