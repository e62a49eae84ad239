package io.github.kubemaintenance.jetcd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.EtcdSnapshots;
import io.github.kubemaintenance.etcd.EtcdBackend.Chunk;
import io.github.kubemaintenance.etcd.EtcdBackend.Received;
import io.github.kubemaintenance.etcd.EtcdBackend.SnapshotStream;
import io.github.kubemaintenance.etcd.EtcdException;
import io.github.kubemaintenance.etcd.EtcdException.Kind;
import io.github.kubemaintenance.etcd.Integrity;
import io.github.kubemaintenance.etcd.SnapshotSaveException;
import io.github.kubemaintenance.etcd.SnapshotSaveException.Code;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates, users and passwords against real servers. Skipped where there are none. */
@Timeout(600)
class AccessToRealEtcdTest {
    @TempDir
    Path folder;

    private static String[] tls(List<Path> server, Path ca) {
        return new String[] {
            "--cert-file", server.get(0).toString(),
            "--key-file", server.get(1).toString(),
            "--trusted-ca-file", ca.toString(),
            "--client-cert-auth"
        };
    }

    private static JetcdBackend.Builder to(LiveEtcd etcd, Path ca, List<Path> client) {
        return JetcdBackend.builder()
                .endpoints(etcd.endpoint("m1"))
                .caFile(ca)
                .certFile(client.get(0))
                .keyFile(client.get(1));
    }

    private static EtcdException refused(Kind kind, JetcdBackend.Builder builder) {
        try (JetcdBackend backend = builder.build()) {
            String endpoint = backend.endpoints().get(0);
            EtcdException e = assertThrows(EtcdException.class, () -> backend.status(endpoint));
            assertEquals(kind, e.kind(), e.getMessage());
            assertTrue(e.getMessage().startsWith(endpoint), e.getMessage());
            return e;
        }
    }

    @Test
    void certificates_that_fit_are_enough_and_others_are_named() throws Exception {
        Certificates ours = new Certificates(folder, "ours");
        Certificates theirs = new Certificates(folder, "theirs");
        List<Path> server = ours.signed("server", "RSA", "ip:127.0.0.1", -1, 10);
        List<Path> client = ours.signed("client", "EC", "dns:client", -1, 10);
        List<Path> expired = ours.signed("expired", "EC", "dns:client", -10, 5);
        try (LiveEtcd etcd = LiveEtcd.startTls("3.5", folder, tls(server, ours.ca))) {
            try (JetcdBackend backend = to(etcd, ours.ca, client).build()) {
                etcd.await(backend, "m1");
                assertEquals(
                        Integrity.VERIFIED,
                        EtcdSnapshots.of(backend).save(folder.resolve("tls.db")).integrity());
            }
            EtcdException wrongCa = refused(Kind.TLS, to(etcd, theirs.ca, client));
            assertTrue(wrongCa.getMessage().contains("certification path"), wrongCa.getMessage());
            assertTrue(wrongCa.getMessage().contains("caFile(..)"), wrongCa.getMessage());
            assertFalse(wrongCa.getMessage().contains("Pipeline"), wrongCa.getMessage());
            EtcdException otherName =
                    refused(Kind.TLS, to(etcd, ours.ca, client).serverName("etcd.example"));
            assertTrue(otherName.getMessage().contains("etcd.example"), otherName.getMessage());
            try (JetcdBackend backend = to(etcd, ours.ca, expired).build()) {
                EtcdException e = assertThrows(
                        EtcdException.class,
                        () -> backend.status(backend.endpoints().get(0)));
                assertTrue(e.getMessage().contains("has expired at"), e.getMessage());
                SnapshotSaveException save = assertThrows(SnapshotSaveException.class, () -> EtcdSnapshots.of(backend)
                        .save(folder.resolve("expired.db")));
                assertEquals(Code.NO_MEMBER, save.code());
            }
            JetcdBackend.Builder nobody =
                    JetcdBackend.builder().endpoints(etcd.endpoint("m1")).caFile(ours.ca);
            try (JetcdBackend backend = nobody.build()) {
                assertThrows(
                        EtcdException.class,
                        () -> backend.status(backend.endpoints().get(0)));
            }
        }
    }

    @Test
    void an_expired_certificate_of_the_server_is_named() throws Exception {
        Certificates ours = new Certificates(folder, "ours");
        List<Path> server = ours.signed("server", "EC", "ip:127.0.0.1", -10, 5);
        List<Path> client = ours.signed("client", "EC", "dns:client", -1, 10);
        try (LiveEtcd etcd = LiveEtcd.startTls("3.5", folder, tls(server, ours.ca))) {
            etcd.awaitListening("m1");
            EtcdException e = refused(Kind.TLS, to(etcd, ours.ca, client));
            assertTrue(e.getMessage().contains("NotAfter"), e.getMessage());
        }
    }

