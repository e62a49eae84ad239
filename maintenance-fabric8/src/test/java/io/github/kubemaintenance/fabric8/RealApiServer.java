package io.github.kubemaintenance.fabric8;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A real kube-apiserver on a real etcd, both of the folder that KUBEBUILDER_ASSETS names (the convention of envtest). No
 * controllers and no kubelets. Who asks: {@code admin}, and {@code drainer}, who has no rights at first.
 */
final class RealApiServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path folder;
    private final List<Process> running = new ArrayList<>();
    private final int port;

    private RealApiServer(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /** Starts both and waits until the server is ready. */
    static RealApiServer start(Path assets) throws IOException, InterruptedException, GeneralSecurityException {
        RealApiServer made = new RealApiServer(Files.createTempDirectory("kube-apiserver"), freePort());
        try {
            made.startAll(assets);
            return made;
        } catch (IOException | InterruptedException | GeneralSecurityException | RuntimeException e) {
            made.close();
            throw e;
        }
    }

    private void startAll(Path assets) throws IOException, InterruptedException, GeneralSecurityException {
        String etcd = "http://127.0.0.1:" + freePort();
        String peer = "http://127.0.0.1:" + freePort();
        run(List.of(
                program(assets, "etcd"),
                "--data-dir=" + folder.resolve("etcd"),
                "--listen-client-urls=" + etcd,
                "--advertise-client-urls=" + etcd,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=default=" + peer));
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair keys = generator.generateKeyPair();
        Path secret = pem("PRIVATE KEY", keys.getPrivate().getEncoded());
        Path known = pem("PUBLIC KEY", keys.getPublic().getEncoded());
        Path tokens = Files.writeString(
                folder.resolve("tokens.csv"), "admin,admin,1,\"system:masters\"\ndrainer,drainer,2,\"\"\n");
        run(List.of(
                program(assets, "kube-apiserver"),
                "--etcd-servers=" + etcd,
                "--secure-port=" + port,
                "--bind-address=127.0.0.1",
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
        try (KubernetesClient client = client("admin")) {
            Http http = new Http(client, Duration.ofSeconds(5));
            // /readyz answers with text; the namespace is made when everything that matters is there.
            while (!http.get("/api/v1/namespaces/default").isOk()) {
                for (Process each : running) {
                    if (each.waitFor(100, TimeUnit.MILLISECONDS)) {
                        throw new IllegalStateException(each.info().command() + " has ended: " + logs());
                    }
                }
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("no API server after " + PATIENCE + ": " + logs());
                }
            }
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
            running.get(i).destroy();
            try {
                if (!running.get(i).waitFor(20, TimeUnit.SECONDS)) {
                    running.get(i).destroyForcibly();
                }
            } catch (InterruptedException e) {
                running.get(i).destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
