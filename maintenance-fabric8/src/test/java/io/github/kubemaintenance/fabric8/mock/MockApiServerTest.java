package io.github.kubemaintenance.fabric8.mock;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Document;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** fabric8's client takes the server for a real one. */
class MockApiServerTest {
    private final MockCluster cluster = MockCluster.builder()
            .seed(7)
            .nodes("worker-", 2, node -> node.cpu("4").memory("16Gi"))
            .deployment("shop/web", d -> d.replicas(5).readyAfter(Duration.ofSeconds(2)))
            .budget("shop/web", b -> b.maxUnavailable(1))
            .build();
    private MockApiServer server;
    private KubernetesClient client;

    @BeforeEach
    void start() {
        server = MockApiServer.builder(cluster).speed(50).start();
        client = server.client();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void closingTwiceIsClosingOnce() {
        server.close();

        assertDoesNotThrow(server::close);
    }

    @Test
    void listsComeInPages() {
        PodList first = client.pods()
                .inNamespace("shop")
                .list(new ListOptionsBuilder().withLimit(2L).build());
        PodList second = client.pods()
                .inNamespace("shop")
                .list(new ListOptionsBuilder()
                        .withLimit(2L)
                        .withContinue(first.getMetadata().getContinue())
                        .build());

        assertEquals(2, first.getItems().size());
        assertEquals(3L, first.getMetadata().getRemainingItemCount());
        assertEquals(2, second.getItems().size());
        assertEquals("v1.34.0", client.getKubernetesVersion().getGitVersion());
    }

    @Test
    void everyKindOfPatchIsTaken() {
        client.configMaps()
                .inNamespace("shop")
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("conf")
                        .endMetadata()
                        .addToData("a", "1")
                        .build())
                .create();
        var conf = client.configMaps().inNamespace("shop").withName("conf");

        conf.patch(PatchContext.of(PatchType.JSON_MERGE), "{\"data\":{\"b\":\"2\"}}");
        conf.patch(PatchContext.of(PatchType.STRATEGIC_MERGE), "{\"data\":{\"c\":\"3\"}}");
        conf.patch(PatchContext.of(PatchType.JSON), "[{\"op\":\"remove\",\"path\":\"/data/a\"}]");

        assertEquals(Map.of("b", "2", "c", "3"), conf.get().getData());
    }

    @Test
    void anEvictionMeetsTheBudget() {
        try (MockApiServer slow = MockApiServer.builder(cluster.copy()).start();
                KubernetesClient atOnce = slow.client()) {
            atOnce.getConfiguration().setRequestRetryBackoffLimit(0);
            List<String> pods =
                    cluster.pods("shop").stream().map(pod -> pod.name()).toList();

            atOnce.raw(eviction(pods.get(0)), "POST", body(pods.get(0)));
            KubernetesClientException blocked = assertThrows(
                    KubernetesClientException.class,
                    () -> atOnce.raw(eviction(pods.get(1)), "POST", body(pods.get(1))));

            assertEquals(429, blocked.getCode());
            assertEquals(
                    "DisruptionBudget",
                    blocked.getStatus().getDetails().getCauses().get(0).getReason());
        }
    }

    private static String eviction(String pod) {
        return "/api/v1/namespaces/shop/pods/" + pod + "/eviction";
    }

    private static Map<String, Object> body(String pod) {
        return Map.of("apiVersion", "policy/v1", "kind", "Eviction", "metadata", Map.of("name", pod));
    }

    @Test
    void aWatchTellsOfWhatHappens() throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        String name = cluster.pods("shop").get(0).name();

        Watch watch = client.pods().inNamespace("shop").withName(name).watch(new Watcher<>() {
            @Override
            public void eventReceived(Action action, Pod pod) {
                told.add(action + (pod.getMetadata().getDeletionTimestamp() == null ? "" : " terminating"));
            }

            @Override
            public void onClose(WatcherException cause) {
                told.add("closed " + cause);
            }
        });
        assertEquals("ADDED", told.poll(10, TimeUnit.SECONDS));
        client.pods().inNamespace("shop").withName(name).evict();
        String last = "";
        while (!"DELETED terminating".equals(last)) {
            last = told.poll(20, TimeUnit.SECONDS);
            assertTrue(last != null && !last.startsWith("closed"), () -> "told " + told);
        }
        watch.close();
    }

    @Test
    void informersSeeWhatHappens() throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        var informer = client.pods().inNamespace("shop").inform(new ResourceEventHandler<>() {
            @Override
            public void onAdd(Pod pod) {
                told.add("added");
            }

            @Override
            public void onUpdate(Pod before, Pod pod) {
                // what counts here is that one goes
            }

            @Override
            public void onDelete(Pod pod, boolean unknown) {
                told.add("deleted");
            }
        });
        for (int i = 0; i < 5; i++) {
            assertEquals("added", told.poll(20, TimeUnit.SECONDS));
        }
        cluster.remove(
                io.github.kubemaintenance.cluster.Kind.PODS,
                "shop/" + cluster.pods("shop").get(0).name());

        Set<String> both = new TreeSet<>();
        both.add(told.poll(20, TimeUnit.SECONDS));
        both.add(told.poll(20, TimeUnit.SECONDS));
        assertEquals(Set.of("added", "deleted"), both);
        informer.stop();
    }

    @Test
    void aKubeletTellsOfItsConfigurationByWayOfTheServer() {
        cluster.configureKubelet("worker-1", Document.of("clusterDNS", List.of("172.20.0.10")));

        assertEquals(
                "{\"kubeletconfig\":{\"clusterDNS\":[\"172.20.0.10\"]}}",
                client.raw("/api/v1/nodes/worker-1/proxy/configz").strip());
    }
}
