package io.github.kubemaintenance.etcd;

import java.util.Optional;

/**
 * The numbers of {@code etcdutl snapshot status}, which looks at the tree and never at the SHA-256 behind it.
 *
 * @param hash CRC-32C over all buckets, 0 to 2^32-1
 * @param revision the newest revision
 * @param liveKeys "total keys" of 3.6 and later
 * @param totalRecords "total keys" of 3.4 and 3.5
 * @param totalSize bytes of the data
 * @param version of the storage, empty before 3.6
 */
public record SnapshotStatus(
        long hash, long revision, long liveKeys, long totalRecords, long totalSize, Optional<String> version) {}
