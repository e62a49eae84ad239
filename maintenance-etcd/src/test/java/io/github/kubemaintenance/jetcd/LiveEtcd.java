package io.github.kubemaintenance.jetcd;

import io.github.kubemaintenance.etcd.EtcdException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A cluster of real servers on the loopback, for tests. */
final class LiveEtcd implements AutoCloseable {
    private record Ports(int client, int peer) {}

    private final Path bin;
    private final Path folder;
    private final List<String> options;
    private final String scheme;
    private final Map<String, Ports> ports = new LinkedHashMap<>();
    private final Map<String, Process> servers = new LinkedHashMap<>();

    private LiveEtcd(String minor, Path folder, String scheme, String... options) {
        this.bin = EtcdPrograms.find(minor, "etcd");
        this.folder = folder;
        this.scheme = scheme;
        this.options = Arrays.asList(options);
    }

    /** Starts members m1 to mN without TLS and waits until they have a leader. */
    static LiveEtcd start(String minor, int members, Path folder, String... options) throws Exception {
        LiveEtcd etcd = new LiveEtcd(minor, folder, "http", options);
        etcd.begin(members);
        try (JetcdBackend backend = etcd.backend()) {
            etcd.awaitLeader(backend);
        }
        return etcd;
    }

    /** Starts one member with TLS; who waits for it must know the certificates. */
    static LiveEtcd startTls(String minor, Path folder, String... options) throws Exception {
        LiveEtcd etcd = new LiveEtcd(minor, folder, "https", options);
        etcd.begin(1);
        return etcd;
    }

    private void begin(int members) throws IOException {
        for (int i = 1; i <= members; i++) {
            ports.put("m" + i, new Ports(FreePorts.free(), FreePorts.free()));
        }
        for (String name : List.copyOf(ports.keySet())) {
            launch(name, "new");
        }
    }

    /** Reserves ports for a member that is to be added. */
    String prepare(String name) {
        ports.put(name, new Ports(FreePorts.free(), FreePorts.free()));
        return peer(name);
    }

    /** Starts a member, again or for the first time. */
    void launch(String name, String state) throws IOException {
        List<String> cluster = ports.keySet().stream()
                .map(member -> member + "=" + peer(member))
                .toList();
        launch(name, state, String.join(",", cluster));
    }

    void launch(String name, String state, String cluster) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                bin.resolve("etcd").toString(),
                "--name",
                name,
                "--data-dir",
                folder.resolve(name).toString(),
                "--listen-client-urls",
                endpoint(name),
                "--advertise-client-urls",
                endpoint(name),
                "--listen-peer-urls",
                peer(name),
                "--initial-advertise-peer-urls",
                peer(name),
                "--initial-cluster",
                cluster,
                "--initial-cluster-state",
                state));
        command.addAll(options);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log(name).toFile()));
        servers.put(name, builder.start());
    }

    private Path log(String name) {
        return folder.resolve(name + ".log");
    }

    String endpoint(String name) {
        return scheme + "://127.0.0.1:" + port(name);
    }

    int port(String name) {
        return ports.get(name).client;
    }

    String peer(String name) {
        return "http://127.0.0.1:" + ports.get(name).peer;
    }

    String[] endpoints() {
        return ports.keySet().stream().map(this::endpoint).toArray(String[]::new);
    }

    JetcdBackend backend() {
        return JetcdBackend.builder().endpoints(endpoints()).build();
    }

    Path data(String name) {
        return folder.resolve(name);
    }

    /** Waits until every started member answers and knows a leader. */
    void awaitLeader(JetcdBackend backend) throws InterruptedException {
        for (Map.Entry<String, Process> server : servers.entrySet()) {
            if (server.getValue().isAlive()) {
                await(backend, server.getKey());
            }
        }
    }

    void await(JetcdBackend backend, String name) throws InterruptedException {
        EtcdException last = null;
        for (int i = 0; i < 1200; i++) {
            try {
                if (backend.status(endpoint(name)).leader() != 0) {
                    return;
                }
            } catch (EtcdException e) {
                last = e;
            }
            Process server = servers.get(name);
            if (server.waitFor(100, TimeUnit.MILLISECONDS)) {
                throw new AssertionError(name + " has ended: " + tail(name), last);
            }
        }
        throw new AssertionError(name + " has no leader: " + tail(name), last);
    }

    /** Waits until a member has applied a revision; one that follows may be behind for a moment. */
    static void awaitRevision(JetcdBackend backend, String endpoint, long revision) throws InterruptedException {
        for (int i = 0; i < 1200; i++) {
            if (backend.status(endpoint).revision() >= revision) {
                return;
            }
            backend.pause(Duration.ofMillis(100));
        }
        throw new AssertionError(endpoint + " doesn't reach revision " + revision);
    }

    /** Waits until somebody answers at the port, whoever may speak. */
    void awaitListening(String name) throws InterruptedException {
        for (int i = 0; i < 1200; i++) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port(name)).close();
                return;
            } catch (IOException e) {
                if (servers.get(name).waitFor(100, TimeUnit.MILLISECONDS)) {
                    throw new AssertionError(name + " has ended: " + tail(name), e);
                }
            }
        }
        throw new AssertionError(name + " doesn't listen: " + tail(name));
    }

    private String tail(String name) {
        try {
            List<String> lines = Files.readAllLines(log(name));
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }

    void ctl(String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(bin.resolve("etcdctl").toString(), "--endpoints", endpoint("m1"), "--command-timeout", "10s"));
        command.addAll(Arrays.asList(arguments));
        EtcdPrograms.run(command);
    }

    /** Kills a member as SIGKILL does. */
    void kill(String name) {
        Process server = servers.get(name);
        server.destroyForcibly();
        try {
            if (!server.waitFor(Duration.ofSeconds(20).toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(name + " can't be killed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    boolean runs(String name) {
        return servers.get(name).isAlive();
    }

    /** A killed member's machine is gone for good. */
    void forget(String name) {
        servers.remove(name);
    }

    @Override
    public void close() {
        servers.values().forEach(Process::destroyForcibly);
        servers.keySet().forEach(this::kill);
    }
}
