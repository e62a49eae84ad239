package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.etcd.internal.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * This machine as a host of a control plane: kubeadm's static pods, whose manifests are moved out of the kubelet's folder
 * and back, or units of systemd. Whether a process runs is seen in the table of processes. Runs as root there. Thread-safe.
 */
public final class LocalHost implements ControlPlaneHost {
    private final String name;
    private final Optional<Path> manifests;
    private final Optional<ReadinessCheck> probe;

    private LocalHost(String name, Optional<Path> manifests, Optional<ReadinessCheck> probe) {
        this.name = Objects.requireNonNull(name, "name");
        this.manifests = manifests;
        this.probe = probe;
    }

    /**
     * A machine that kubeadm has set up.
     *
     * @param name for people
     * @return with the manifests in /etc/kubernetes/manifests
     */
    public static LocalHost kubeadm(String name) {
        return staticPods(name, Path.of("/etc/kubernetes/manifests"));
    }

    /**
     * A machine with static pods.
     *
     * @param name for people
     * @param manifests the kubelet's folder, its {@code staticPodPath}
     * @return the host
     */
    public static LocalHost staticPods(String name, Path manifests) {
        return new LocalHost(name, Optional.of(manifests.toAbsolutePath()), Optional.empty());
    }

    /**
     * A machine whose control plane is made of units of systemd, named as the programs.
     *
     * @param name for people
     * @return the host
     */
    public static LocalHost systemd(String name) {
        return new LocalHost(name, Optional.empty(), Optional.empty());
    }

    /**
     * Says how its API server is asked whether it is ready; without that nobody asks.
     *
     * @param check asked by whoever restores this machine's control plane
     * @return a changed copy
     */
    public LocalHost readyBy(ReadinessCheck check) {
        return new LocalHost(name, manifests, Optional.of(check));
    }

    @Override
    public Readiness readiness(ControlPlanePart part) throws IOException {
        return part == ControlPlanePart.API_SERVER && probe.isPresent()
                ? probe.get().ask()
                : Readiness.UNKNOWN;
    }

    @Override
    public String name() {
        return name;
    }

    private static Path manifest(Path folder, ControlPlanePart part) {
        return folder.resolve(part.process() + ".yaml");
    }

    /** Not a dot-file within the folder: kubelets of some versions read those too. */
    private static Path parked(Path folder, ControlPlanePart part) {
        return folder.resolveSibling("kube-maintenance-parked").resolve(part.process() + ".yaml");
    }

    @Override
    public boolean isRunning(ControlPlanePart part) {
        return ProcessHandle.allProcesses()
                .flatMap(process -> process.info().command().stream())
                .anyMatch(command -> Path.of(command).endsWith(part.process()));
    }

    @Override
    public void stop(ControlPlanePart part) throws IOException {
        if (manifests.isEmpty()) {
            systemctl("stop", part);
        } else if (Files.exists(manifest(manifests.get(), part))) {
            move(manifest(manifests.get(), part), parked(manifests.get(), part));
        }
    }

    @Override
    public void start(ControlPlanePart part) throws IOException {
        if (manifests.isEmpty()) {
            systemctl("start", part);
        } else if (Files.exists(parked(manifests.get(), part))) {
            move(parked(manifests.get(), part), manifest(manifests.get(), part));
        }
    }

    /** A unit of type notify is only up when there is a quorum, so nobody waits for it. */
    private static void systemctl(String verb, ControlPlanePart part) throws IOException {
        Process process = new ProcessBuilder(List.of("systemctl", "--no-block", verb, part.process()))
                .redirectErrorStream(true)
                .start();
        try {
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            // 5: there is no such unit on this machine
            int code = process.waitFor();
            if (code != 0 && code != 5) {
                throw new IOException("systemctl " + verb + " " + part.process() + " ended with " + code + ": " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted during systemctl " + verb + " " + part.process(), e);
        } finally {
            process.destroy();
        }
    }

    @Override
    public Optional<MemberIdentity> identity(Path dataDir) {
        return Optional.of(MemberIdentity.of(dataDir));
    }

    @Override
    public boolean exists(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        Path above = to.getParent();
        if (above != null) {
            Files.createDirectories(above);
        }
        if (exists(to)) {
            throw new IOException(to + " exists already");
        }
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            throw new IOException(
                    (isMountPoint(from) ? from + " is a mount point, which can't be renamed: " : "can't be renamed: ")
                            + e.getMessage(),
                    e);
        }
        if (above != null) {
            Disk.sync(above);
        }
    }

    private static boolean isMountPoint(Path path) throws IOException {
        Path above = path.toAbsolutePath().getParent();
        return above != null
                && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                && !Files.getFileStore(path).equals(Files.getFileStore(above));
    }

    @Override
    public void delete(Path path) throws IOException {
        Disk.delete(path);
    }

    @Override
    public RestoreReport restore(SnapshotRestore restore) throws IOException {
        RestoreReport made = restore.run();
        Path dataDir = made.dataDir().getParent();
        for (Path above = dataDir; above != null; above = above.getParent()) {
            if (!String.valueOf(above.getFileName()).startsWith(".")) {
                giveTo(Files.getOwner(above), made.dataDir());
                return made;
            }
        }
        return made;
    }

    /** etcd may run as a user of its own, to whom its data directory belongs. */
    private static void giveTo(UserPrincipal owner, Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (!Files.getOwner(file).equals(owner)) {
                    Files.setOwner(file, owner);
                }
            }
        }
    }

    @Override
    public String command(ControlPlanePart part, boolean stop) {
        if (manifests.isEmpty()) {
            return "systemctl --no-block " + (stop ? "stop " : "start ") + part.process();
        }
        Path in = manifest(manifests.get(), part);
        Path out = parked(manifests.get(), part);
        return stop
                ? "mkdir -p " + out.getParent() + " && mv " + in + " " + out + "   # then: crictl ps --name "
                        + part.process() + " must list nothing"
                : "mv " + out + " " + in;
    }
}
