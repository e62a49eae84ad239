package io.github.kubemaintenance.fabric8;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.github.kubemaintenance.NodeMaintenance;
import io.github.kubemaintenance.cluster.internal.HastyBackend;
import io.github.kubemaintenance.drain.DrainReport;
import io.github.kubemaintenance.fabric8.mock.MockApiServer;
import io.github.kubemaintenance.fabric8.mock.TcpProxy;
import io.github.kubemaintenance.mock.Fault;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.helpers.NOPLogger;

/** Watches that say nothing, end, or are cut in the middle of a drain: it sees that and goes on. A minute is a second here. */
@Timeout(120)
class LostWatchTest {
    private static final int HASTE = 60;

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final List<AutoCloseable> toClose = new ArrayList<>();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private MockCluster mock;

    /** Ten pods on the node, of which one at a time may go: without news a drain gets nowhere. */
    @BeforeEach
    void start() {
        mock = MockCluster.builder()
                .seed(3)
                .start(Instant.now())
                .nodes("worker-", 4, node -> node.cpu("64").memory("256Gi").pods(250))
                .deployment("shop/web", d -> d.replicas(40).readyAfter(Duration.ofMillis(300)))
                .budget("shop/web", b -> b.maxUnavailable(1))
                .build();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : toClose) {
            each.close();
        }
        executor.shutdownNow();
    }

    /** Drains, and lets something happen when the second eviction is on its way. */
    private void drainWhile(BiConsumer<MockCluster, TcpProxy> happening) {
        MockApiServer server = MockApiServer.builder(mock).speed(HASTE).start();
        toClose.add(server);
        TcpProxy proxy = new TcpProxy(server.url());
        toClose.add(0, proxy);
        KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withAutoConfigure(false)
                        .withMasterUrl(proxy.url().toString())
                        .build())
                .build();
        toClose.add(0, client);
        AtomicInteger posts = new AtomicInteger();
        proxy.onRequest(text -> {
            if (text.startsWith("POST ") && posts.incrementAndGet() == 2) {
                happening.accept(mock, proxy);
            }
        });
        int pods = mock.podsOn("worker-1").size();
        DrainReport report = NodeMaintenance.drain("worker-1")
                .timeout(Duration.ofHours(2))
                .onEvent(event -> events.add(event.toString()))
                .start(HastyBackend.of(
                        new Fabric8Api(client, Duration.ofSeconds(30), NOPLogger.NOP_LOGGER), executor, HASTE))
                .completion()
                .toCompletableFuture()
                .join();
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertEquals(pods, report.evicted().size(), report::toString);
        assertEquals(0, mock.podsOn("worker-1").size());
    }

    private void assertReopened(String why) {
        assertTrue(
                events.stream().anyMatch(each -> each.contains("is opened anew") && each.contains(why)),
                () -> why + ": " + events);
    }

    @Test
    void silence_for_a_minute_and_then_the_end_as_of_a_server_that_stops() {
        drainWhile((cluster, proxy) -> {
            cluster.inject(Fault.silentWatch(Duration.ofSeconds(61)));
            cluster.inject(Fault.droppedWatch().at(Duration.ofSeconds(60)));
        });
        assertReopened("");
    }

    @Test
    void silence_without_an_end_is_not_waited_for() {
        drainWhile((cluster, proxy) -> cluster.inject(Fault.silentWatch(Duration.ofHours(1))));
        assertReopened("silent for 90 s");
    }

    @Test
    void a_proxy_that_cuts_every_connection_once() {
        drainWhile((cluster, proxy) -> proxy.reset());
        assertReopened("");
    }
}
