package io.github.kubemaintenance.jetcd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.github.kubemaintenance.etcd.ControlPlaneHost.Readiness;
import io.github.kubemaintenance.etcd.ControlPlanePart;
import io.github.kubemaintenance.etcd.LocalHost;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an API server's answer means. */
@Timeout(60)
class ApiServerReadyzTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"200, READY", "500, NOT_READY", "503, NOT_READY", "401, UNKNOWN", "403, UNKNOWN"})
    void an_answer_is_ready_or_not_or_says_nothing(int code, Readiness expected) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> answer(server, code), "readyz");
            answering.start();
            LocalHost host = LocalHost.systemd("cp1")
                    .readyBy(ApiServerReadyz.at(
                            URI.create("http://127.0.0.1:" + server.getLocalPort() + "/readyz"), folder.resolve("ca")));
            assertEquals(expected, host.readiness(ControlPlanePart.API_SERVER));
            assertEquals(Readiness.UNKNOWN, host.readiness(ControlPlanePart.ETCD));
            answering.join();
        }
    }

    private static void answer(ServerSocket server, int code) {
        try (Socket socket = server.accept()) {
            byte[] buffer = new byte[4096];
            int read = socket.getInputStream().read(buffer);
            assertTrue(new String(buffer, 0, read, StandardCharsets.US_ASCII).startsWith("GET /readyz "));
            socket.getOutputStream()
                    .write(("HTTP/1.1 " + code + " x\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
                            .getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void nobody_there_is_not_ready_and_nobody_asked_is_unknown() throws IOException {
        LocalHost host = LocalHost.kubeadm("cp1");
        assertEquals(Readiness.UNKNOWN, host.readiness(ControlPlanePart.API_SERVER));
        Path ca = folder.resolve("ca.crt"); // port 1 (tcpmux) is nobody's
        assertEquals(
                Readiness.NOT_READY,
                host.readyBy(ApiServerReadyz.at(URI.create("http://127.0.0.1:1/readyz"), ca))
                        .readiness(ControlPlanePart.API_SERVER));
        URI https = URI.create("https://127.0.0.1:1/readyz");
        Files.writeString(ca, "no certificate");
        IOException e = assertThrows(IOException.class, () -> host.readyBy(ApiServerReadyz.at(https, ca))
                .readiness(ControlPlanePart.API_SERVER));
        assertTrue(e.getMessage().contains("ca.crt"), e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> ApiServerReadyz.at(URI.create("file:///readyz"), ca));
    }

    /** An API server with TLS, whose certificate is that of a file; it wants none of its client. */
    private static HttpsServer tls(SSLContext context) throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/readyz", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write("ok".getBytes(StandardCharsets.US_ASCII));
            }
        });
        server.start();
        return server;
    }

    private static Readiness ask(HttpsServer server, String host, Path ca) throws IOException {
        URI url = URI.create("https://" + host + ":" + server.getAddress().getPort() + "/readyz");
        return LocalHost.kubeadm("cp1").readyBy(ApiServerReadyz.at(url, ca)).readiness(ControlPlanePart.API_SERVER);
    }

    private static void refused(String word, Executable asked) {
        IOException e = assertThrows(IOException.class, asked);
        assertTrue(e.getMessage().contains("/readyz can't be asked: "), e.getMessage());
        assertTrue(e.getMessage().contains(word), e.getMessage());
    }

    @Test
    void over_tls_only_the_right_authority_and_the_right_name_will_do() throws Exception {
        Certificates ours = new Certificates(Files.createDirectories(folder.resolve("ours")), "kubernetes");
        Certificates others = new Certificates(Files.createDirectories(folder.resolve("others")), "others");
        Path bundle = folder.resolve("bundle.crt");
        Files.writeString(bundle, Files.readString(others.ca) + Files.readString(ours.ca));
        HttpsServer server = tls(ours.serving("apiserver", "ip:127.0.0.1", -1, 30));
        try {
            assertEquals(Readiness.READY, ask(server, "127.0.0.1", ours.ca));
            assertEquals(Readiness.READY, ask(server, "127.0.0.1", bundle), "one of several authorities");
            refused(others.ca.toString(), () -> ask(server, "127.0.0.1", others.ca));
            refused("name", () -> ask(server, "localhost", ours.ca));
            refused("no such file", () -> ask(server, "127.0.0.1", folder.resolve("none")));
        } finally {
            server.stop(0);
        }
        HttpsServer old = tls(ours.serving("old", "ip:127.0.0.1", -30, 10));
        try {
            refused("validity check failed", () -> ask(old, "127.0.0.1", ours.ca));
        } finally {
            old.stop(0);
        }
    }

    /** As a load balancer does that has no API server behind it yet. */
    @Test
    void a_connection_that_is_taken_and_closed_is_not_ready() throws Exception {
        Certificates ours = new Certificates(folder, "kubernetes");
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> {
                try (Socket socket = server.accept()) {
                    assertTrue(socket.getInputStream().read() >= 0);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            answering.start();
            URI url = URI.create("https://127.0.0.1:" + server.getLocalPort() + "/readyz");
            assertEquals(Readiness.NOT_READY, ApiServerReadyz.at(url, ours.ca).ask());
            answering.join();
        }
    }
}
