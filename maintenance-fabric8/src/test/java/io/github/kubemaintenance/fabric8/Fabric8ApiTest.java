package io.github.kubemaintenance.fabric8;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.ClusterApi;
import io.github.kubemaintenance.cluster.DeleteOutcome;
import io.github.kubemaintenance.cluster.Deletion;
import io.github.kubemaintenance.cluster.Eviction;
import io.github.kubemaintenance.cluster.EvictionOutcome;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.LeaseOutcome;
import io.github.kubemaintenance.cluster.Leases;
import io.github.kubemaintenance.cluster.Page;
import io.github.kubemaintenance.cluster.PageRequest;
import io.github.kubemaintenance.cluster.Patch;
import io.github.kubemaintenance.cluster.PatchOutcome;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.Lease;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.helpers.NOPLogger;

/** What goes over the wire, against fabric8's own mock with fixed answers. */
@EnableKubernetesMockClient
class Fabric8ApiTest {
    private static final String EVICTION = "/api/v1/namespaces/shop/pods/web-1/eviction";
    private static final PodRef POD = new PodRef("shop", "web-1", "uid-1");

    KubernetesMockServer server;
    KubernetesClient client;
    ClusterApi api;

    @BeforeEach
    void open() {
        api = new Fabric8Api(client, Duration.ofSeconds(10), NOPLogger.NOP_LOGGER);
    }

    @Test
    void anEvictionIsOnePostGuardedByTheUid() throws Exception {
        servesEvictions("policy", "v1");
        server.expect().post().withPath(EVICTION).andReturn(201, success()).always();

        EvictionOutcome outcome = api.evict(new Eviction(POD, Optional.of(Duration.ofSeconds(7)), false));

        assertEquals(EvictionOutcome.Kind.ACCEPTED, outcome.kind());
        RecordedRequest post = requests().stream()
                .filter(request -> request.getPath().equals(EVICTION))
                .reduce((one, two) -> {
                    throw new AssertionError("more than one POST");
                })
                .orElseThrow();
        Document body = DocumentFormat.json().read(post.getBody().readUtf8());
        assertEquals("policy/v1", body.apiVersion());
        assertEquals(Optional.of("uid-1"), body.text("deleteOptions", "preconditions", "uid"));
        assertEquals(Optional.of(7L), body.number("deleteOptions", "gracePeriodSeconds"));
    }

    @Test
    void aBlockedEvictionIsSentOnceAndItsBudgetIsNamed() throws Exception {
        servesEvictions("policy", "v1");
        server.expect().post().withPath(EVICTION).andReturn(429, blocked()).always();

        EvictionOutcome.Blocked outcome = (EvictionOutcome.Blocked) api.evict(Eviction.of(POD));

        assertEquals(Optional.of("web"), outcome.budget());
        assertEquals(
                1,
                requests().stream()
                        .filter(request -> request.getPath().equals(EVICTION))
                        .count());
    }

    @Test
    void aServerErrorIsNotRepeatedEither() throws Exception {
        servesEvictions("policy", "v1");
        server.expect().post().withPath(EVICTION).andReturn(503, "").always();

        assertEquals(
                EvictionOutcome.Kind.UNAVAILABLE, api.evict(Eviction.of(POD)).kind());
        assertEquals(2, requests().size(), "the look at /api/v1 and one POST");
    }

    @Test
    void aServerThatOnlyKnowsV1beta1GetsThat() throws Exception {
        servesEvictions("policy", "v1beta1");
        server.expect().post().withPath(EVICTION).andReturn(201, success()).always();

        api.evict(Eviction.of(POD));

        RecordedRequest post = requests().get(1);
        assertEquals(
                "policy/v1beta1",
                DocumentFormat.json().read(post.getBody().readUtf8()).apiVersion());
    }

    @Test
    void E13_aServerWithoutEvictionsIsSaidToBeOne() throws Exception {
        server.expect()
                .get()
                .withPath("/api/v1")
                .andReturn(200, json("{'resources': []}"))
                .always();

        EvictionOutcome.Other outcome = (EvictionOutcome.Other) api.evict(Eviction.of(POD));

        assertTrue(outcome.message().contains("no pods/eviction"), outcome.message());
        assertEquals(1, requests().size());
    }

    @Test
    void aListIsReadPageByPageWithSelectors() throws Exception {
        server.expect()
                .get()
                .withPath("/api/v1/pods?fieldSelector=spec.nodeName%3Dworker-1&limit=1")
                .andReturn(
                        200,
                        json("{'metadata': {'resourceVersion': '7', 'continue': 'next'},"
                                + " 'items': [{'metadata': {'name': 'a', 'namespace': 'shop', 'uid': '1'}}]}"))
                .once();
        server.expect()
                .get()
                .withPath("/api/v1/pods?fieldSelector=spec.nodeName%3Dworker-1&limit=1&continue=next")
                .andReturn(
                        200,
                        json("{'metadata': {'resourceVersion': '7'},"
                                + " 'items': [{'metadata': {'name': 'b', 'namespace': 'shop', 'uid': '2'}}]}"))
                .once();

        Page<Pod> first = api.list(Kind.PODS, Query.onNode("worker-1"), PageRequest.first(1));
        Page<Pod> second = api.list(
                Kind.PODS, Query.onNode("worker-1"), PageRequest.first(1).after(first));

        assertEquals("a", first.items().get(0).name());
        assertTrue(first.hasNext());
        assertEquals("b", second.items().get(0).name());
        assertFalse(second.hasNext());
        assertEquals("7", second.resourceVersion());
    }

