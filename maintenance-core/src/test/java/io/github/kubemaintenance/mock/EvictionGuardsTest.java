package io.github.kubemaintenance.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Pod;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** E11 and its relatives: what guards an eviction, in the words of HTTP. */
class EvictionGuardsTest {
    private final MockCluster mock = MockCluster.builder()
            .node("worker-1")
            .pod("shop/a", p -> p.node("worker-1").stopsIn(Duration.ofSeconds(9)))
            .build();

    private RestReply evict(Document preconditions) {
        Document body = Document.of("apiVersion", "policy/v1")
                .with("Eviction", "kind")
                .with("a", "metadata", "name")
                .with("shop", "metadata", "namespace")
                .with(preconditions.asMap(), "deleteOptions", "preconditions");
        return RestServer.of(mock)
                .handle(RestRequest.of(
                        "POST", "/api/v1/namespaces/shop/pods/a/eviction", "application/json", "", body));
    }

    @Test
    void E11_aResourceVersionThatIsNotThePodsIsAConflictAndNothingHappens() {
        RestReply reply = evict(Document.of("resourceVersion", "1"));
        assertEquals(409, reply.status(), reply::toString);
        assertEquals("Conflict", reply.body().text("reason").orElse(""));
        assertTrue(!mock.pod("shop/a").isTerminating());
    }

    @Test
    void E11_thePodsOwnUidAndResourceVersionAreAccepted() {
        Pod pod = mock.pod("shop/a");
        RestReply reply = evict(
                Document.of("resourceVersion", pod.metadata().resourceVersion()).with(pod.uid(), "uid"));
        assertEquals(201, reply.status(), reply::toString);
        assertTrue(mock.pod("shop/a").isTerminating());
    }

    @Test
    void E10_anotherUidIsAConflictThatNamesBoth() {
        RestReply reply = evict(Document.of("uid", "another"));
        assertEquals(409, reply.status(), reply::toString);
        String message = reply.body().text("message").orElse("");
        assertTrue(message.contains("another"), message);
        assertTrue(message.contains(mock.pod("shop/a").uid()), message);
    }
}
