package io.github.kubemaintenance.jetcd;

import io.github.kubemaintenance.etcd.EtcdBackend;
import io.github.kubemaintenance.etcd.EtcdException;
import io.github.kubemaintenance.etcd.EtcdStarter;
import io.github.kubemaintenance.etcd.RestoreReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Starts an etcd program on restored data, on the loopback only, for a rehearsal: {@code
 * EtcdSnapshots.restoreDrill(file).startedBy(EtcdBinary.at(..))}. It must be of the version that the report of the restore
 * names. Used for one rehearsal.
 */
public final class EtcdBinary implements EtcdStarter {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int FIRST_PORT = 10_000;
    private static final int PORTS = 20_000;
    private static final AtomicLong NEXT_PORT =
            new AtomicLong(ProcessHandle.current().pid() * 257);
    private static final Duration ROUND = Duration.ofMillis(200);

    private final Path program;
    private final String peerUrl;

    private EtcdBinary(Path program, String peerUrl) {
        this.program = program;
        this.peerUrl = peerUrl;
    }

    /**
     * Names the program; nothing is started yet.
     *
     * @param program for example /usr/bin/etcd
     * @return what starts it
     * @throws UncheckedIOException if there is no free port
     */
    public static EtcdBinary at(Path program) {
        return new EtcdBinary(program, url());
    }

    /** Below the ports that the kernel hands out by itself, so that nobody gets this one before the server has it. */
    private static String url() {
        IOException last = null;
        for (int i = 0; i < PORTS; i++) {
            int port = FIRST_PORT + (int) (NEXT_PORT.getAndIncrement() % PORTS);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return "http://127.0.0.1:" + socket.getLocalPort();
            } catch (IOException e) {
                last = e;
            }
        }
        throw new UncheckedIOException(
                "no free port on the loopback from " + FIRST_PORT + " on",
                last == null ? new IOException("none was tried") : last);
    }

    @Override
    public String peerUrl() {
        return peerUrl;
    }

    @Override
    public EtcdBackend start(RestoreReport restored) throws IOException, InterruptedException {
        String client = url();
        Path log = restored.dataDir().resolveSibling("etcd.log");
        Process server = new ProcessBuilder(List.of(
                        program.toString(),
                        "--name",
                        "drill",
                        "--data-dir",
                        restored.dataDir().toString(),
                        "--listen-client-urls",
                        client,
                        "--advertise-client-urls",
                        client,
                        "--listen-peer-urls",
                        peerUrl,
                        "--unsafe-no-fsync"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        JetcdBackend backend = JetcdBackend.builder()
                .endpoints(client)
                .closing(() -> end(server))
                .build();
        try {
            await(backend, server, log);
            return backend;
        } catch (IOException | InterruptedException | RuntimeException e) {
            backend.close();
            throw e;
        }
    }

    private void await(JetcdBackend backend, Process server, Path log) throws IOException, InterruptedException {
        EtcdException last = null;
        for (long rounds = PATIENCE.dividedBy(ROUND); rounds > 0; rounds--) {
            try {
                if (backend.status(backend.endpoints().get(0)).leader() != 0) {
                    return;
                }
            } catch (EtcdException e) {
                last = e;
            }
            if (server.waitFor(ROUND.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(program + " has ended with " + server.exitValue() + ": " + tail(log), last);
            }
        }
        throw new IOException(program + " has no leader after " + PATIENCE.toSeconds() + " s: " + tail(log), last);
    }

    private static String tail(Path log) throws IOException {
        String text = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
        return text.substring(Math.max(0, text.length() - 1500)).strip();
    }

    private static void end(Process server) {
        server.destroyForcibly();
        try {
            server.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
