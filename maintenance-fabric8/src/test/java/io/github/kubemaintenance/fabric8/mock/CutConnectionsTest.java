package io.github.kubemaintenance.fabric8.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kubemaintenance.mock.MockCluster;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;

/** Clients may cut their connections wherever they like: the server goes on, and a user's log stays clean. */
class CutConnectionsTest {
    private static final Logger ROOT = Logger.getLogger("");

    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            boolean ofTheServer =
                    String.valueOf(line.getLoggerName()).matches("(io\\.vertx|io\\.netty|io\\.github)\\..*");
            if (ofTheServer && line.getLevel().intValue() >= Level.WARNING.intValue()) {
                logged.add(line.getLevel() + " " + line.getLoggerName() + " " + line.getMessage() + " "
                        + line.getThrown());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        ROOT.addHandler(handler);
    }

    @AfterEach
    void stop() {
        ROOT.removeHandler(handler);
    }

    @RepeatedTest(3)
    void nothing_is_logged_and_the_next_request_is_answered() throws Exception {
        MockCluster cluster = MockCluster.builder()
                .seed(7)
                .nodes("worker-", 3, node -> {})
                .deployment("shop/web", d -> d.replicas(20))
                .latency(Duration.ofMillis(20))
                .build();
        try (MockApiServer server = MockApiServer.builder(cluster).start()) {
            String get = "GET /api/v1/pods HTTP/1.1\r\nHost: x\r\n\r\n";
            String watch = "GET /api/v1/pods?watch=true HTTP/1.1\r\nHost: x\r\n";
            String upgrade = String.join(
                    "\r\n",
                    "Connection: Upgrade",
                    "Upgrade: websocket",
                    "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                    "",
                    "");
            String post = "POST /api/v1/namespaces HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{\"kind\":";
            for (String each : List.of(get, watch + "\r\n", watch + upgrade, post, "GET /api", "nonsense\r\n\r\n")) {
                for (boolean reads : List.of(false, true)) {
                    cut(server.url(), each, reads && !each.equals(post) && !each.equals("GET /api"));
                }
            }

            assertEquals(
                    200, new Wire(server.url()).send("GET", "/api/v1/nodes", "").statusCode());
        }
        assertEquals(List.of(), logged);
    }

    /** Cuts hard: the server's side is reset, not closed. */
    private static void cut(URI server, String text, boolean afterFirstByte) throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoLinger(true, 0);
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            if (afterFirstByte) {
                socket.getInputStream().read();
            }
        }
    }
}
