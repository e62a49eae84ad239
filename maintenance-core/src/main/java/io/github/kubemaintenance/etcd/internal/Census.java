package io.github.kubemaintenance.etcd.internal;

import io.github.kubemaintenance.etcd.EncryptionUse;
import io.github.kubemaintenance.etcd.SnapshotFinding.Code;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * Counts a database in one walk: the numbers of {@code etcdutl snapshot status} as each version has them, and what etcd
 * keeps of itself. Tells of records that contradict themselves.
 */
public final class Census implements BoltTree.Visitor {
    private final Problems problems;
    private final CRC32C crc = new CRC32C();
    private final LiveKeys live = new LiveKeys();
    private final Encryption encryption = new Encryption();
    private final KvRecord record = new KvRecord();
    private final Stored stored;
    private final Set<String> buckets = new HashSet<>();
    private boolean inKeys;
    private long records;
    private long revisions;
    private long lastMain;
    private long lastSub = -1;
    private long leased;

    private Census(Problems problems) {
        this.problems = problems;
        this.stored = new Stored(problems);
    }

    /**
     * Walks over a database.
     *
     * @param bolt which
     * @param problems told of damage
     * @return what it holds
     */
    public static Census of(BoltFile bolt, Problems problems) {
        Census census = new Census(problems);
        long before = problems.errors();
        BoltTree.walk(bolt, problems, census);
        boolean whole = problems.errors() == before; // else it may be missing only because a page could not be read
        for (String needed : List.of("key", "meta")) {
            if (whole && !census.buckets.contains(needed)) {
                problems.found(Code.MISSING_BUCKET, "there is no bucket '" + needed + "': this is no database of etcd");
            }
        }
        return census;
    }

    @Override
    public void bucket(byte[] name) {
        crc.update(name);
        String text = Text.of(name);
        buckets.add(text);
        inKeys = text.equals("key");
        stored.bucket(text);
    }

    @Override
    public void pair(byte[] array, int key, int keyLength, int value, int valueLength) {
        crc.update(array, key, keyLength);
        crc.update(array, value, valueLength);
        records++;
        if (inKeys) {
            record(array, key, keyLength, value, valueLength);
        } else {
            stored.pair(array, key, keyLength, value, valueLength);
        }
    }

    private void record(byte[] array, int key, int keyLength, int value, int valueLength) {
        revisions++;
        if (!record.revision(array, key, keyLength)) {
            problems.found(
                    Code.BAD_REVISION_KEY,
                    "record " + revisions + " of the bucket 'key' has no revision as key but "
                            + Text.of(java.util.Arrays.copyOfRange(array, key, key + Math.min(keyLength, 32))));
            return;
        }
        if (record.main < lastMain || (record.main == lastMain && record.sub <= lastSub)) {
            problems.found(
                    Code.BAD_REVISION_KEY,
                    "revision " + record.main + "." + record.sub + " comes after " + lastMain + "." + lastSub);
        }
        lastMain = record.main;
        lastSub = record.sub;
        if (!record.content(array, value, valueLength)) {
            problems.found(Code.BAD_RECORD, "the record of revision " + lastMain + "." + lastSub + " can't be decoded");
            return;
        }
        int before;
        int now = 0;
        if (record.tombstone) {
            before = live.remove(array, record.key, record.keyLength);
        } else {
            if (record.mod != record.main && valueLength > 0) {
                problems.found(
                        Code.KV_INCONSISTENT,
                        "the record of revision " + lastMain + "." + lastSub + " says that it is of revision "
                                + record.mod);
            }
            now = encryption.kind(array, record.value, record.valueLength);
            before = live.put(array, record.key, record.keyLength, now);
            leased += record.lease != 0 ? 1 : 0;
        }
        encryption.count(now, before);
    }

    /**
     * Tells what a restore would carry over.
     *
     * @param to told of it
     */
    public void tell(Problems to) {
        stored.tell(to);
        encryption()
                .forEach(use -> to.found(
                        Code.ENCRYPTED_VALUES,
                        use + ": that key is needed to use them after a"
                                + " restore; it is in the API server's EncryptionConfiguration, not in the snapshot"));
    }

    /**
     * Returns the hash that {@code snapshot status} prints.
     *
     * @return CRC-32C of all buckets, 0 to 2^32-1
     */
    public long hash() {
        return crc.getValue();
    }

    /**
     * Returns the newest revision.
     *
     * @return 0 if there is no record
     */
    public long revision() {
        return lastMain;
    }

    /**
     * Returns "total keys" as etcd 3.4 and 3.5 print it.
     *
     * @return pairs in all buckets
     */
    public long records() {
        return records;
    }

    /**
     * Returns "total keys" as etcd 3.6 prints it.
     *
     * @return keys that exist at the newest revision
     */
    public long liveKeys() {
        return live.size();
    }

    /**
     * Returns how many records name a lease.
     *
     * @return old revisions included
     */
    public long leased() {
        return leased;
    }

    /**
     * Returns who encrypted values of existing keys.
     *
     * @return in the order of first appearance
     */
    public List<EncryptionUse> encryption() {
        return encryption.uses();
    }

    /**
     * Returns what etcd keeps of itself.
     *
     * @return members, alarms and the like
     */
    public Stored stored() {
        return stored;
    }
}
