package io.github.kubemaintenance.fabric8;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.ApiResource;
import io.github.kubemaintenance.cluster.Discovery;
import io.github.kubemaintenance.cluster.DocumentOutcome;
import io.github.kubemaintenance.cluster.DocumentWrite;
import io.github.kubemaintenance.cluster.Documents;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeDocument;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.helpers.NOPLogger;

/** Documents over the wire, against fabric8's own mock with fixed answers. */
@EnableKubernetesMockClient
class ResourceDocumentsTest {
    private static final Kind<KubeDocument> MAPS = Kind.document("", "v1", "configmaps", "ConfigMap", true);
    private static final Document MAP = Document.of("apiVersion", "v1")
            .with("ConfigMap", "kind")
            .with("a", "metadata", "name")
            .with("shop", "metadata", "namespace");

    KubernetesMockServer server;
    KubernetesClient client;
    Documents api;

    @BeforeEach
    void open() {
        api = new Fabric8Api(client, Duration.ofSeconds(10), NOPLogger.NOP_LOGGER);
    }

    private void answers(String path, String json) {
        server.expect()
                .get()
                .withPath(path)
                .andReturn(200, json.replace('\'', '"'))
                .always();
    }

    @Test
    void aggregatedDiscoveryIsThreeRequestsAndNamesWhatIsStale() throws Exception {
        answers(
                "/api",
                "{'kind': 'APIGroupDiscoveryList', 'items': [{'metadata': {}, 'versions': [{'version': 'v1',"
                        + " 'freshness': 'Current', 'resources': [{'resource': 'configmaps', 'scope': 'Namespaced',"
                        + " 'responseKind': {'kind': 'ConfigMap'}, 'verbs': ['get', 'list']}]}]}]}");
        answers(
                "/apis",
                "{'kind': 'APIGroupDiscoveryList', 'items': [{'metadata': {'name': 'metrics.k8s.io'}, 'versions':"
                        + " [{'version': 'v1beta1', 'freshness': 'Stale', 'resources': []}]}]}");

        Discovery discovery = api.discover();

        assertEquals(
                List.of("configmaps/v1"),
                discovery.resources().stream().map(ApiResource::toString).toList());
        assertTrue(discovery.resources().get(0).kind().isNamespaced());
        assertEquals(
                ApiFailure.Kind.UNAVAILABLE,
                discovery.unreadable().get("metrics.k8s.io/v1beta1").kind());
        assertEquals(3, server.getRequestCount());
    }

    @Test
    void anOlderServerIsAskedGroupByGroupAndABrokenGroupIsNamed() {
        answers("/api", "{'kind': 'APIVersions', 'versions': ['v1']}");
        answers(
                "/api/v1",
                "{'resources': [{'name': 'pods', 'kind': 'Pod', 'namespaced': true, 'verbs': ['list']},"
                        + " {'name': 'pods/log', 'kind': 'Pod', 'namespaced': true, 'verbs': ['get']}]}");
        answers(
                "/apis",
                "{'kind': 'APIGroupList', 'groups': [{'name': 'down.example.com', 'preferredVersion':"
                        + " {'groupVersion': 'down.example.com/v1'}, 'versions': [{'groupVersion':"
                        + " 'down.example.com/v1', 'version': 'v1'}]}]}");
        server.expect()
                .get()
                .withPath("/apis/down.example.com/v1")
                .andReturn(503, "service unavailable")
                .always();

        Discovery discovery = api.discover();

        assertEquals(
                List.of("pods/v1"),
                discovery.resources().stream().map(ApiResource::toString).toList());
        assertEquals(503, discovery.unreadable().get("down.example.com/v1").code());
    }

    @Test
    void anApplyIsOnePatchWithManagerAndWithoutForce() throws Exception {
        String path = "/api/v1/namespaces/shop/configmaps/a?fieldManager=kube-maintenance";
        server.expect()
                .patch()
                .withPath(path)
                .andReturn(
                        409,
                        ("{'kind': 'Status', 'code': 409, 'reason': 'Conflict', 'message': 'Apply failed', 'details':"
                                        + " {'causes': [{'reason': 'FieldManagerConflict', 'message': 'conflict with"
                                        + " helm', 'field': '.data.k'}]}}")
                                .replace('\'', '"'))
                .always();

        DocumentOutcome outcome = api.write(DocumentWrite.apply(MAPS, MAP));

        DocumentOutcome.Owned owned = assertInstanceOf(DocumentOutcome.Owned.class, outcome);
        assertEquals(".data.k", owned.fields().get(0).field());
        RecordedRequest request = server.takeRequest();
        assertEquals(
                "application/apply-patch+yaml",
                request.getHeader("Content-Type").replaceFirst(";.*", ""));
        assertEquals(1, server.getRequestCount());
    }

    @Test
    void aCreationOfWhatIsThereExists() {
        server.expect()
                .post()
                .withPath("/api/v1/namespaces/shop/configmaps?fieldManager=kube-maintenance&dryRun=All")
                .andReturn(409, "{\"kind\": \"Status\", \"code\": 409, \"reason\": \"AlreadyExists\"}")
                .always();

        assertEquals(
                DocumentOutcome.Kind.EXISTS,
                api.write(DocumentWrite.create(MAPS, MAP).withDryRun(true)).kind());
    }
}
