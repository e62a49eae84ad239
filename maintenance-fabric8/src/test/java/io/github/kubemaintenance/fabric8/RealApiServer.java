package io.github.kubemaintenance.fabric8;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real kube-apiserver on a real etcd, both of the folder that KUBEBUILDER_ASSETS names (the convention of envtest). No
 * controllers and no kubelets. Who asks: {@code admin}, and {@code drainer}, who has no rights at first. Both processes
 * end with {@link #close()}, or with this one.
 */
final class RealApiServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** Another program may take a port between our looking for a free one and the server's listening on it. */
    private static final int ATTEMPTS = 3;

    private final Path folder;
    private final List<Process> running = new CopyOnWriteArrayList<>();
    private final Thread atExit = new Thread(() -> running.forEach(Process::destroyForcibly));
    private final int port;

    private RealApiServer(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /** Starts both and waits until the server is ready. */
    static RealApiServer start(Path assets) throws IOException, InterruptedException, GeneralSecurityException {
        for (int attempt = 1; ; attempt++) {
            RealApiServer made = new RealApiServer(Files.createTempDirectory("kube-apiserver"), freePort());
            try {
                made.startAll(assets);
                return made;
            } catch (IOException | InterruptedException | GeneralSecurityException | RuntimeException e) {
                made.close();
                boolean portTaken = String.valueOf(e.getMessage()).contains("address already in use");
                if (!portTaken || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private void startAll(Path assets) throws IOException, InterruptedException, GeneralSecurityException {
        Runtime.getRuntime().addShutdownHook(atExit);
        String etcd = "http://127.0.0.1:" + freePort();
        String peer = "http://127.0.0.1:" + freePort();
        run(List.of(
                program(assets, "etcd"),
                "--data-dir=" + folder.resolve("etcd"),
                "--listen-client-urls=" + etcd,
                "--advertise-client-urls=" + etcd,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=default=" + peer,
                "--unsafe-no-fsync"));
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair keys = generator.generateKeyPair();
        Path secret = pem("PRIVATE KEY", keys.getPrivate().getEncoded());
        Path known = pem("PUBLIC KEY", keys.getPublic().getEncoded());
        Path tokens = Files.writeString(
                folder.resolve("tokens.csv"), "admin,admin,1,\"system:masters\"\ndrainer,drainer,2\n");
        run(List.of(
                program(assets, "kube-apiserver"),
                "--etcd-servers=" + etcd,
                "--secure-port=" + port,
                "--bind-address=127.0.0.1",
                // Else it looks for the address of a default route, and ends where there is none.
                "--advertise-address=127.0.0.1",
                "--cert-dir=" + folder.resolve("certs"),
                "--service-cluster-ip-range=10.0.0.0/24",
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=" + known,
                "--service-account-signing-key-file=" + secret,
                "--authorization-mode=RBAC",
                "--token-auth-file=" + tokens,
                "--disable-admission-plugins=ServiceAccount"));
        awaitReady();
    }

    private static String program(Path assets, String name) {
        Path program = assets.resolve(name);
        if (!Files.isExecutable(program)) {
            throw new IllegalStateException("KUBEBUILDER_ASSETS names " + assets + ", where no " + name + " is");
        }
        return program.toString();
    }

    private Path pem(String type, byte[] key) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key);
        return Files.writeString(
                folder.resolve(type.replace(' ', '-') + ".pem"),
                "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n");
    }

    private void run(List<String> command) throws IOException {
        String name = String.valueOf(Path.of(command.get(0)).getFileName());
        running.add(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start());
    }

    private void awaitReady() throws InterruptedException, IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        String answer = "";
        try (KubernetesClient client = client("admin")) {
            while (!answer.equals("ok")) {
                for (Process each : running) {
                    if (each.waitFor(100, TimeUnit.MILLISECONDS)) {
                        throw new IllegalStateException("a server has ended with " + each.exitValue() + ": " + logs());
                    }
                }
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("not ready after " + PATIENCE + ": " + answer + logs());
                }
                answer = readiness(client);
            }
        }
    }

    /** All that has to happen after the start of a server has happened: the roles of RBAC are there, too. */
    private static String readiness(KubernetesClient client) {
        try {
            return String.valueOf(client.raw("/readyz")).strip();
        } catch (KubernetesClientException notYet) {
            return String.valueOf(notYet.getMessage());
        }
    }

    private String logs() throws IOException {
        StringBuilder text = new StringBuilder();
        for (String name : List.of("etcd.log", "kube-apiserver.log")) {
            Path log = folder.resolve(name);
            if (Files.exists(log)) {
                List<String> lines = Files.readAllLines(log);
                text.append('\n').append(name).append(":\n");
                text.append(String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size())));
            }
        }
        return text.toString();
    }

    /** A client of a user; the caller closes it. */
    KubernetesClient client(String user) {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withAutoConfigure(false)
                        .withMasterUrl("https://127.0.0.1:" + port)
                        .withTrustCerts(true)
                        .withDisableHostnameVerification(true)
                        .withOauthToken(user)
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        for (int i = running.size() - 1; i >= 0; i--) {
            Process each = running.get(i);
            each.destroy();
            try {
                if (!each.waitFor(20, TimeUnit.SECONDS)) {
                    each.destroyForcibly().waitFor();
                }
            } catch (InterruptedException e) {
                each.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
        Runtime.getRuntime().removeShutdownHook(atExit);
        remove(folder);
    }

    private static void remove(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the servers' folder can't be removed", e);
        }
    }
}
