package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.etcd.internal.BuiltMember;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes the data directory of one member of a new cluster from a snapshot, as {@code etcdutl snapshot restore} 3.5 and
 * 3.6 do: the same options, ids and files, with no process started. Run it once for each member, with the same file,
 * cluster and token.
 *
 * <p>Nothing appears under the data directory's name until everything is written, read again and forced to the disk;
 * then it is renamed. If the process is killed on the way, run it again. Memory doesn't grow with the file, except 16
 * to 64 bytes for each existing key. Immutable: each method returns a changed copy. Thread-safe.
 */
public final class SnapshotRestore {
    private final RestoreOptions options;

    private SnapshotRestore(RestoreOptions options) {
        this.options = options;
    }

    /**
     * Starts a restore from a file; nothing is read yet.
     *
     * @param snapshot the snapshot
     * @return a restore of the single member {@code default} at http://localhost:2380
     */
    public static SnapshotRestore of(Path snapshot) {
        return new SnapshotRestore(new RestoreOptions(Objects.requireNonNull(snapshot, "snapshot")));
    }

    private SnapshotRestore with(Consumer<RestoreOptions> change) {
        RestoreOptions copy = new RestoreOptions(options);
        change.accept(copy);
        return new SnapshotRestore(copy);
    }

    /**
     * Names the member, as {@code etcd --name}. Default: {@code default}.
     *
     * @param name as the initial cluster has it
     * @return a changed copy
     */
    public SnapshotRestore name(String name) {
        if (name.isBlank() || name.contains(",") || name.contains("=")) {
            throw new IllegalArgumentException("a member's name is not empty and has no ',' or '=': '" + name + "'");
        }
        return with(copy -> copy.name = name);
    }

    /**
     * Says where the data goes. It must not exist, or be empty; a mount point will do. Default: {@code NAME.etcd}.
     *
     * @param folder the value of {@code etcd --data-dir}
     * @return a changed copy
     */
    public SnapshotRestore dataDir(Path folder) {
        Objects.requireNonNull(folder, "folder");
        return with(copy -> copy.dataDir = Optional.of(folder));
    }

    /**
     * Says where the log goes if not within the data directory. It must not exist.
     *
     * @param folder the value of {@code etcd --wal-dir}
     * @return a changed copy
     */
    public SnapshotRestore walDir(Path folder) {
        Objects.requireNonNull(folder, "folder");
        return with(copy -> copy.walDir = Optional.of(folder));
    }

    /**
     * Names all members and their peer URLs. Default: this one at http://localhost:2380.
     *
     * @param members for example {@code m1=https://10.0.0.1:2380,m2=https://10.0.0.2:2380}
     * @return a changed copy
     * @throws IllegalArgumentException for malformed text
     */
    public SnapshotRestore initialCluster(String members) {
        var parsed = PeerUrls.cluster(members);
        return with(copy -> copy.cluster = Optional.of(parsed));
    }

    /**
     * Names the peer URLs of this member; they must be those in the initial cluster. Default: those.
     *
     * @param urls separated by commas
     * @return a changed copy
     * @throws IllegalArgumentException for malformed text
     */
    public SnapshotRestore initialAdvertisePeerUrls(String urls) {
        var parsed = PeerUrls.list(urls);
        return with(copy -> copy.advertised = Optional.of(parsed));
    }

    /**
     * Gives the new cluster a token of its own, so that members of the old one can't talk to it by mistake. Default:
     * {@code etcd-cluster}.
     *
     * @param token the same for all members
     * @return a changed copy
     */
    public SnapshotRestore initialClusterToken(String token) {
        Objects.requireNonNull(token, "token");
        return with(copy -> copy.token = token);
    }

    /**
     * Lets revisions begin higher than the snapshot's, so that watchers that saw later ones of the old cluster don't
     * miss events. 1,000,000,000 covers a week of 1500 writes a second. Needs {@link #markCompacted()}. For a Kubernetes
     * cluster both should be given.
     *
     * @param by how much, at least 1
     * @return a changed copy
     */
    public SnapshotRestore bumpRevision(long by) {
        if (by < 1) {
            throw new IllegalArgumentException("a revision is bumped by at least 1, not by " + by);
        }
        return with(copy -> copy.bump = by);
    }

    /**
     * Lets the server say "compacted" for every revision up to the bumped one, so that watchers start anew instead of
     * missing events. Needs {@link #bumpRevision(long)}.
     *
     * @return a changed copy
     */
    public SnapshotRestore markCompacted() {
        return with(copy -> copy.compacted = true);
    }

    /**
     * Takes a file without hash (the copied {@code member/snap/db} of a stopped member) or with a wrong one. Flipped
     * bits in it become the new cluster's data; what breaks the structure is still refused.
     *
     * @return a changed copy
     */
    public SnapshotRestore skipHashCheck() {
        return with(copy -> copy.skipHash = true);
    }

    /**
     * Leaves out raised alarms. The official tools keep them, and a NOSPACE alarm then makes the new cluster refuse
     * writes.
     *
     * @return a changed copy
     */
    public SnapshotRestore clearAlarms() {
        return with(copy -> copy.clearAlarms = true);
    }

    /**
     * Switches authentication off: anybody who reaches the new cluster may read and change everything. Users and roles
     * are kept.
     *
     * @return a changed copy
     */
    public SnapshotRestore disableAuthentication() {
        return with(copy -> copy.disableAuth = true);
    }

    /**
     * Lets leases end, and etcd delete their keys, a few seconds after the new cluster has a leader. The official tools
     * let their whole time begin anew: the addresses of API servers that are gone and old Events then stay that long.
     *
     * @return a changed copy
     */
    public SnapshotRestore expireLeases() {
        return with(copy -> copy.expireLeases = true);
    }

    /**
     * Says which etcd will be started on the data. Default: that of the snapshot.
     *
     * @param version for example 3.5
     * @return a changed copy
     * @throws IllegalArgumentException for any other text
     */
    public SnapshotRestore targetVersion(String version) {
        EtcdMinor minor = EtcdMinor.find(version)
                .orElseThrow(
                        () -> new IllegalArgumentException("no version of etcd: '" + version + "' (for example 3.5)"));
        return with(copy -> copy.target = Optional.of(minor));
    }

    /**
     * Goes on although the target is older than the snapshot. Nothing is converted; etcd doesn't support it.
     *
     * @return a changed copy
     */
    public SnapshotRestore acceptDowngrade() {
        return with(copy -> copy.acceptDowngrade = true);
    }

    /**
     * Lets another engine make the files, for example etcd's own tool. What it made is checked as usual.
     *
     * @param engine the engine
     * @return a changed copy
     */
    public SnapshotRestore using(RestoreEngine engine) {
        Objects.requireNonNull(engine, "engine");
        return with(copy -> copy.engine = Optional.of(engine));
    }

    /** Tells of each step: how tests stop it in the middle. */
    SnapshotRestore steps(BuiltMember.Steps steps) {
        return with(copy -> copy.steps = steps);
    }

    /**
     * Restores, on the caller's thread (the SHA-256 on a second one, which has ended when this returns).
     *
     * @return what was made
     * @throws SnapshotRestoreException if it was refused or failed; nothing is left under the names asked for
     */
    public RestoreReport run() {
        return new RestoreRun(options).run();
    }
}