    @Test
    void anExpiredTokenIsATypedFailure() {
        server.expect()
                .get()
                .withPath("/api/v1/pods?limit=1&continue=old")
                .andReturn(410, json("{'kind': 'Status', 'code': 410, 'reason': 'Expired', 'message': 'too old'}"))
                .always();

        ApiException thrown =
                assertThrows(ApiException.class, () -> api.list(Kind.PODS, Query.all(), new PageRequest(1, "old")));

        assertEquals(ApiFailure.Kind.EXPIRED, thrown.failure().kind());
        assertEquals("list pods: 410 Expired (too old)", thrown.getMessage());
    }

    @Test
    void aMissingObjectIsEmptyButAMissingApiIsAFailure() {
        server.expect()
                .get()
                .withPath("/api/v1/nodes/gone")
                .andReturn(
                        404,
                        json("{'kind': 'Status', 'code': 404, 'reason': 'NotFound',"
                                + " 'message': 'nodes gone not found', 'details': {'name': 'gone', 'kind': 'nodes'}}"))
                .always();
        server.expect()
                .get()
                .withPath("/apis/apps/v1/namespaces/a/daemonsets/b")
                .andReturn(404, "404 page not found\n")
                .always();

        assertEquals(Optional.empty(), api.get(Kind.NODES, "", "gone"));
        ApiException thrown = assertThrows(ApiException.class, () -> api.get(Kind.DAEMON_SETS, "a", "b"));
        assertEquals(ApiFailure.Kind.NOT_FOUND, thrown.failure().kind());
    }

    @Test
    void aCordonIsAStrategicMergePatchAndNothingIsReadBefore() throws Exception {
        server.expect()
                .patch()
                .withPath("/api/v1/nodes/worker-1")
                .andReturn(200, json("{'metadata': {'name': 'worker-1'}, 'spec': {'unschedulable': true}}"))
                .always();

        PatchOutcome<Node> outcome = api.patch(Patch.cordon("worker-1", true));

        assertTrue(((PatchOutcome.Patched<Node>) outcome).object().unschedulable());
        List<RecordedRequest> all = requests();
        assertEquals(1, all.size());
        assertEquals(
                "application/strategic-merge-patch+json",
                all.get(0).getHeader("Content-Type").replaceAll(";.*", ""));
        assertEquals("{\"spec\":{\"unschedulable\":true}}", all.get(0).getBody().readUtf8());
    }

    @Test
    void aDeletionIsGuardedByTheUidAndItsConflictIsAReplacedPod() throws Exception {
        server.expect()
                .delete()
                .withPath("/api/v1/namespaces/shop/pods/web-1")
                .andReturn(
                        409,
                        json("{'kind': 'Status', 'code': 409, 'reason': 'Conflict', 'message':"
                                + " 'the UID in the precondition (a) does not match the UID in record (b)'}"))
                .always();

        assertEquals(DeleteOutcome.Kind.REPLACED, api.delete(Deletion.of(POD)).kind());
        assertEquals(1, requests().size());
    }

    @Test
    void aRefusedConnectionIsUnavailable() {
        server.shutdown();

        ApiException thrown =
                assertThrows(ApiException.class, () -> api.list(Kind.PODS, Query.all(), PageRequest.first(500)));

        assertEquals(ApiFailure.Kind.UNAVAILABLE, thrown.failure().kind());
        assertEquals(0, thrown.failure().code());
        assertFalse(thrown.failure().message().isEmpty());
    }

    @Test
    void aLeaseIsPutWithTheVersionThatWasRead() throws Exception {
        String path = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/roll";
        String lease = json("{'apiVersion': 'coordination.k8s.io/v1', 'kind': 'Lease',"
                + " 'metadata': {'name': 'roll', 'namespace': 'kube-system', 'resourceVersion': '7'},"
                + " 'spec': {'holderIdentity': 'me', 'renewTime': '2026-01-01T00:00:00.000000Z'}}");
        server.expect().get().withPath(path).andReturn(200, lease).always();
        server.expect()
                .put()
                .withPath(path)
                .andReturn(409, json("{'kind': 'Status', 'code': 409}"))
                .once();
        Leases leases = (Leases) api;

        Lease read = leases.lease("kube-system", "roll").orElseThrow();
        LeaseOutcome outcome = leases.update(read.renewed(Instant.parse("2026-01-01T00:00:05Z")));

        assertEquals("me", read.holder());
        assertEquals(LeaseOutcome.Kind.CONFLICT, outcome.kind());
        Document put = DocumentFormat.json().read(requests().get(1).getBody().readUtf8());
        assertEquals(Optional.of("7"), put.text("metadata", "resourceVersion"));
        assertEquals(Optional.of("2026-01-01T00:00:05.000000Z"), put.text("spec", "renewTime"));
    }

    private void servesEvictions(String group, String version) {
        server.expect()
                .get()
                .withPath("/api/v1")
                .andReturn(
                        200,
                        json("{'kind': 'APIResourceList', 'resources': [{'name': 'pods/eviction', 'kind': 'Eviction',"
                                + " 'group': '" + group + "', 'version': '" + version + "'}]}"))
                .always();
    }

    private static String success() {
        return json("{'kind': 'Status', 'apiVersion': 'v1', 'status': 'Success', 'code': 201}");
    }

    private static String blocked() {
        return json("{'kind': 'Status', 'status': 'Failure', 'reason': 'TooManyRequests', 'code': 429, 'details':"
                + " {'causes': [{'reason': 'DisruptionBudget',"
                + " 'message': 'The disruption budget web needs 2 healthy pods and has 2 currently'}]}}");
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private List<RecordedRequest> requests() throws InterruptedException {
        List<RecordedRequest> all = new ArrayList<>();
        RecordedRequest next = server.takeRequest(100, TimeUnit.MILLISECONDS);
        while (next != null) {
            all.add(next);
            next = server.takeRequest(10, TimeUnit.MILLISECONDS);
        }
        return all;
    }
}
