package io.github.kubemaintenance.fabric8;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.github.kubemaintenance.NodeMaintenance;
import io.github.kubemaintenance.cluster.AccessRight;
import io.github.kubemaintenance.cluster.AccessRights;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.drain.DrainPlan;
import io.github.kubemaintenance.drain.DrainReport;
import io.github.kubemaintenance.drain.DrainRequest;
import io.github.kubemaintenance.fabric8.mock.MockApiServer;
import io.github.kubemaintenance.fabric8.mock.TcpProxy;
import io.github.kubemaintenance.mock.Fault;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.MockClusterBuilder;
import io.github.kubemaintenance.mock.RecordedRequest;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.model.Pod;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whole drains over HTTP, through a proxy that counts, cuts and refuses. */
@Timeout(120)
class DrainOverHttpTest {
    private static final Pattern REQUEST = Pattern.compile("^(GET|POST|PATCH|DELETE|PUT) /[^ ]* HTTP");

    private final List<AutoCloseable> toClose = new ArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final ExecutorService executor = Executors.newCachedThreadPool();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : toClose) {
            each.close();
        }
        executor.shutdownNow();
    }

    private static MockClusterBuilder shop(int pods) {
        return MockCluster.builder()
                .seed(3)
                .start(Instant.now()) // the clocks of client and server agree
                .nodes("worker-", 4, node -> node.cpu("64").memory("256Gi").pods(250))
                .deployment("shop/web", d -> d.replicas(pods).readyAfter(Duration.ofMillis(300)))
                .daemonSet("kube-system/proxy", d -> {});
    }

    private MockApiServer serve(MockCluster mock, double speed, String... users) {
        MockApiServer.Builder builder = MockApiServer.builder(mock).speed(speed);
        List.of(users).forEach(builder::user);
        MockApiServer server = builder.start();
        toClose.add(server);
        return server;
    }

    private TcpProxy proxy(MockApiServer server) {
        TcpProxy proxy = new TcpProxy(server.url());
        proxy.onRequest(text -> {
            if (REQUEST.matcher(text).find()) {
                requests.add(text.substring(0, text.indexOf('\r')));
            }
        });
        toClose.add(0, proxy);
        return proxy;
    }

    private KubernetesClient client(TcpProxy proxy) {
        Config config = new ConfigBuilder()
                .withAutoConfigure(false)
                .withMasterUrl(proxy.url().toString())
                .build();
        KubernetesClient client =
                new KubernetesClientBuilder().withConfig(config).build();
        toClose.add(0, client);
        return client;
    }

    private ClusterBackend backend(KubernetesClient client) {
        return Fabric8Cluster.builder(client).executor(executor).build();
    }

    private static DrainRequest request() {
        return NodeMaintenance.drain("worker-1").ignoreDaemonSets().timeout(Duration.ofSeconds(60));
    }

    private static DrainReport ended(DrainRequest request, ClusterBackend backend) {
        return request.start(backend).completion().toCompletableFuture().join();
    }

    @Test
    void aDrainKeepsItsBoundOfRequestsAndLeavesNoThreadAndNoConnection() throws Exception {
        MockCluster mock = shop(40).budget("shop/web", b -> b.maxUnavailable(3)).build();
        TcpProxy proxy = proxy(serve(mock, 50));
        KubernetesClient client = client(proxy);
        List<Pod> before = mock.podsOn("worker-1");

        DrainReport report = ended(request(), backend(client));

        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        int n = report.evicted().size();
        assertEquals(before.size() - 1, n);
        assertEquals(1, mock.podsOn("worker-1").size());
        assertTrue(requests.size() <= n + 1 + 12, () -> n + " pods, but " + requests.size() + " requests: " + requests);
        assertEquals(0, blocked(mock), "no eviction was sent while the budget was closed");
        executor.shutdown();
        assertTrue(executor.awaitTermination(20, TimeUnit.SECONDS), "a thread is still at work");
        client.close();
        assertTrue(proxy.isEmptyWithin(Duration.ofSeconds(20)), "a connection is left");
    }

    private static long blocked(MockCluster mock) {
        return mock.requests().stream().filter(each -> each.status() == 429).count();
    }

    @Test
    void anApiServerThatRestartsInTheMiddleOfADrainOf100Pods() {
        MockCluster mock =
                shop(400).budget("shop/web", b -> b.maxUnavailable(40)).build();
        TcpProxy proxy = proxy(serve(mock, 5));
        KubernetesClient client = client(proxy);
        AtomicInteger posts = new AtomicInteger();
        Set<String> names = new HashSet<>();
        mock.podsOn("worker-1").forEach(pod -> names.add(pod.namespace() + "/" + pod.name()));
        List<String> events = new CopyOnWriteArrayList<>();
        proxy.onRequest(text -> {
            if (text.startsWith("POST ") && posts.incrementAndGet() == 40) {
                proxy.refuse();
                CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS).execute(proxy::accept);
            }
        });

        DrainReport report = ended(request().onEvent(event -> events.add(event.toString())), backend(client));

        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertTrue(report.evicted().size() >= 90, report::toString);
        assertEquals(1, mock.podsOn("worker-1").size());
        assertEquals(
                report.evicted().size(), report.evicted().stream().distinct().count(), "each is told once");
        assertTrue(events.stream().anyMatch(each -> each.contains("is opened anew")), events::toString);
        for (RecordedRequest each : mock.requests()) {
            if (each.resource().equals("pods/eviction")) {
                assertTrue(
                        names.contains(each.namespace() + "/" + each.name()),
                        () -> "evicted, but it was not on the node: " + each);
            }
        }
    }

    @Test
    void aControlPlaneThatIsAwayPausesADrainAndItsCircuitIsTold() {
        MockCluster mock = shop(40).build();
        TcpProxy proxy = proxy(serve(mock, 20));
        KubernetesClient client = client(proxy);
        AtomicInteger posts = new AtomicInteger();
        proxy.onRequest(text -> {
            if (text.startsWith("POST ") && posts.incrementAndGet() == 3) {
                proxy.refuse();
                CompletableFuture.delayedExecutor(2, TimeUnit.SECONDS).execute(proxy::accept);
            }
        });
        CircuitBreaker breaker = CircuitBreaker.of(
                "api",
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(4)
                        .minimumNumberOfCalls(4)
                        .waitDurationInOpenState(Duration.ofMillis(200))
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .build());
        List<ClientEvent.Kind> decided = new CopyOnWriteArrayList<>();
        List<String> events = new CopyOnWriteArrayList<>();
        RecordingLogger log = new RecordingLogger();

        DrainReport report = ended(
                request().onEvent(event -> events.add(event.toString())),
                Fabric8Cluster.builder(client)
                        .executor(executor)
                        .circuitBreaker(breaker)
                        .onEvent(event -> decided.add(event.kind()))
                        .logger(log)
                        .build());

        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertTrue(decided.contains(ClientEvent.Kind.CIRCUIT_OPEN), decided::toString);
        assertEquals(ClientEvent.Kind.CIRCUIT_CLOSED, decided.get(decided.size() - 1));
        assertTrue(events.stream().anyMatch(each -> each.contains("pausing")), events::toString);
        assertTrue(events.stream().anyMatch(each -> each.contains("answers again")), events::toString);
        List<String> lines = log.forOperators();
        assertTrue(lines.contains("INFO the server answers again"), lines::toString);
        assertTrue(lines.stream().anyMatch(line -> line.matches("INFO create pods/eviction shop/web-.*: accepted")));
        assertEquals(CircuitBreaker.State.CLOSED, breaker.getState());
    }

    @Test
    void aTokenThatExpiresInTheMiddleFailsTheDrainAndSaysSo() {
        MockCluster mock = shop(40).fault(Fault.error(401, "Unauthorized", "Unauthorized")
                        .on("create", "pods/eviction")
                        .afterCalls(4)
                        .always())
                .build();
        DrainReport report = ended(request(), backend(client(proxy(serve(mock, 50)))));

        assertEquals(Outcome.FAILED, report.outcome(), report::toString);
        assertEquals(4, report.evicted().size(), report::toString);
        assertTrue(report.toString().contains("401 Unauthorized"), report::toString);
    }

    @Test
    void aClientThatIsClosedInTheMiddleEndsADrainWithoutATimeoutAndIsNamed() {
        MockCluster mock = shop(40).budget("shop/web", b -> b.maxUnavailable(1)).build();
        TcpProxy proxy = proxy(serve(mock, 50));
        KubernetesClient client = client(proxy);
        AtomicInteger posts = new AtomicInteger();
        proxy.onRequest(text -> {
            if (text.startsWith("POST ") && posts.incrementAndGet() == 3) {
                client.close();
            }
        });

        DrainReport report = ended(NodeMaintenance.drain("worker-1").ignoreDaemonSets(), backend(client));

        assertEquals(Outcome.FAILED, report.outcome(), report::toString);
        assertTrue(report.toString().contains("client was closed"), report::toString);
        assertTrue(report.remaining().size() >= 7, report::toString);
    }

    @Test
    void aPlanSurvivesAServerThatStumblesAndARunOnTheSameBackendIsNotRepeated() {
        MockCluster mock = shop(8).fault(
                        Fault.error(503, "", "starting").on("list", "pods").times(2))
                .build();
        List<ClientEvent> decided = new CopyOnWriteArrayList<>();
        ClusterBackend backend = Fabric8Cluster.builder(client(proxy(serve(mock, 50))))
                .executor(executor)
                .onEvent(decided::add)
                .build();

        DrainPlan plan = request().plan(backend);

        assertTrue(plan.pods().size() > 1, plan::toString);
        assertEquals(2, decided.size(), decided::toString);
        assertEquals(ClientEvent.Kind.REPEATED, decided.get(0).kind());
    }

    private static void grant(MockCluster mock, String user, AccessRights rights) {
        mock.apply(rights.toClusterRole("drainer"));
        mock.apply(Document.of("apiVersion", "rbac.authorization.k8s.io/v1")
                .with("ClusterRoleBinding", "kind")
                .with("drainer", "metadata", "name")
                .with("rbac.authorization.k8s.io", "roleRef", "apiGroup")
                .with("ClusterRole", "roleRef", "kind")
                .with("drainer", "roleRef", "name")
                .with(List.of(Document.of("kind", "User").with(user, "name")), "subjects"));
    }

    @Test
    void theRequiredRoleIsEnoughAndNothingMoreIsAsked() {
        MockCluster mock = shop(12).budget("shop/web", b -> b.maxUnavailable(4)).build();
        grant(mock, "drainer", AccessRights.drain().only(AccessRight.Need.REQUIRED));
        MockApiServer server = serve(mock, 50, "drainer");
        try (KubernetesClient client = server.client("drainer")) {
            DrainReport report = ended(request(), backend(client));
            assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        }
    }

    @Test
    void withBothRolesNothingIsForbidden() {
        MockCluster mock = shop(12).budget("shop/web", b -> b.maxUnavailable(4)).build();
        grant(mock, "drainer", AccessRights.drain());
        MockApiServer server = serve(mock, 50, "drainer");
        try (KubernetesClient client = server.client("drainer")) {
            DrainReport report = ended(request().awaitReplacements(Duration.ofMinutes(2)), backend(client));
            assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        }
        assertEquals(
                List.of(),
                mock.requests().stream().filter(each -> each.status() == 403).toList());
    }

    @Test
    void aRehearsalReadsEachKindOnceAndWritesNothing() {
        MockCluster mock = shop(40).budget("shop/web", b -> b.maxUnavailable(3)).build();
        KubernetesClient client = client(proxy(serve(mock, 1)));

        MockCluster copy = MockCluster.copyOf(backend(client));

        assertEquals(mock.pods().size(), copy.pods().size());
        assertEquals(13, requests.size(), requests::toString);
        assertTrue(requests.stream().allMatch(each -> each.startsWith("GET ")), requests::toString);
    }
}
