package io.github.kubemaintenance.fabric8;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Eviction;
import io.github.kubemaintenance.cluster.EvictionOutcome;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.PageRequest;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.WatchSink;
import io.github.kubemaintenance.fabric8.WireServer.Answer;
import io.github.kubemaintenance.fabric8.WireServer.Asked;
import io.github.kubemaintenance.fabric8.WireServer.End;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.helpers.NOPLogger;

/** What the caller's client is set to holds for our requests, too: who asks, where, for how long; and its end is ours. */
@Timeout(120)
class CallersSettingsTest {
    private static final String PODS =
            "{'kind': 'PodList', 'metadata': {'resourceVersion': '9'}, 'items': [{'metadata': {'name': 'web-1'}}]}";

    private final List<AutoCloseable> toClose = new ArrayList<>();
    private WireServer server;

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : toClose) {
            each.close();
        }
    }

    private KubernetesClient client(
            Function<Asked, Answer> answers, String path, UnaryOperator<ConfigBuilder> settings) {
        server = new WireServer(answers);
        ConfigBuilder config = new ConfigBuilder().withAutoConfigure(false).withMasterUrl(server.url() + path);
        KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(settings.apply(config).build())
                .build();
        toClose.add(client);
        toClose.add(server);
        return client;
    }

    private static Fabric8Api api(KubernetesClient client) {
        return api(client, Duration.ofSeconds(20));
    }

    private static Fabric8Api api(KubernetesClient client, Duration timeout) {
        return new Fabric8Api(client, timeout, NOPLogger.NOP_LOGGER);
    }

    private static void list(Fabric8Api api) {
        api.list(Kind.PODS, Query.all(), PageRequest.first(5));
    }

    @Test
    void whoever_it_acts_for_is_named_in_every_request() {
        KubernetesClient client = client(asked -> Answer.json(200, PODS), "", config -> config.withOauthToken("t")
                .withImpersonateUsername("drainer")
                .withImpersonateGroups("ops"));
        list(api(client));
        assertEquals("drainer", server.asked.get(0).headers().get("impersonate-user"));
        assertEquals("ops", server.asked.get(0).headers().get("impersonate-group"));
        assertEquals("Bearer t", server.asked.get(0).headers().get("authorization"));
    }

    @Test
    void a_server_behind_a_path_and_a_default_namespace_change_no_request() {
        KubernetesClient client = client(
                asked -> Answer.json(200, PODS), "/k8s/clusters/c-1", config -> config.withNamespace("elsewhere"));
        list(api(client));
        assertEquals(
                "/k8s/clusters/c-1/api/v1/pods?limit=5", server.asked.get(0).path());
    }

    @Test
    void a_token_that_is_renewed_in_the_middle_is_used_at_once() {
        AtomicInteger age = new AtomicInteger();
        KubernetesClient client = client(
                asked -> Answer.json(200, PODS),
                "",
                config -> config.withOauthTokenProvider(() -> "token-" + age.incrementAndGet()));
        Fabric8Api api = api(client);
        IntStream.range(0, 3).forEach(any -> list(api));
        assertEquals(
                3,
                server.asked.stream()
                        .map(each -> each.headers().get("authorization"))
                        .distinct()
                        .count(),
                server.asked::toString);
    }

    @Test
    void the_clients_own_repetition_is_off_for_us_and_its_timeout_is_not_ours() {
        KubernetesClient client = client(
                asked -> Answer.of(503, "text/plain", "away"), "", config -> config.withRequestRetryBackoffLimit(7)
                        .withRequestTimeout(1));
        assertEquals(
                ApiFailure.Kind.UNAVAILABLE,
                assertThrows(ApiException.class, () -> list(api(client)))
                        .failure()
                        .kind());
        assertEquals(1, server.asked.size());
    }

    @Test
    void a_closed_client_is_named_and_not_a_server_that_is_away() {
        KubernetesClient client = client(asked -> Answer.json(200, PODS), "", config -> config);
        Fabric8Api api = api(client);
        list(api);
        client.close();
        ApiFailure list = assertThrows(ApiException.class, () -> list(api)).failure();
        ApiFailure watch = assertThrows(
                        ApiException.class, () -> api.watch(Kind.PODS, Query.all(), "9", new Counting()))
                .failure();
        for (ApiFailure failure : List.of(list, watch)) {
            assertEquals(ApiFailure.Kind.UNSUPPORTED, failure.kind(), failure::text);
            assertTrue(failure.text().contains("client was closed"), failure::text);
        }
    }

    @Test
    void an_eviction_after_the_clients_end_is_no_outcome_to_wait_for() {
        String discovery = "{'kind': 'APIResourceList', 'resources': [{'name': 'pods/eviction', 'version': 'v1'}]}";
        KubernetesClient client = client(asked -> Answer.json(200, discovery), "", config -> config);
        Fabric8Api api = api(client);
        Eviction eviction = Eviction.of(new PodRef("shop", "web-1", "u1"));
        api.evict(eviction);
        client.close();
        assertEquals(EvictionOutcome.Kind.OTHER, api.evict(eviction).kind());
    }

    @Test
    void a_watch_that_is_answered_too_late_is_hung_up_on() throws Exception {
        CountDownLatch late = new CountDownLatch(1);
        KubernetesClient client = client(
                asked -> {
                    try {
                        assertTrue(late.await(60, TimeUnit.SECONDS));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return Answer.stream(End.HOLD, List.of());
                },
                "",
                config -> config);
        Counting counting = new Counting();
        ApiFailure failure = assertThrows(ApiException.class, () -> api(client, Duration.ofSeconds(1))
                        .watch(Kind.PODS, Query.all(), "9", counting))
                .failure();
        late.countDown();
        assertEquals(ApiFailure.Kind.UNAVAILABLE, failure.kind(), failure::text);
        assertTrue(server.sawHangUp(), "nobody would ever close that watch");
        assertEquals(0, counting.told.get());
    }

    private static final class Counting implements WatchSink<Pod> {
        final AtomicInteger told = new AtomicInteger();

        @Override
        public void changed(ChangeType type, Pod object) {
            told.incrementAndGet();
        }

        @Override
        public void bookmark(String resourceVersion) {
            told.incrementAndGet();
        }

        @Override
        public void lost(ApiFailure why) {
            told.incrementAndGet();
        }
    }
}
