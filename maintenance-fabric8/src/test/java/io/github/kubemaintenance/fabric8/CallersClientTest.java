package io.github.kubemaintenance.fabric8;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.mockito.Mockito.mockingDetails;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.verify;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.github.kubemaintenance.NodeMaintenance;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.model.MaintenanceException;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.mockito.invocation.Invocation;

/** The client stays the caller's: never closed, never configured, and used through few doors. */
@EnableKubernetesMockClient(crud = true)
class CallersClientTest {
    KubernetesMockServer server;
    KubernetesClient client;

    @Test
    void theClientIsNeitherClosedNorConfigured() {
        KubernetesClient watched = spy(client);
        Config config = client.getConfiguration();
        String before = describe(config);

        ClusterBackend backend = Fabric8Cluster.of(watched);
        assertThrows(MaintenanceException.class, () -> NodeMaintenance.drain("no-such-node")
                .plan(backend));

        verify(watched, never()).close();
        Set<String> used = mockingDetails(watched).getInvocations().stream()
                .map(Invocation::getMethod)
                .map(java.lang.reflect.Method::getName)
                .collect(Collectors.toSet());
        assertEquals(Set.of("getMasterUrl", "getConfiguration", "getHttpClient"), used);
        assertSame(config, client.getConfiguration());
        assertEquals(before, describe(config));
    }

    @Test
    void itsTransportIsNeitherClosedNorChanged() {
        HttpClient transport = spy(client.getHttpClient());
        KubernetesClient watched = spy(client);
        org.mockito.Mockito.doReturn(transport).when(watched).getHttpClient();

        ClusterBackend backend = Fabric8Cluster.of(watched);
        assertThrows(MaintenanceException.class, () -> NodeMaintenance.drain("no-such-node")
                .plan(backend));

        verify(transport, never()).close();
        verify(transport).newBuilder(); // requests go through a client derived from it
        assertEquals(0, client.nodes().list().getItems().size(), "and it works as before");
    }

    @Test
    void aTimeoutBelowASecondAndNothingAtAllAreRefusedAtOnce() {
        Fabric8Cluster.Builder builder = Fabric8Cluster.builder(client);
        assertThrows(IllegalArgumentException.class, () -> builder.requestTimeout(Duration.ofMillis(999)));
        assertThrows(NullPointerException.class, () -> builder.retry(null));
        assertThrows(NullPointerException.class, () -> builder.rateLimiter(null));
        assertThrows(NullPointerException.class, () -> builder.circuitBreaker(null));
        assertThrows(NullPointerException.class, () -> builder.executor(null));
        assertThrows(NullPointerException.class, () -> builder.interceptor(null));
        assertThrows(NullPointerException.class, () -> builder.onEvent(null));
        assertThrows(NullPointerException.class, () -> Fabric8Cluster.of(null));
    }

    private static String describe(Config config) {
        return config.getMasterUrl() + " " + config.getRequestRetryBackoffLimit() + " "
                + config.getRequestRetryBackoffInterval() + " " + config.getRequestTimeout() + " "
                + config.getConnectionTimeout() + " " + config.getNamespace();
    }
}
