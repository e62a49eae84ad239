package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.etcd.internal.BuiltMember;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/** The options of a restore. Changed only before a {@link SnapshotRestore} gets hold of it. */
final class RestoreOptions {
    final Path snapshot;
    String name = "default";
    Optional<Path> dataDir = Optional.empty();
    Optional<Path> walDir = Optional.empty();
    Optional<Map<String, SortedSet<String>>> cluster = Optional.empty();
    Optional<SortedSet<String>> advertised = Optional.empty();
    String token = "etcd-cluster";
    long bump;
    boolean compacted;
    boolean skipHash;
    boolean clearAlarms;
    boolean disableAuth;
    boolean expireLeases;
    Optional<EtcdMinor> target = Optional.empty();
    boolean acceptDowngrade;
    Optional<RestoreEngine> engine = Optional.empty();
    BuiltMember.Steps steps = step -> {};

    RestoreOptions(Path snapshot) {
        this.snapshot = snapshot;
    }

    RestoreOptions(RestoreOptions other) {
        snapshot = other.snapshot;
        name = other.name;
        dataDir = other.dataDir;
        walDir = other.walDir;
        cluster = other.cluster;
        advertised = other.advertised;
        token = other.token;
        bump = other.bump;
        compacted = other.compacted;
        skipHash = other.skipHash;
        clearAlarms = other.clearAlarms;
        disableAuth = other.disableAuth;
        expireLeases = other.expireLeases;
        target = other.target;
        acceptDowngrade = other.acceptDowngrade;
        engine = other.engine;
        steps = other.steps;
    }
}
