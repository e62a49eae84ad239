package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.etcd.internal.KubernetesValue;
import io.github.kubemaintenance.etcd.internal.LogHead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Whose data a member's folder holds, read from its files; no server is asked. {@link ControlPlaneRestore} compares it
 * with the snapshot, so that no cluster is replaced by another one also where none answers. Immutable.
 *
 * @param memberId the member's id, hex; empty where there is no log
 * @param clusterId its cluster's id, hex; empty where there is no log. A restore gives a cluster a new one
 * @param kubeSystemUid the uid of the namespace kube-system, which a cluster keeps through restores; empty where there is
 *     none
 * @param problems what could not be read, and why
 */
public record MemberIdentity(
        Optional<String> memberId, Optional<String> clusterId, Optional<String> kubeSystemUid, List<String> problems) {
    static final String KUBE_SYSTEM = "/registry/namespaces/kube-system";

    /** Copies the list. */
    public MemberIdentity {
        Objects.requireNonNull(memberId, "memberId");
        Objects.requireNonNull(clusterId, "clusterId");
        Objects.requireNonNull(kubeSystemUid, "kubeSystemUid");
        problems = List.copyOf(problems);
    }

    /**
     * Reads a data directory; nothing is changed. It may be in use, but then what is just being written may come out as
     * a problem.
     *
     * @param dataDir as {@code etcd --data-dir}
     * @return what it says of itself; nothing for a folder that is missing or empty
     */
    public static MemberIdentity of(Path dataDir) {
        List<String> problems = new ArrayList<>();
        Path member = dataDir.resolve("member");
        Optional<LogHead> head = Optional.empty();
        try {
            head = Optional.ofNullable(LogHead.read(member.resolve("wal")));
        } catch (IOException e) {
            problems.add("the log can't be read: " + e.getMessage());
        }
        Optional<String> uid = Optional.empty();
        Path database = member.resolve("snap").resolve("db");
        if (Files.exists(database)) {
            try {
                uid = uidIn(SnapshotFile.at(database));
            } catch (SnapshotFileException e) {
                problems.add("the database can't be read: " + e.getMessage());
            }
        }
        return new MemberIdentity(
                head.map(LogHead::member).map(Long::toHexString),
                head.map(LogHead::cluster).map(Long::toHexString),
                uid,
                problems);
    }

    static Optional<String> uidIn(SnapshotFile file) {
        return file.keys().get(KUBE_SYSTEM).map(StoredKey::value).flatMap(MemberIdentity::uid);
    }

    static Optional<String> uid(byte[] namespace) {
        return Optional.of(KubernetesValue.of(namespace, 0, namespace.length).uid())
                .filter(text -> !text.isEmpty());
    }

    /** Tells whether the folder holds nothing that could be lost. */
    boolean isEmpty() {
        return memberId.isEmpty() && kubeSystemUid.isEmpty() && problems.isEmpty();
    }
}
