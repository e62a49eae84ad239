package io.github.kubemaintenance.etcd;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** What a restore has made. Immutable; {@code toString} is a text for people. */
public final class RestoreReport {
    private final Path dataDir;
    private final Path walDir;
    private final long memberId;
    private final long clusterId;
    private final List<EtcdMember> members;
    private final long revision;
    private final long compactedRevision;
    private final String version;
    private final List<SnapshotFinding> findings;

    RestoreReport(
            Path dataDir,
            Path walDir,
            long memberId,
            long clusterId,
            List<EtcdMember> members,
            long revision,
            long compactedRevision,
            String version,
            List<SnapshotFinding> findings) {
        this.dataDir = dataDir;
        this.walDir = walDir;
        this.memberId = memberId;
        this.clusterId = clusterId;
        this.members = List.copyOf(members);
        this.revision = revision;
        this.compactedRevision = compactedRevision;
        this.version = version;
        this.findings = List.copyOf(findings);
    }

    /**
     * Returns where the member's data is.
     *
     * @return the value for {@code etcd --data-dir}
     */
    public Path dataDir() {
        return dataDir;
    }

    /**
     * Returns where the log is.
     *
     * @return the value for {@code etcd --wal-dir}; within the data directory unless another was asked for
     */
    public Path walDir() {
        return walDir;
    }

    /**
     * Returns the id of the restored member.
     *
     * @return hex, as etcd's tools print it
     */
    public String memberId() {
        return Long.toHexString(memberId);
    }

    /**
     * Returns the id of the new cluster, the same on every member.
     *
     * @return hex, as etcd's tools print it
     */
    public String clusterId() {
        return Long.toHexString(clusterId);
    }

    /**
     * Returns the members of the new cluster.
     *
     * @return in the rising order of their ids, taken as unsigned
     */
    public List<EtcdMember> members() {
        return members;
    }

    /**
     * Returns the revision that the cluster begins at.
     *
     * @return the snapshot's, or that and the bump
     */
    public long revision() {
        return revision;
    }

    /**
     * Returns up to which revision the server will say "compacted" once it has started.
     *
     * @return 0 if nothing is compacted
     */
    public long compactedRevision() {
        return compactedRevision;
    }

    /**
     * Returns the minor version of etcd that the data is of, and that should be started on it.
     *
     * @return for example 3.5
     */
    public String version() {
        return version;
    }

    /**
     * Returns what was carried over from the old cluster and what was not checked.
     *
     * @return notes and warnings
     */
    public List<SnapshotFinding> findings() {
        return findings;
    }

    /** Returns where what was restored, and the findings, one a line. */
    @Override
    public String toString() {
        return "restored into " + dataDir + ": member " + memberId() + " of cluster " + clusterId() + ", revision "
                + revision
                + (compactedRevision > 0 ? ", compacted up to " + compactedRevision : "") + ", for etcd " + version
                + findings.stream().map(finding -> "\n  " + finding).collect(Collectors.joining());
    }
}
