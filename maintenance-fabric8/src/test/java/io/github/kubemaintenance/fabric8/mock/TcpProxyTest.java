package io.github.kubemaintenance.fabric8.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.kubemaintenance.mock.MockCluster;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The proxy breaks what it is told to, and nothing else. */
class TcpProxyTest {
    private final MockApiServer server = MockApiServer.builder(
                    MockCluster.builder().nodes("worker-", 20, node -> {}).build())
            .start();
    private final TcpProxy proxy = new TcpProxy(server.url());
    private final Wire wire = new Wire(proxy.url());

    @AfterEach
    void stop() {
        proxy.close();
        server.close();
    }

    @Test
    void whatPassesIsUnchanged() throws Exception {
        HttpResponse<String> answer = wire.send("GET", "/api/v1/nodes", "");

        assertEquals(200, answer.statusCode());
        assertEquals(new Wire(server.url()).send("GET", "/api/v1/nodes", "").body(), answer.body());
    }

    @Test
    void refusedConnectionsAreAcceptedAgain() throws Exception {
        proxy.refuse();
        assertThrows(ConnectException.class, () -> wire.send("GET", "/version", ""));

        proxy.accept();

        assertEquals(200, wire.send("GET", "/version", "").statusCode());
    }

    @Test
    void anAnswerBreaksOffInTheMiddle() throws Exception {
        proxy.resetAfter(1000);

        assertThrows(IOException.class, () -> wire.send("GET", "/api/v1/nodes", ""));

        assertEquals(200, wire.send("GET", "/api/v1/nodes", "").statusCode());
    }

    @Test
    void whatIsHeldBackComesLater() throws Exception {
        proxy.hold();
        var answer = java.util.concurrent.CompletableFuture.supplyAsync(() -> {
            try {
                return wire.send("GET", "/version", "").statusCode();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertEquals(false, answer.isDone());

        proxy.release();

        assertEquals(200, answer.join());
    }
}
