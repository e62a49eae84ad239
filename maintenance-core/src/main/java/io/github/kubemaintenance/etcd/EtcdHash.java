package io.github.kubemaintenance.etcd;

/**
 * The hash of a member's keys ({@code etcdctl endpoint hashkv}).
 *
 * @param hash CRC-32C over all records of keys up to the revision, 0 to 2^32-1
 * @param compactRevision the last compaction; -1 or 0 if none was. Only hashes with the same one can be compared
 * @param revision the member's newest revision when it answered
 */
public record EtcdHash(long hash, long compactRevision, long revision) {
    /**
     * Tells whether another member has the same keys.
     *
     * @param other of the same revision asked for
     * @return false also where the two can't be compared
     */
    public boolean sameAs(EtcdHash other) {
        return hash == other.hash && compactRevision == other.compactRevision;
    }
}
