package io.github.kubemaintenance.jetcd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.etcd.ControlPlaneHost.Readiness;
import io.github.kubemaintenance.etcd.ControlPlanePart;
import io.github.kubemaintenance.etcd.LocalHost;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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
}
