package io.github.kubemaintenance.etcd.internal;

import java.nio.file.Path;

/**
 * What a restore must know of a snapshot before it writes anything.
 *
 * @param size bytes of its data
 * @param revision the newest one; 0 if that can't be said
 * @param stored what etcd keeps of itself
 */
public record SourceDatabase(long size, long revision, Stored stored) {
    /**
     * Reads the small buckets; the keys are not looked at.
     *
     * @param snapshot the file
     * @return what was found
     */
    public static SourceDatabase read(Path snapshot) {
        Problems problems = Problems.strict(snapshot);
        try (BoltFile bolt = BoltFile.open(snapshot)) {
            Stored stored = Stored.read(bolt, problems, "meta", "cluster");
            byte[] last = BoltTree.lastKey(bolt, "key", problems);
            KvRecord record = new KvRecord();
            boolean known = last.length > 0 && record.revision(last, 0, last.length);
            return new SourceDatabase(bolt.meta().size(), known ? record.main : 0, stored);
        }
    }
}
