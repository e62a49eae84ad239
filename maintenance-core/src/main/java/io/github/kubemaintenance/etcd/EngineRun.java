package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.etcd.SnapshotRestoreException.Code;
import io.github.kubemaintenance.etcd.internal.BuiltMember;
import io.github.kubemaintenance.etcd.internal.Census;
import io.github.kubemaintenance.etcd.internal.NewCluster;
import io.github.kubemaintenance.etcd.internal.Staging;
import java.io.IOException;
import java.util.stream.Collectors;

/** Lets another engine make the files, in the place that only the restore knows, and checks what it made. */
final class EngineRun {
    private final RestoreOptions options;
    private final NewCluster cluster;

    EngineRun(RestoreOptions options, NewCluster cluster) {
        this.options = options;
        this.cluster = cluster;
    }

    Census make(RestoreEngine engine, BuiltMember built, Staging staging) throws IOException {
        if (options.clearAlarms || options.disableAuth || options.expireLeases) {
            throw new SnapshotRestoreException(
                    Code.NOT_WITH_THIS_ENGINE,
                    "clearAlarms, disableAuthentication and expireLeases are changes that only the built-in engine makes");
        }
        String members = cluster.members().stream()
                .flatMap(member -> member.peerUrls().stream().map(url -> member.name() + "=" + url))
                .collect(Collectors.joining(","));
        String own = cluster.members().stream()
                .filter(member -> member.name().equals(options.name))
                .flatMap(member -> member.peerUrls().stream())
                .collect(Collectors.joining(","));
        try {
            engine.make(new RestoreEngine.Order(
                    options.snapshot.toAbsolutePath(),
                    options.name,
                    staging.emptied(),
                    options.walDir.map(elsewhere -> staging.wal()),
                    members,
                    options.token,
                    own,
                    options.bump,
                    options.skipHash));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SnapshotRestoreException(
                    Code.CANCELLED, "the thread that restores was interrupted; nothing was left", e);
        }
        return built.examine(staging.database(), staging.wal(), staging.snap());
    }
}
