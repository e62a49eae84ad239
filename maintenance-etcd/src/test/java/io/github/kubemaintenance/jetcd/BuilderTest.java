package io.github.kubemaintenance.jetcd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.etcd.EtcdException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is malformed fails at the call, before anything is connected. */
class BuilderTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1:2379", "ftp://a:1", "http://a", "http://a:2379/", "http://a b:1", "unix:///x", ""})
    void only_http_and_https_with_host_and_port_are_endpoints(String url) {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> JetcdBackend.builder().endpoints(url));
        assertTrue(e.getMessage().contains("'" + url + "'"), e.getMessage());
    }

    @Test
    void addresses_and_names_are_endpoints() {
        try (JetcdBackend backend = JetcdBackend.builder()
                .endpoints("http://127.0.0.1:2379", "https://[::1]:2379", "https://etcd-1.example:2379")
                .build()) {
            assertEquals(
                    List.of("http://127.0.0.1:2379", "https://[::1]:2379", "https://etcd-1.example:2379"),
                    backend.endpoints());
        }
    }

    @Test
    void half_a_pair_and_certificates_without_tls_are_refused() {
        JetcdBackend.Builder half =
                JetcdBackend.builder().endpoints("https://a:1").certFile(Path.of("c"));
        assertThrows(IllegalArgumentException.class, half::build);
        JetcdBackend.Builder plain =
                JetcdBackend.builder().endpoints("http://a:1").caFile(Path.of("c"));
        assertThrows(IllegalArgumentException.class, plain::build);
        assertThrows(IllegalArgumentException.class, JetcdBackend.builder()::build);
        assertThrows(
                IllegalArgumentException.class, () -> JetcdBackend.builder().requestTimeout(Duration.ZERO));
    }

    @Test
    void another_endpoint_than_those_given_is_refused() {
        try (JetcdBackend backend =
                JetcdBackend.builder().endpoints("http://127.0.0.1:1").build()) {
            assertThrows(IllegalArgumentException.class, () -> backend.status("http://127.0.0.1:2"));
        }
    }

    @Test
    void nobody_listening_is_unreachable_and_names_the_endpoint_and_the_request() {
        String endpoint = "http://127.0.0.1:" + FreePorts.free();
        try (JetcdBackend backend = JetcdBackend.builder().endpoints(endpoint).build()) {
            EtcdException e = assertThrows(EtcdException.class, () -> backend.status(endpoint));
            assertEquals(EtcdException.Kind.UNREACHABLE, e.kind(), e.getMessage());
            assertTrue(e.getMessage().startsWith(endpoint + ": status failed"), e.getMessage());
            assertEquals(
                    EtcdException.Kind.UNREACHABLE,
                    assertThrows(EtcdException.class, backend::members).kind());
        }
    }

    @Test
    void a_closed_backend_says_so() {
        JetcdBackend backend =
                JetcdBackend.builder().endpoints("http://127.0.0.1:1").build();
        backend.close();
        EtcdException e = assertThrows(EtcdException.class, () -> backend.status("http://127.0.0.1:1"));
        assertEquals(EtcdException.Kind.CANCELLED, e.kind());
    }
}
