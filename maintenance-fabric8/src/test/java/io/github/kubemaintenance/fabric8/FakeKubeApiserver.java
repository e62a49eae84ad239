package io.github.kubemaintenance.fabric8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.github.kubemaintenance.fabric8.mock.MockApiServer;
import io.github.kubemaintenance.mock.MockCluster;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A program that is started like kube-apiserver: as strict with its flags and files, not ready at once, with TLS, tokens
 * and RBAC; behind it is the simulator without controllers.
 */
final class FakeKubeApiserver {
    /** What 1.28 to 1.34 know of what we give them. */
    private static final Set<String> FLAGS = Set.of(
            "etcd-servers",
            "secure-port",
            "bind-address",
            "advertise-address",
            "cert-dir",
            "service-cluster-ip-range",
            "service-account-issuer",
            "service-account-key-file",
            "service-account-signing-key-file",
            "authorization-mode",
            "token-auth-file",
            "disable-admission-plugins");

    private final Map<String, String> flags = new HashMap<>();
    private final Map<String, String> userByToken = new HashMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final HttpClient http = HttpClient.newHttpClient();
    private final MockApiServer mock;

    private FakeKubeApiserver(String[] args) throws IOException, InterruptedException, GeneralSecurityException {
        for (String arg : args) {
            String[] parts = arg.replaceFirst("^--", "").split("=", 2);
            if (!arg.startsWith("--") || parts.length < 2 || !FLAGS.contains(parts[0])) {
                throw new IllegalArgumentException("unknown flag: " + arg);
            }
            flags.put(parts[0], parts[1]);
        }
        KeyFactory keys = KeyFactory.getInstance("RSA");
        keys.generatePublic(new X509EncodedKeySpec(pem("service-account-key-file")));
        keys.generatePrivate(new PKCS8EncodedKeySpec(pem("service-account-signing-key-file")));
        for (String line : Files.readAllLines(Path.of(flag("token-auth-file")))) {
            String[] columns = line.split(",", 4); // token, user, uid, groups
            boolean master = columns.length > 3 && columns[3].equals("\"system:masters\"");
            userByToken.put(columns[0], master ? "kubernetes-admin" : columns[1]);
        }
        if (Boolean.getBoolean("etcd.real")) {
            awaitEtcd();
        }
        MockApiServer.Builder builder =
                MockApiServer.builder(MockCluster.builder().withoutControllers().build());
        userByToken.values().stream()
                .filter(user -> !user.equals("kubernetes-admin"))
                .forEach(builder::user);
        mock = builder.start();
    }

    private String flag(String name) {
        if (!flags.containsKey(name)) {
            throw new IllegalArgumentException("--" + name + " is missing");
        }
        return flags.get(name);
    }

    private byte[] pem(String flag) throws IOException {
        String text = Files.readString(Path.of(flag(flag)));
        return Base64.getMimeDecoder()
                .decode(text.replaceAll("-----[A-Z ]+-----", "").strip());
    }

    private void awaitEtcd() throws InterruptedException {
        HttpRequest health = HttpRequest.newBuilder(URI.create(flag("etcd-servers") + "/health"))
                .build();
        for (int attempt = 0; attempt < 100; attempt++) {
            try {
                if (http.send(health, HttpResponse.BodyHandlers.ofString())
                        .body()
                        .contains("true")) {
                    return;
                }
            } catch (IOException notYet) {
                Thread.sleep(100);
            }
        }
        throw new IllegalStateException("no etcd at " + flag("etcd-servers"));
    }

    private void serve() throws IOException {
        Files.createDirectories(Path.of(flag("cert-dir"))); // which it is to fill
        HttpsServer server = HttpsServer.create(
                new InetSocketAddress(flag("bind-address"), Integer.parseInt(flag("secure-port"))), 50);
        server.setHttpsConfigurator(new HttpsConfigurator(TestTls.server("stranger")));
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", this::handle);
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (exchange.getRequestURI().getPath().equals("/readyz")) {
                boolean ready = asked.incrementAndGet() > 3;
                byte[] text = (ready ? "ok" : "[-]poststarthook/rbac/bootstrap-roles failed: not finished")
                        .getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(ready ? 200 : 500, text.length);
                exchange.getResponseBody().write(text);
                return;
            }
            String shown = exchange.getRequestHeaders().getFirst("Authorization");
            String user = userByToken.getOrDefault(String.valueOf(shown).replaceFirst("^Bearer ", ""), "nobody");
            HttpRequest.Builder request = HttpRequest.newBuilder(mock.url().resolve(exchange.getRequestURI()))
                    .method(
                            exchange.getRequestMethod(),
                            HttpRequest.BodyPublishers.ofByteArray(
                                    exchange.getRequestBody().readAllBytes()))
                    .header("Authorization", "Bearer " + user + "-token");
            for (String name : List.of("Accept", "Content-Type", "User-Agent")) {
                exchange.getRequestHeaders().getOrDefault(name, List.of()).forEach(each -> request.header(name, each));
            }
            pass(http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()), exchange);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pass(HttpResponse<InputStream> answer, HttpExchange exchange) throws IOException {
        for (String name : List.of("Content-Type", "Retry-After")) {
            answer.headers().allValues(name).forEach(each -> exchange.getResponseHeaders()
                    .add(name, each));
        }
        exchange.sendResponseHeaders(answer.statusCode(), 0);
        byte[] buffer = new byte[8192];
        try (InputStream in = answer.body();
                OutputStream out = exchange.getResponseBody()) {
            out.flush();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
                out.flush();
            }
        }
    }

    public static void main(String[] args) {
        try {
            new FakeKubeApiserver(args).serve();
        } catch (IOException | InterruptedException | GeneralSecurityException | RuntimeException e) {
            e.printStackTrace();
            System.exit(1);
        }
    }
}
