package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.etcd.SnapshotRestoreException.Code;
import io.github.kubemaintenance.etcd.internal.BuiltMember;
import io.github.kubemaintenance.etcd.internal.Census;
import io.github.kubemaintenance.etcd.internal.NewCluster;
import io.github.kubemaintenance.etcd.internal.Problems;
import io.github.kubemaintenance.etcd.internal.RaftFiles;
import io.github.kubemaintenance.etcd.internal.SourceDatabase;
import io.github.kubemaintenance.etcd.internal.Staging;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** One restore from the checks to the rename. */
final class RestoreRun {
    private final RestoreOptions options;
    private final Path dataDir;

    RestoreRun(RestoreOptions options) {
        this.options = options;
        this.dataDir = options.dataDir.orElseGet(() -> Path.of(options.name + ".etcd"));
    }

    RestoreReport run() {
        NewCluster cluster = cluster();
        if ((options.bump > 0) != options.compacted) {
            throw new SnapshotRestoreException(
                    Code.BUMP_WITHOUT_COMPACTION, "bumpRevision and markCompacted belong together: give both or none");
        }
        try {
            SourceDatabase source = SourceDatabase.read(options.snapshot);
            if (source.revision() > Long.MAX_VALUE - options.bump) {
                throw new SnapshotRestoreException(
                        Code.BUMP_TOO_LARGE,
                        "the revision " + source.revision() + " of " + options.snapshot + " can't be bumped by "
                                + options.bump);
            }
            EtcdMinor version = version(source);
            try (Staging staging = Staging.open(dataDir, options.walDir, options.steps)) {
                return restore(cluster, source, version, staging);
            }
        } catch (SnapshotFileException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw cancelled(e);
            }
            throw new SnapshotRestoreException(Code.SNAPSHOT_UNUSABLE, "not restored: " + e.getMessage(), e);
        } catch (Staging.Refused e) {
            throw new SnapshotRestoreException(Code.valueOf(e.code()), String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private RestoreReport restore(NewCluster cluster, SourceDatabase source, EtcdMinor version, Staging staging)
            throws IOException {
        staging.needs(source.size() + RaftFiles.WAL_SIZE + (1 << 20));
        BuiltMember.Changes changes = new BuiltMember.Changes(
                options.bump, options.clearAlarms, options.disableAuth, options.expireLeases, options.skipHash);
        BuiltMember built = new BuiltMember(options.snapshot, cluster, changes, options.steps);
        Census census = made(built, cluster, staging);
        List<SnapshotFinding> findings = new ArrayList<>(built.hashNotCompared());
        Problems.Collected carried = new Problems.Collected();
        census.tell(carried);
        findings.addAll(carried.findings());
        findings.removeIf(finding -> finding.code() == SnapshotFinding.Code.LEARNERS
                || finding.code() == SnapshotFinding.Code.ZOMBIE_MEMBER
                || (finding.code() == SnapshotFinding.Code.LEASES && options.expireLeases)
                || finding.code() == SnapshotFinding.Code.UNFINISHED_COMPACTION);
        staging.publish();
        return new RestoreReport(
                dataDir,
                options.walDir.orElse(dataDir.resolve("member").resolve("wal")),
                cluster.idOf(options.name),
                cluster.id(),
                cluster.members().stream()
                        .map(m -> new EtcdMember(m.id(), m.name(), m.peerUrls(), List.of(), false))
                        .toList(),
                census.revision(),
                options.compacted ? census.revision() : 0,
                version.toString(),
                findings);
    }

    private Census made(BuiltMember built, NewCluster cluster, Staging staging) throws IOException {
        try {
            if (options.engine.isPresent()) {
                return new EngineRun(options, cluster).make(options.engine.get(), built, staging);
            }
            Census census = built.database(staging.database());
            built.raft(staging.wal(), staging.snap(), cluster.idOf(options.name));
            return census;
        } catch (IllegalStateException e) {
            throw new SnapshotRestoreException(Code.SELF_CHECK_FAILED, String.valueOf(e.getMessage()), e);
        }
    }

    private EtcdMinor version(SourceDatabase source) {
        EtcdMinor found = EtcdMinor.of(source.stored(), source.stored().term() >= 0);
        EtcdMinor target = options.target.orElse(found);
        if (target.compareTo(found) < 0 && !options.acceptDowngrade) {
            throw new SnapshotRestoreException(
                    Code.NEWER_THAN_TARGET,
                    options.snapshot + " was written by etcd " + found + " and is to be restored for " + target
                            + ", which doesn't read it reliably: use etcd " + found + ", or acceptDowngrade()");
        }
        return target;
    }

    private NewCluster cluster() {
        Map<String, SortedSet<String>> members = options.cluster.orElseGet(
                () -> Map.of(options.name, options.advertised.orElseGet(() -> PeerUrls.list("http://localhost:2380"))));
        SortedSet<String> own = members.getOrDefault(options.name, new TreeSet<>());
        if (own.isEmpty()) {
            throw new SnapshotRestoreException(
                    Code.MEMBER_NOT_IN_CLUSTER,
                    "the member '" + options.name + "' is not in the initial cluster, which has " + members.keySet());
        }
        SortedSet<String> advertised = options.advertised.orElse(own);
        if (!advertised.equals(own)) {
            throw new SnapshotRestoreException(
                    Code.PEER_URLS_DIFFER,
                    "the member '" + options.name + "' advertises " + advertised + " but the initial cluster has " + own
                            + " for it; names are not resolved, so write both the same");
        }
        if (!PeerUrls.shared(members).isEmpty()) {
            throw new SnapshotRestoreException(
                    Code.DUPLICATE_PEER_URL, "several members have the peer URL " + PeerUrls.shared(members));
        }
        return NewCluster.of(members, options.token);
    }

    private SnapshotRestoreException cancelled(Exception e) {
        return new SnapshotRestoreException(
                Code.CANCELLED, "the thread that restores was interrupted; nothing was left in " + dataDir, e);
    }

    private SnapshotRestoreException failed(IOException e) {
        if (e instanceof ClosedByInterruptException) {
            return cancelled(e);
        }
        String what = e instanceof FileSystemException known && known.getReason() == null
                ? e.getClass().getSimpleName() + " " + e.getMessage()
                : String.valueOf(e.getMessage());
        boolean full = what.contains("No space left") || what.contains("not enough space") || what.contains("quota");
        return new SnapshotRestoreException(
                full ? Code.NO_SPACE : Code.IO,
                options.snapshot + " could not be restored into " + dataDir + ": " + what + "; nothing was left there",
                e);
    }
}
