package io.github.kubemaintenance.fabric8;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.github.kubemaintenance.NodeMaintenance;
import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.ApiStatus;
import io.github.kubemaintenance.cluster.EvictionOutcome;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.PageRequest;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.WatchSink;
import io.github.kubemaintenance.fabric8.WireServer.Answer;
import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.Pod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.helpers.NOPLogger;

/** A server's certificate that can't be trusted is told apart from a server that is away, with what to do about it. */
@Timeout(120)
class HttpsTest {
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

    private KubernetesClient client(String certificate, UnaryOperator<ConfigBuilder> more) {
        server = WireServer.https(certificate, asked -> Answer.json(200, PODS));
        ConfigBuilder config = new ConfigBuilder()
                .withAutoConfigure(false)
                .withMasterUrl(server.url())
                .withOauthToken("t");
        KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(more.apply(config).build())
                .build();
        toClose.add(client);
        toClose.add(server);
        return client;
    }

    private KubernetesClient client(String certificate) {
        return client(certificate, config -> config.withCaCertData(TestTls.authority()));
    }

    private static Fabric8Api api(KubernetesClient client) {
        return new Fabric8Api(client, Duration.ofSeconds(20), NOPLogger.NOP_LOGGER);
    }

    @Test
    void a_certificate_of_the_clusters_authority_is_trusted() {
        assertEquals(
                "web-1",
                api(client("good"))
                        .list(Kind.PODS, Query.all(), PageRequest.first(5))
                        .items()
                        .get(0)
                        .name());
    }

    @ParameterizedTest
    @CsvSource({
        "stranger, signed by nobody who is trusted here, certificate-authority-data",
        "expired, has expired, kubeadm certs renew apiserver",
        "other-host, is for another host, tls-server-name",
    })
    void a_certificate_that_cannot_be_trusted_says_why_and_what_to_do(String certificate, String why, String todo) {
        Fabric8Api api = api(client(certificate));
        ApiFailure list = assertThrows(ApiException.class, () -> api.list(Kind.PODS, Query.all(), PageRequest.first(5)))
                .failure();
        ApiFailure watch = assertThrows(ApiException.class, () -> api.watch(Kind.PODS, Query.all(), "9", new Nothing()))
                .failure();
        for (ApiFailure failure : List.of(list, watch)) {
            assertEquals(ApiFailure.Kind.UNTRUSTED, failure.kind(), failure::text);
            assertTrue(!failure.isTransient(), "nothing changes by itself");
            assertTrue(failure.text().contains(why), failure::text);
            assertTrue(failure.text().contains(todo), failure::text);
        }
        assertEquals(List.of(), server.asked, "the token is shown to nobody");
    }

    @Test
    void a_plan_does_not_knock_again_at_a_door_that_is_not_the_servers() {
        List<ClientEvent> events = new ArrayList<>();
        KubernetesClient client = client("expired");
        MaintenanceException thrown = assertThrows(MaintenanceException.class, () -> NodeMaintenance.drain("worker-1")
                .plan(Fabric8Cluster.builder(client).onEvent(events::add).build()));
        assertTrue(thrown.getMessage().contains("has expired"), thrown::getMessage);
        assertEquals(List.of(), events, "neither repeated nor a matter for the circuit breaker");
    }

    @Test
    void what_the_caller_chose_to_trust_is_trusted() {
        KubernetesClient client =
                client("stranger", config -> config.withTrustCerts(true).withDisableHostnameVerification(true));
        assertEquals(
                1,
                api(client)
                        .list(Kind.PODS, Query.all(), PageRequest.first(5))
                        .items()
                        .size());
    }

    @Test
    void an_eviction_is_not_sent_to_a_server_that_is_not_trusted() {
        ApiStatus untrusted = new ApiStatus(0, ApiStatus.UNTRUSTED, "expired", "", "", List.of(), Optional.empty());
        assertEquals(EvictionOutcome.Kind.OTHER, untrusted.toEvictionOutcome().kind(), "it is not sent again");
    }

    private static final class Nothing implements WatchSink<Pod> {
        @Override
        public void changed(ChangeType type, Pod object) {
            throw new AssertionError(type + " " + object);
        }

        @Override
        public void bookmark(String resourceVersion) {
            throw new AssertionError(resourceVersion);
        }

        @Override
        public void lost(ApiFailure why) {
            throw new AssertionError(why);
        }
    }
}
