package io.github.kubemaintenance.jetcd;

import io.github.kubemaintenance.etcd.RestoreEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Restores with etcd's own tool, {@code etcdutl snapshot restore}: a second opinion, for those who want the official
 * program to have written the files. Bumping the revision needs etcdutl 3.5.10, or etcdctl 3.4.27 in 3.4. The tool is
 * started once for each restore, with no shell between, and killed when the thread is interrupted. Immutable and
 * thread-safe.
 *
 * <pre>{@code
 * SnapshotRestore.of(file).using(EtcdutlEngine.at(Path.of("/usr/bin/etcdutl"))).run();
 * }</pre>
 */
public final class EtcdutlEngine implements RestoreEngine {
    private final Path program;

    private EtcdutlEngine(Path program) {
        this.program = program;
    }

    /**
     * Names the program; nothing is started yet.
     *
     * @param program etcdutl, or etcdctl of 3.4 and 3.5
     * @return the engine
     */
    public static EtcdutlEngine at(Path program) {
        return new EtcdutlEngine(Objects.requireNonNull(program, "program"));
    }

    /**
     * Returns the command for an order, as a person would type it.
     *
     * @param order what is wanted
     * @return the program and its arguments
     */
    public List<String> command(Order order) {
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "snapshot",
                "restore",
                order.snapshot().toString(),
                "--name",
                order.name(),
                "--data-dir",
                order.dataDir().toString(),
                "--initial-cluster",
                order.initialCluster(),
                "--initial-cluster-token",
                order.initialClusterToken(),
                "--initial-advertise-peer-urls",
                order.initialAdvertisePeerUrls()));
        order.walDir().ifPresent(folder -> command.addAll(List.of("--wal-dir", folder.toString())));
        if (order.bumpRevision() > 0) {
            command.addAll(List.of("--bump-revision", Long.toString(order.bumpRevision()), "--mark-compacted"));
        }
        if (order.skipHashCheck()) {
            command.add("--skip-hash-check");
        }
        return List.copyOf(command);
    }

    @Override
    public void make(Order order) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command(order)).redirectErrorStream(true);
        builder.environment().put("ETCDCTL_API", "3");
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            int code = process.waitFor();
            if (code != 0) {
                throw new IOException(
                        program + " ended with " + code + ": " + said.substring(Math.max(0, said.length() - 2000)));
            }
        } finally {
            process.destroyForcibly();
        }
    }
}
