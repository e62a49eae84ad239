package io.github.kubemaintenance.etcd.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** The keys of a mock with their history, and the database that a real server would have of them. */
public final class MockStore {
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Live(long create, long mod, long version, byte[] value) {}

    private final NavigableMap<byte[], byte[]> records = new TreeMap<>(Arrays::compareUnsigned);
    private final Map<String, Live> live = new HashMap<>(); // looked up, never iterated
    private long revision = 1;
    private long compacted;

    /**
     * Writes a key.
     *
     * @param key as text
     * @param value its bytes
     * @return the new revision
     */
    public long put(String key, byte[] value) {
        revision++;
        Live before = live.get(key);
        Live now = new Live(
                before == null ? revision : before.create,
                revision,
                before == null ? 1 : before.version + 1,
                value.clone());
        live.put(key, now);
        ProtoWriter record = new ProtoWriter()
                .bytes(1, key.getBytes(StandardCharsets.UTF_8))
                .number(2, now.create)
                .number(3, revision)
                .number(4, now.version);
        records.put(KvRecord.revisionKey(revision, 0), (value.length == 0 ? record : record.bytes(5, value)).toBytes());
        return revision;
    }

    /**
     * Deletes a key.
     *
     * @param key as text
     * @return the new revision, or the old one if there was no such key
     */
    public long delete(String key) {
        if (live.remove(key) != null) {
            revision++;
            byte[] tombstone = Arrays.copyOf(KvRecord.revisionKey(revision, 0), KvRecord.TOMBSTONE);
            tombstone[KvRecord.KEY] = 't';
            records.put(
                    tombstone,
                    new ProtoWriter()
                            .bytes(1, key.getBytes(StandardCharsets.UTF_8))
                            .toBytes());
        }
        return revision;
    }

    /** Reads a key at the newest revision. */
    public Optional<byte[]> get(String key) {
        return Optional.ofNullable(live.get(key)).map(found -> found.value.clone());
    }

    /** Removes what was overwritten or deleted up to a revision. */
    public void compact(long upTo) {
        compacted = upTo;
        Set<String> newer = new HashSet<>(); // looked up, never iterated
        KvRecord record = new KvRecord();
        for (Iterator<Map.Entry<byte[], byte[]>> each =
                        records.descendingMap().entrySet().iterator();
                each.hasNext(); ) {
            Map.Entry<byte[], byte[]> entry = each.next();
            byte[] value = entry.getValue();
            record.revision(entry.getKey(), 0, entry.getKey().length);
            record.content(value, 0, value.length);
            String key = new String(value, record.key, record.keyLength, StandardCharsets.UTF_8);
            if (record.main <= upTo && (!newer.add(key) || record.tombstone)) {
                each.remove();
            }
        }
    }

    /** Returns up to which revision it is compacted; 0 if never. */
    public long compacted() {
        return compacted;
    }

    /** Returns a hash of the records up to a revision. */
    public long hash(long upTo) {
        CRC32C crc = new CRC32C();
        crc.update(ascii("key"));
        for (Map.Entry<byte[], byte[]> record :
                records.headMap(KvRecord.revisionKey(upTo + 1, 0), false).entrySet()) {
            crc.update(record.getKey());
            crc.update(record.getValue());
        }
        return crc.getValue();
    }

    /** Returns the newest revision; 1 if nothing was written. */
    public long revision() {
        return revision;
    }

    /**
     * Makes the database.
     *
     * @param cluster its members
     * @param version the minor version of the cluster, for example 3.5
     * @return as a server streams it, without the hash
     */
    public byte[] database(NewCluster cluster, String version) {
        NavigableMap<String, NavigableMap<byte[], byte[]>> buckets = new TreeMap<>();
        for (String name : new String[] {
            "alarm", "auth", "authRoles", "authUsers", "cluster", "lease", "members", "members_removed", "meta"
        }) {
            buckets.put(name, new TreeMap<>(Arrays::compareUnsigned));
        }
        buckets.put("key", records);
        long index = cluster.members().size() + records.size() + 1L;
        put(
                buckets,
                "meta",
                "consistent_index",
                ByteBuffer.allocate(8).putLong(index).array());
        put(buckets, "meta", "term", ByteBuffer.allocate(8).putLong(2).array());
        if (!version.equals("3.4") && !version.equals("3.5")) {
            put(buckets, "meta", "storageVersion", ascii(version + ".0"));
        }
        put(buckets, "cluster", "clusterVersion", ascii(version + ".0"));
        cluster.members().forEach(member -> put(buckets, "members", Text.id(member.id()), member.json()));
        return BoltImage.of(buckets);
    }

    private static void put(
            NavigableMap<String, NavigableMap<byte[], byte[]>> buckets, String bucket, String key, byte[] value) {
        buckets.computeIfAbsent(bucket, name -> new TreeMap<>(Arrays::compareUnsigned))
                .put(ascii(key), value);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
