package io.github.kubemaintenance.etcd;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What makes the files of a restored member. {@link SnapshotRestore} has one built in, in pure Java; another one, such
 * as etcd's own tool, takes its place with {@link SnapshotRestore#using}. Checks before, the check of what was made, the
 * forcing to the disk and the rename are the restore's own, whichever engine works.
 */
@FunctionalInterface
public interface RestoreEngine {
    /**
     * Makes the files.
     *
     * @param order what is wanted
     * @throws IOException if it could not; the message says why, and what was made is deleted by the caller
     * @throws InterruptedException if the thread was interrupted; nothing runs any more
     */
    void make(Order order) throws IOException, InterruptedException;

    /**
     * What is wanted of an engine, in the words of {@code etcdutl snapshot restore}.
     *
     * @param snapshot the file
     * @param name of the member
     * @param dataDir where; it doesn't exist yet, its parent does
     * @param walDir where the log goes; empty for within
     * @param initialCluster NAME=URL pairs, separated by commas
     * @param initialClusterToken the token
     * @param initialAdvertisePeerUrls URLs, separated by commas
     * @param bumpRevision by how much; 0 for none. With it goes the marking as compacted
     * @param skipHashCheck whether the hash at the end is not compared
     */
    record Order(
            Path snapshot,
            String name,
            Path dataDir,
            Optional<Path> walDir,
            String initialCluster,
            String initialClusterToken,
            String initialAdvertisePeerUrls,
            long bumpRevision,
            boolean skipHashCheck) {}
}
