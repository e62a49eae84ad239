package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Real etcd programs for tests. The environment's ETCD_BINARIES names a folder with {@code 3.4/usr/bin} and {@code
 * 3.5/usr/bin}, as {@code .ci/etcd-binaries} makes it; else whatever PATH offers of that version is used.
 */
final class RealEtcd implements AutoCloseable {
    private final Path bin;
    private final Process server;
    private final Path log;
    final String endpoint;

    private RealEtcd(Path bin, Process server, Path log, String endpoint) {
        this.bin = bin;
        this.server = server;
        this.log = log;
        this.endpoint = endpoint;
    }

    /** Returns the folder of a version's programs; without them the test is skipped, with this text. */
    static Path binaries(String minor, String program) {
        List<Path> places = new ArrayList<>();
        String configured = System.getenv("ETCD_BINARIES");
        if (configured != null) {
            places.add(Path.of(configured, minor, "usr", "bin"));
            places.add(Path.of(configured));
        }
        String path = System.getenv("PATH");
        Stream.of((path == null ? "" : path).split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(Path::of)
                .forEach(places::add);
        for (Path place : places) {
            if (Files.isExecutable(place.resolve(program))
                    && version(place.resolve(program)).contains(" " + minor + ".")) {
                return place;
            }
        }
        return Assumptions.abort("no " + program + " " + minor + " in ETCD_BINARIES or PATH: not tested against it");
    }

    private static String version(Path program) {
        String name = String.valueOf(program.getFileName());
        return run(List.of(program.toString(), name.equals("etcd") ? "--version" : "version"))
                .replace(':', ' ')
                .replaceAll(" +", " ");
    }

    /** Runs a program to its end and returns what it printed. */
    static String run(List<String> command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("ETCDCTL_API", "3");
            Process process = builder.start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError(command + ": " + out);
            }
            return out.strip();
        } catch (IOException e) {
            throw new AssertionError(command.toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Starts a server on a restored folder. Its peer URL is the one that it was restored with. */
    static RealEtcd start(Path bin, String name, Path data, int peerPort, String... more) throws IOException {
        int port = FreePorts.free();
        String client = "http://127.0.0.1:" + port;
        Path log = data.resolveSibling(name + ".log");
        List<String> command = new ArrayList<>(List.of(
                bin.resolve("etcd").toString(),
                "--name",
                name,
                "--data-dir",
                data.toString(),
                "--listen-client-urls",
                client,
                "--advertise-client-urls",
                client,
                "--listen-peer-urls",
                "http://127.0.0.1:" + peerPort));
        command.addAll(Arrays.asList(more));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("ETCD_VERIFY", "all");
        return new RealEtcd(bin, builder.start(), log, client);
    }

    /** Runs etcdctl, again until it succeeds or two minutes are over: a cluster needs a moment to find its leader. */
    String await(String... arguments) throws InterruptedException {
        AssertionError last = null;
        for (int i = 0; i < 240; i++) {
            try {
                return ctl(arguments);
            } catch (AssertionError e) {
                last = e;
                server.waitFor(500, TimeUnit.MILLISECONDS);
                if (!server.isAlive()) {
                    break;
                }
            }
        }
        throw new AssertionError((server.isAlive() ? "etcd doesn't answer" : "etcd has ended") + ": " + tail(), last);
    }

    /** Waits for half a second of the server's life. */
    void pause() throws InterruptedException {
        if (server.waitFor(500, TimeUnit.MILLISECONDS)) {
            throw new AssertionError("etcd has ended: " + tail());
        }
    }

    private String tail() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }

    String ctl(String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(bin.resolve("etcdctl").toString(), "--endpoints", endpoint, "--command-timeout", "5s"));
        command.addAll(Arrays.asList(arguments));
        return run(command);
    }

    Document json(String... arguments) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.add("-w");
        all.add("json");
        String text = ctl(all.toArray(String[]::new));
        return DocumentFormat.json().read(text.startsWith("[") ? "{\"items\":" + text + "}" : text);
    }

    long hashKv(long revision) {
        return json("endpoint", "hashkv", "--rev", Long.toString(revision))
                .documents("items")
                .get(0)
                .number("HashKV", "hash")
                .orElseThrow();
    }

    long revision() {
        return json("endpoint", "status")
                .documents("items")
                .get(0)
                .number("Status", "header", "revision")
                .orElseThrow();
    }

    @Override
    public void close() {
        server.destroyForcibly();
        try {
            server.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
