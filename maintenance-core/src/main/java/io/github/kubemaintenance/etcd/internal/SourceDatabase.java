package io.github.kubemaintenance.etcd.internal;

import java.nio.file.Path;

/**
 * What a restore must know of a snapshot before it writes anything.
 *
 * @param size bytes of its data
 * @param stored what etcd keeps of itself
 */
public record SourceDatabase(long size, Stored stored) {
    /**
     * Reads the small buckets; the keys are not looked at.
     *
     * @param snapshot the file
     * @param bump how much higher revisions are to begin
     * @return what was found
     */
    public static SourceDatabase read(Path snapshot, long bump) {
        Problems problems = Problems.strict(snapshot);
        try (BoltFile bolt = BoltFile.open(snapshot)) {
            Stored stored = Stored.read(bolt, problems, "meta", "cluster");
            byte[] last = BoltTree.lastKey(bolt, "key", problems);
            KvRecord record = new KvRecord();
            if (last.length > 0 && record.revision(last, 0, last.length) && record.main > Long.MAX_VALUE - bump) {
                throw new IllegalArgumentException(
                        "the revision " + record.main + " of " + snapshot + " can't be bumped by " + bump);
            }
            return new SourceDatabase(bolt.meta().size(), stored);
        }
    }
}
