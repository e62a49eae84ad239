package io.github.kubemaintenance.examples;

import io.github.kubemaintenance.etcd.ControlPlaneHost;
import io.github.kubemaintenance.etcd.ControlPlanePart;
import io.github.kubemaintenance.etcd.LocalHost;
import io.github.kubemaintenance.etcd.MemberIdentity;
import io.github.kubemaintenance.etcd.RestoreReport;
import io.github.kubemaintenance.etcd.SnapshotRestore;
import io.github.kubemaintenance.fabric8.YamlFormat;
import io.github.kubemaintenance.model.Document;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A machine in a throw-away folder: real manifests are moved and real data is restored by {@link LocalHost}; this runs
 * the real etcd that the manifest in its folder names, with the folders of the machine where the pod mounts them. Of the
 * other static pods it only knows whether their manifests are there.
 */
final class FakeKubelet implements ControlPlaneHost, AutoCloseable {
    private final Path bin;
    private final Path manifests;
    private final LocalHost files;
    private Optional<Process> etcd = Optional.empty();

    FakeKubelet(Path bin, String name, Path manifests) {
        this.bin = bin;
        this.manifests = manifests;
        this.files = LocalHost.staticPods(name, manifests);
    }

    private boolean isThere(ControlPlanePart part) {
        return Files.exists(manifests.resolve(part.process() + ".yaml"));
    }

    /** Does what a kubelet does every few seconds. */
    void sync() throws IOException {
        boolean wanted = isThere(ControlPlanePart.ETCD);
        boolean runs = etcd.filter(Process::isAlive).isPresent();
        if (wanted && !runs) {
            etcd = Optional.of(started());
        } else if (!wanted && runs) {
            etcd.ifPresent(Process::destroy);
        }
    }

    private Process started() throws IOException {
        Document pod = new YamlFormat().read(Files.readString(manifests.resolve("etcd.yaml")));
        Map<String, String> folders = new LinkedHashMap<>();
        Map<String, String> volumes = new LinkedHashMap<>();
        pod.documents("spec", "volumes")
                .forEach(volume -> volumes.put(
                        volume.text("name").orElseThrow(),
                        volume.text("hostPath", "path").orElseThrow()));
        Document container = pod.documents("spec", "containers").get(0);
        container
                .documents("volumeMounts")
                .forEach(mount -> folders.put(
                        mount.text("mountPath").orElseThrow(),
                        volumes.get(mount.text("name").orElseThrow())));
        List<String> command = new ArrayList<>();
        for (String word : container.texts("command")) {
            command.add(inFolders(word, folders));
        }
        command.set(0, bin.resolve("etcd").toString());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        return builder.start();
    }

    /** As if the program ran in the container. */
    private static String inFolders(String word, Map<String, String> folders) {
        int value = word.startsWith("-") ? word.indexOf('=') + 1 : 0;
        for (Map.Entry<String, String> folder : folders.entrySet()) {
            if (word.startsWith(folder.getKey(), value)) {
                return word.substring(0, value)
                        + folder.getValue()
                        + word.substring(value + folder.getKey().length());
            }
        }
        return word;
    }

    private Path log() {
        return manifests.resolveSibling(name() + ".log");
    }

    String tail() throws IOException {
        List<String> lines = Files.exists(log()) ? Files.readAllLines(log()) : List.of();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
    }

    @Override
    public String name() {
        return files.name();
    }

    @Override
    public boolean isRunning(ControlPlanePart part) throws IOException {
        sync();
        return part == ControlPlanePart.ETCD ? etcd.filter(Process::isAlive).isPresent() : isThere(part);
    }

    @Override
    public void stop(ControlPlanePart part) throws IOException {
        files.stop(part);
    }

    @Override
    public void start(ControlPlanePart part) throws IOException {
        files.start(part);
        sync();
    }

    @Override
    public Optional<MemberIdentity> identity(Path dataDir) {
        return files.identity(dataDir);
    }

    @Override
    public boolean exists(Path path) {
        return files.exists(path);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        files.move(from, to);
    }

    @Override
    public void delete(Path path) throws IOException {
        files.delete(path);
    }

    @Override
    public RestoreReport restore(SnapshotRestore restore) throws IOException {
        return files.restore(restore);
    }

    @Override
    public String command(ControlPlanePart part, boolean stop) {
        return files.command(part, stop);
    }

    @Override
    public void close() {
        etcd.ifPresent(process -> {
            process.destroyForcibly();
            try {
                process.waitFor(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
