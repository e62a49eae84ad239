package io.github.kubemaintenance.fabric8.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.kubemaintenance.mock.MockCluster;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who asks for a sign of life of a kubelet gets the one that it would have given last, on the cluster's clock. */
class KubeletSignsOverHttpTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final MockCluster cluster = MockCluster.builder()
            .seed(7)
            .start(START)
            .nodes("worker-", 2, node -> {})
            .build();
    private final MockApiServer server =
            MockApiServer.builder(cluster).speed(0.001).user("nobody").start();
    private final KubernetesClient client = server.client();
    private final Wire wire = new Wire(server.url());

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private Lease lease(String node) {
        return client.leases().inNamespace("kube-node-lease").withName(node).get();
    }

    private static boolean within(Instant sign, Instant end, Duration most) {
        return !sign.isAfter(end) && !sign.isBefore(end.minus(most));
    }

    @Test
    void a_living_kubelet_renews_its_lease_every_ten_seconds() {
        Instant first = lease("worker-1").getSpec().getRenewTime().toInstant();
        assertTrue(within(first, cluster.now(), Duration.ofSeconds(10)), first::toString);

        cluster.advance(Duration.ofMinutes(7));
        Instant second = lease("worker-1").getSpec().getRenewTime().toInstant();

        assertTrue(within(second, cluster.now(), Duration.ofSeconds(10)), second::toString);
        assertEquals("worker-1", lease("worker-1").getSpec().getHolderIdentity());
        assertEquals(
                List.of("worker-1", "worker-2"),
                client.leases().inAnyNamespace().list().getItems().stream()
                        .map(each -> each.getMetadata().getName())
                        .toList());
    }

    @Test
    void a_dead_one_does_not() {
        cluster.advance(Duration.ofMinutes(1));
        Instant died = cluster.now();
        cluster.kill("worker-1");
        cluster.advance(Duration.ofMinutes(30));

        Instant last = lease("worker-1").getSpec().getRenewTime().toInstant();
        assertTrue(within(last, died, Duration.ofSeconds(11)), () -> last + " but it died " + died);
        for (var condition :
                client.nodes().withName("worker-1").get().getStatus().getConditions()) {
            Instant beat = Instant.parse(condition.getLastHeartbeatTime());
            assertTrue(within(beat, died, Duration.ofMinutes(5).plusSeconds(1)), condition::toString);
        }
        for (var condition :
                client.nodes().withName("worker-2").get().getStatus().getConditions()) {
            Instant beat = Instant.parse(condition.getLastHeartbeatTime());
            assertTrue(within(beat, cluster.now(), Duration.ofMinutes(5).plusSeconds(1)), condition::toString);
        }
    }

    @Test
    void a_heartbeat_is_no_change() {
        String version = client.nodes().withName("worker-1").get().getMetadata().getResourceVersion();
        cluster.advance(Duration.ofHours(1));
        assertEquals(
                version, client.nodes().withName("worker-1").get().getMetadata().getResourceVersion());
    }

    @Test
    void the_administrator_may_act_as_somebody_else_and_nobody_else_may() throws Exception {
        String nodes = "/api/v1/nodes";
        String admin = "Bearer kubernetes-admin-token";

        assertEquals(200, wire.send("GET", nodes, "", "Authorization", admin).statusCode());
        HttpResponse<String> acting =
                wire.send("GET", nodes, "", "Authorization", admin, "Impersonate-User", "system:serviceaccount:a:b");
        HttpResponse<String> nobody = wire.send(
                "GET", nodes, "", "Authorization", "Bearer nobody-token", "Impersonate-User", "kubernetes-admin");

        assertEquals(403, acting.statusCode());
        assertTrue(acting.body().contains("system:serviceaccount:a:b"), acting::body);
        assertEquals(403, nobody.statusCode());
        assertTrue(nobody.body().contains("cannot impersonate resource"), nobody::body);
    }

    @Test
    void protobuf_is_refused_where_nothing_else_would_do() throws Exception {
        String admin = "Bearer kubernetes-admin-token";
        String protobuf = "application/vnd.kubernetes.protobuf";

        HttpResponse<String> either =
                wire.send("GET", "/api/v1/nodes", "", "Authorization", admin, "Accept", protobuf + ",application/json");
        HttpResponse<String> alone = wire.send("GET", "/api/v1/nodes", "", "Authorization", admin, "Accept", protobuf);
        HttpResponse<String> body =
                wire.send("POST", "/api/v1/namespaces", "k8s\u0000x", "Authorization", admin, "Content-Type", protobuf);

        assertEquals(200, either.statusCode());
        assertTrue(either.headers().firstValue("Content-Type").orElse("").contains("json"));
        assertEquals(406, alone.statusCode());
        assertEquals(415, body.statusCode());
        assertFalse(body.body().isEmpty());
    }
}
