package io.github.kubemaintenance.etcd.internal;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * The hash that the HashKV request answers, computed from a file: over the keys' history only, so members with the same
 * data agree on it, whether or not one has finished a compaction (etcd's server/storage/mvcc/hash.go, 3.4 to 3.7): of
 * what a compaction covers only the records count that are the newest of their key at the revision asked for.
 */
public final class HashKv {
    private HashKv() {}

    /**
     * Computes the hash.
     *
     * @param bolt the database
     * @param revision records up to this revision count
     * @param stored what the database says of compactions
     * @param problems told of damage
     * @return CRC-32C, 0 to 2^32-1
     */
    public static long of(BoltFile bolt, long revision, Stored stored, Problems problems) {
        long compacted = Math.max(stored.scheduled(), stored.compacted());
        KeyIndex newest = new KeyIndex(new byte[0], problems);
        if (compacted >= 0) {
            BoltTree.walk(bolt, "key", problems, newest.upTo(revision));
        }
        boolean keepsAny = newest.live() > 0;
        CRC32C crc = new CRC32C();
        BoltTree.walk(bolt, "key", problems, new BoltTree.Visitor() {
            private final KvRecord record = new KvRecord();

            @Override
            public void bucket(byte[] name) {
                crc.update("key".getBytes(StandardCharsets.US_ASCII));
            }

            @Override
            public void pair(byte[] array, int key, int keyLength, int value, int valueLength) {
                if (!record.revision(array, key, keyLength) || record.main > revision) {
                    return;
                }
                if (record.main <= compacted && keepsAny) {
                    if (!record.content(array, value, valueLength) || !newest.isNewest(array, record)) {
                        return;
                    }
                }
                if (record.main == compacted && record.tombstone) {
                    return;
                }
                crc.update(array, key, keyLength);
                crc.update(array, value, valueLength);
            }
        });
        return crc.getValue();
    }
}