    private static void code(Code code, Path target, JetcdBackend backend) {
        SnapshotSaveException e = assertThrows(
                SnapshotSaveException.class, () -> EtcdSnapshots.of(backend).save(target));
        assertEquals(code, e.code(), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.4", "3.5"})
    void root_may_save_and_nobody_else(String minor) throws Exception {
        Path target = folder.resolve("auth.db");
        try (LiveEtcd etcd = LiveEtcd.start(minor, 1, folder)) {
            etcd.ctl("user", "add", "root:secret");
            etcd.ctl("user", "grant-role", "root", "root");
            etcd.ctl("user", "add", "reader:reads");
            etcd.ctl("auth", "enable");
            JetcdBackend.Builder builder = JetcdBackend.builder().endpoints(etcd.endpoint("m1"));
            try (JetcdBackend nobody = builder.build()) {
                code(Code.DENIED, target, nobody);
            }
            try (JetcdBackend wrong =
                    builder.user("root", "guess".toCharArray()).build()) {
                EtcdException e = assertThrows(EtcdException.class, () -> wrong.hashKv(etcd.endpoint("m1"), 0));
                assertEquals(Kind.UNAUTHENTICATED, e.kind(), e.getMessage());
                code(Code.DENIED, target, wrong);
            }
            try (JetcdBackend reader =
                    builder.user("reader", "reads".toCharArray()).build()) {
                code(Code.DENIED, target, reader);
                EtcdException e = assertThrows(EtcdException.class, () -> reader.hashKv(etcd.endpoint("m1"), 0));
                assertEquals(Kind.PERMISSION_DENIED, e.kind(), e.getMessage());
                assertTrue(e.getMessage().contains("role root"), e.getMessage());
            }
            try (JetcdBackend root =
                    builder.user("root", "secret".toCharArray()).build()) {
                assertEquals(
                        Integrity.VERIFIED, EtcdSnapshots.of(root).save(target).integrity());
                // The server forgets every token when it is started anew, as it does when one gets old.
                etcd.kill("m1");
                etcd.launch("m1", "existing");
                etcd.await(root, "m1");
                assertEquals(
                        Integrity.VERIFIED,
                        EtcdSnapshots.of(root).saveTo(target).overwrite().run().integrity());
                etcd.kill("m1");
                etcd.launch("m1", "existing");
                try (JetcdBackend nobody = JetcdBackend.builder()
                                .endpoints(etcd.endpoint("m1"))
                                .build();
                        SnapshotStream stream = firstSnapshot(etcd, nobody, root)) {
                    Received first = stream.next(Duration.ofSeconds(20));
                    assertTrue(first instanceof Chunk, first::toString);
                }
            }
        }
    }

    @Test
    void a_token_that_has_expired_is_fetched_anew() throws Exception {
        try (LiveEtcd etcd = LiveEtcd.start("3.5", 1, folder, "--auth-token-ttl", "1")) {
            etcd.ctl("user", "add", "root:secret");
            etcd.ctl("user", "grant-role", "root", "root");
            etcd.ctl("auth", "enable");
            try (JetcdBackend root = JetcdBackend.builder()
                    .endpoints(etcd.endpoint("m1"))
                    .user("root", "secret".toCharArray())
                    .build()) {
                for (int i = 0; i < 3; i++) {
                    assertEquals(
                            Integrity.VERIFIED,
                            EtcdSnapshots.of(root)
                                    .saveTo(folder.resolve("expiring.db"))
                                    .overwrite()
                                    .run()
                                    .integrity());
                    root.pause(Duration.ofSeconds(3)); // a server looks for old tokens once a second
                }
                assertEquals(1, root.members().size());
            }
        }
    }

    /** The stream itself fetches the new token: nothing was asked as root since the start. */
    private static SnapshotStream firstSnapshot(LiveEtcd etcd, JetcdBackend nobody, JetcdBackend root)
            throws InterruptedException {
        etcd.await(nobody, "m1");
        return root.snapshot(etcd.endpoint("m1"));
    }

    @Test
    void a_user_where_authentication_is_off_is_no_matter() throws Exception {
        try (LiveEtcd etcd = LiveEtcd.start("3.5", 1, folder);
                JetcdBackend backend = JetcdBackend.builder()
                        .endpoints(etcd.endpoint("m1"))
                        .user("root", "secret".toCharArray())
                        .build()) {
            assertEquals(
                    Integrity.VERIFIED,
                    EtcdSnapshots.of(backend).save(folder.resolve("off.db")).integrity());
        }
    }
}
