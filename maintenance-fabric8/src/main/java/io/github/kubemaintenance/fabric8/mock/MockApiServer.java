package io.github.kubemaintenance.fabric8.mock;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.RestServer;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.MaintenanceException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A {@link MockCluster} as an API server on a port of this machine: fabric8's client, {@code kubectl} and whatever else
 * speaks to Kubernetes over HTTP take it for one. The simulated time runs with the machine's, at a chosen speed; between
 * requests the cluster's controllers and kubelets work as they do on a real one.
 *
 * <pre>{@code
 * try (MockApiServer server = MockApiServer.builder(mock).speed(100).start();
 *         KubernetesClient client = server.client()) {
 *     client.nodes().list();
 * }
 * }</pre>
 *
 * <p><b>Spoken</b>: discovery, plain and aggregated; get, list with pages and selectors, create, replace, delete with
 * options, eviction, merge, strategic merge and JSON patches, server-side apply, status and scale; dry run; Table answers; watches as
 * streams of chunks and as WebSockets with bookmarks, {@code sendInitialEvents} and 410; RBAC by the roles and bindings
 * in the cluster for the users that were named, and impersonation by the administrator; the leases and heartbeats of
 * living kubelets (in answers, not in watches); whatever {@link io.github.kubemaintenance.mock.Fault}s the cluster has:
 * refusals, flow control's 429, latency, answers that never come (the connection is cut), watches that end or fall
 * silent.
 *
 * <p><b>Not spoken</b>: TLS and client certificates, HTTP/2, answers in protobuf (requests in it, as {@code kubectl create}
 * sends them, are read for the kinds that Kubernetes serves as v1, and answered in JSON), OpenAPI's schemas, logs, exec,
 * attach and port-forward, admission webhooks other than as faults, most validation of values (bodies are decoded
 * strictly, and fields that must not change are held fast), conversion between versions of a kind.
 *
 * <p>Needs the web server under fabric8's own mock: {@code io.fabric8:mockwebserver}, which is an optional dependency of
 * this library, in the version of the client (7.5 to 8.0). Thread-safe.
 */
public final class MockApiServer implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;

    private final MockCluster cluster;
    private final Users users;
    private final Clock clock;
    private final Vertx vertx;
    private final HttpServer server;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();

    private MockApiServer(Builder builder) {
        this.cluster = builder.cluster;
        this.users = new Users(builder.users);
        this.clock = new Clock(cluster, builder.speed);
        this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(16));
        RestServer rest = RestServer.of(cluster);
        this.server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(builder.port)
                        .setHttp2ClearTextEnabled(false))
                .exceptionHandler(Exchange::cutOff)
                .connectionHandler(this::connected)
                .requestHandler(request -> new Exchange(vertx, rest, clock, users, request).run());
    }

    /**
     * Starts describing a server.
     *
     * @param cluster the cluster behind it
     * @return the description
     */
    public static Builder builder(MockCluster cluster) {
        return new Builder(cluster);
    }

    /** Describes a server. */
    public static final class Builder {
        private final MockCluster cluster;
        private final List<String> users = new ArrayList<>();
        private double speed = 1;
        private int port;

        private Builder(MockCluster cluster) {
            this.cluster = cluster;
        }

        /**
         * Sets how many seconds pass in the cluster for one of the machine's.
         *
         * @param factor above 0 and at most 1000; 1 if not set
         * @return this
         */
        public Builder speed(double factor) {
            if (!(factor > 0 && factor <= 1000)) {
                throw new IllegalArgumentException("a speed is above 0 and at most 1000, not " + factor);
            }
            this.speed = factor;
            return this;
        }

        /**
         * Sets the port.
         *
         * @param number 0, which is the default, for any that is free
         * @return this
         */
        public Builder port(int number) {
            this.port = number;
            return this;
        }

        /**
         * Names a user who may do what the roles and bindings in the cluster allow. From the first one on, whoever shows
         * no token that the server knows is refused with 401; until then everybody is the administrator.
         *
         * @param name the user's name, for example {@code system:serviceaccount:default:drainer}
         * @return this
         */
        public Builder user(String name) {
            users.add(name);
            return this;
        }

        /**
         * Starts the server.
         *
         * @return the server; it accepts connections
         * @throws MaintenanceException if the port is taken
         */
        public MockApiServer start() {
            MockApiServer made = new MockApiServer(this);
            made.start();
            return made;
        }
    }

    private void connected(HttpConnection connection) {
        connection.exceptionHandler(Exchange::cutOff);
        connection.closeHandler(any -> connections.remove(connection));
        connections.add(connection);
    }

    private void start() {
        try {
            await(server.listen(), "listening on a port");
        } catch (MaintenanceException e) {
            vertx.close();
            throw e;
        }
        clock.start();
    }

    private static <T> T await(Future<T> future, String what) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new MaintenanceException("the mock API server failed in " + what + ": " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new MaintenanceException(
                    "the mock API server is not done with " + what + " after " + PATIENCE_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MaintenanceException("interrupted while the mock API server was " + what, e);
        }
    }

    /** {@return where the server is, for example {@code http://127.0.0.1:41237}} */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    /** {@return the cluster behind the server} */
    public MockCluster cluster() {
        return cluster;
    }

    /**
     * Writes a kubeconfig of the administrator, for {@code kubectl --kubeconfig}.
     *
     * @param file where to; replaced if it is there
     * @return the file
     */
    public Path kubeconfig(Path file) {
        return kubeconfig(file, Users.ADMINISTRATOR);
    }

    /**
     * Writes a kubeconfig of a user.
     *
     * @param file where to; replaced if it is there
     * @param user a user that the builder was told of
     * @return the file
     */
    public Path kubeconfig(Path file, String user) {
        try {
            return Files.writeString(file, kubeconfig(user));
        } catch (IOException e) {
            throw new UncheckedIOException("the kubeconfig can't be written to " + file, e);
        }
    }

    private String kubeconfig(String user) {
        if (!users.knows(user)) {
            throw new IllegalArgumentException("the server was not told of a user '" + user + "'");
        }
        Document config = Document.of("apiVersion", "v1")
                .with("Config", "kind")
                .with(List.of(named("mock", Document.of("server", url().toString()), "cluster")), "clusters")
                .with(List.of(named(user, Document.of("token", Users.token(user)), "user")), "users")
                .with(List.of(named("mock", Document.of("cluster", "mock").with(user, "user"), "context")), "contexts")
                .with("mock", "current-context");
        return DocumentFormat.prettyJson().write(config);
    }

    private static Document named(String name, Document value, String key) {
        return Document.of("name", name).with(value, key);
    }

    /** {@return a new client of the administrator; the caller closes it} */
    public KubernetesClient client() {
        return client(Users.ADMINISTRATOR);
    }

    /**
     * Makes a client of a user.
     *
     * @param user a user that the builder was told of
     * @return a new client; the caller closes it
     */
    public KubernetesClient client(String user) {
        return new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig(user)))
                .build();
    }

    /**
     * Stops: connections are closed, and no thread is left. The cluster stays as it is, and its time stands still. Closing
     * twice is closing once.
     */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        clock.close();
        // One by one, and before the rest: what is closed while the threads end can't tell anybody any more.
        for (HttpConnection each : List.copyOf(connections)) {
            await(each.close(), "closing a connection");
        }
        await(server.close(), "closing its port");
        await(vertx.close(), "ending its threads");
    }

    @Override
    public String toString() {
        return "MockApiServer at " + url() + " for " + cluster;
    }
}
