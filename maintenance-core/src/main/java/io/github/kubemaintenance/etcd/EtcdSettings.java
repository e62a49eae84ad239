package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.etcd.EtcdSettingsException.Code;
import io.github.kubemaintenance.model.DocumentFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * With what an etcd is started: its name, where it keeps its data, its URLs and certificates. Read by
 * {@link EtcdSettingsReader} from a static pod's manifest, a unit of systemd or etcd's configuration file; what is set
 * nowhere has etcd's own default (3.4 to 3.6). Paths are those of the machine, not of a container. Immutable.
 */
public final class EtcdSettings {
    private final Path source;
    private final Map<String, String> options;
    private final SortedSet<String> peerUrls;
    private final Path dataDir;

    EtcdSettings(Path source, Map<String, String> options) {
        this.source = source;
        this.options = new TreeMap<>(options);
        try {
            this.peerUrls = PeerUrls.list(value("initial-advertise-peer-urls").orElse("http://localhost:2380"));
            PeerUrls.cluster(initialCluster());
        } catch (IllegalArgumentException e) {
            throw new EtcdSettingsException(Code.WRONG_VALUE, source + ": " + e.getMessage(), e);
        }
        this.dataDir = path("data-dir").orElseThrow();
    }

    /**
     * Begins to read settings; nothing is read yet.
     *
     * @param format for manifests and configuration files: YAML, of which every JSON is a part, or JSON alone
     * @return a reader of this machine's files
     */
    public static EtcdSettingsReader reader(DocumentFormat format) {
        return new EtcdSettingsReader(format);
    }

    private Optional<String> value(String option) {
        return Optional.ofNullable(options.get(option)).filter(text -> !text.isEmpty());
    }

    private Optional<Path> path(String option) {
        return value(option).map(Path::of);
    }

    private List<String> list(String option, String otherwise) {
        List<String> parts = new ArrayList<>();
        for (String part : value(option).orElse(otherwise).split(",", -1)) {
            if (!part.isBlank()) {
                parts.add(part.strip());
            }
        }
        return List.copyOf(parts);
    }

    /**
     * Returns which file says so.
     *
     * @return as it was given
     */
    public Path source() {
        return source;
    }

    /**
     * Returns the member's name ({@code --name}).
     *
     * @return {@code default} where none is set
     */
    public String name() {
        return value("name").orElse("default");
    }

    /**
     * Returns where it keeps its data ({@code --data-dir}).
     *
     * @return absolute, on the machine
     */
    public Path dataDir() {
        return dataDir;
    }

    /**
     * Returns where it keeps its log, if that is not in the data directory ({@code --wal-dir}).
     *
     * @return absolute, on the machine
     */
    public Optional<Path> walDir() {
        return path("wal-dir");
    }

    /**
     * Returns the member's peer URLs ({@code --initial-advertise-peer-urls}).
     *
     * @return at least one, sorted
     */
    public List<String> peerUrls() {
        return List.copyOf(peerUrls);
    }

    /**
     * Returns the members that it was first started with ({@code --initial-cluster}). Those of today may be others: with
     * kubeadm each machine names only the members that there were when it joined.
     *
     * @return for example {@code m1=http://10.0.0.1:2380,m2=http://10.0.0.2:2380}
     */
    public String initialCluster() {
        return value("initial-cluster")
                .orElseGet(() -> name() + "="
                        + String.join(
                                "," + name() + "=", list("initial-advertise-peer-urls", "http://localhost:2380")));
    }

    /**
     * Returns where clients reach it ({@code --advertise-client-urls}, else {@code --listen-client-urls}).
     *
     * @return at least one
     */
    public List<String> clientUrls() {
        List<String> listens = list("listen-client-urls", "http://localhost:2379");
        List<String> advertised = list("advertise-client-urls", "");
        return advertised.isEmpty() ? listens : advertised;
    }

    /**
     * Returns the authority of its clients' certificates ({@code --trusted-ca-file}). kubeadm's etcd is of the same.
     *
     * @return a file, if there is one
     */
    public Optional<Path> caFile() {
        return path("trusted-ca-file");
    }

    /**
     * Returns its certificate ({@code --cert-file}). kubeadm's may be used by a client too.
     *
     * @return a file, if there is one
     */
    public Optional<Path> certFile() {
        return path("cert-file");
    }

    /**
     * Returns the key of its certificate ({@code --key-file}).
     *
     * @return a file, if there is one
     */
    public Optional<Path> keyFile() {
        return path("key-file");
    }

    /**
     * Tells whether clients need a certificate ({@code --client-cert-auth}).
     *
     * @return false where it is not set
     */
    public boolean wantsClientCertificates() {
        return value("client-cert-auth").filter(Boolean::parseBoolean).isPresent();
    }

    /**
     * Returns it as a member to be restored.
     *
     * @param host its machine
     * @return the member with this name, these peer URLs and this data directory
     * @throws EtcdSettingsException LOG_ELSEWHERE if the log lies outside of the data directory
     */
    public ControlPlaneMember member(ControlPlaneHost host) {
        if (walDir().filter(wal -> !wal.startsWith(dataDir.resolve("member"))).isPresent()) {
            throw new EtcdSettingsException(
                    Code.LOG_ELSEWHERE,
                    source + ": etcd keeps its log in " + walDir().get() + ", outside of " + dataDir
                            + "; restore it with SnapshotRestore, which has walDir(..), and swap both by hand");
        }
        return new ControlPlaneMember(host, name(), String.join(",", peerUrls), dataDir);
    }

    /** Returns name, folder and URLs. */
    @Override
    public String toString() {
        return name() + " in " + dataDir + " at " + clientUrls() + ", peers " + peerUrls + ", by " + source;
    }
}
