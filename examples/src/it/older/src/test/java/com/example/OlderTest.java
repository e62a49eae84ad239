package com.example;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.SnapshotRequest;
import io.etcd.jetcd.api.SnapshotResponse;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.StatusResponse;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.kubemaintenance.EtcdSnapshots;
import io.github.kubemaintenance.NodeMaintenance;
import io.github.kubemaintenance.drain.DrainReport;
import io.github.kubemaintenance.etcd.EtcdException;
import io.github.kubemaintenance.etcd.EtcdStatus;
import io.github.kubemaintenance.etcd.Integrity;
import io.github.kubemaintenance.etcd.MockEtcd;
import io.github.kubemaintenance.etcd.SnapshotInfo;
import io.github.kubemaintenance.etcd.SnapshotRestore;
import io.github.kubemaintenance.fabric8.Fabric8Cluster;
import io.github.kubemaintenance.fabric8.mock.MockApiServer;
import io.github.kubemaintenance.jetcd.JetcdBackend;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Outcome;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.stub.StreamObserver;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Both adapters, as they are published, on the older line. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OlderTest {
    @TempDir
    Path folder;

    /** The jars of a name in this class path, without their folder. */
    private static List<String> jars(String pattern) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(path -> Path.of(path).getFileName().toString())
                .filter(name -> name.matches(pattern))
                .toList();
    }

    @Test
    void this_is_the_class_path_that_is_meant() {
        assertEquals(
                List.of("kubernetes-client-" + System.getProperty("older.fabric8") + ".jar"),
                jars("kubernetes-client-\\d.*"));
        assertEquals(List.of("jetcd-core-" + System.getProperty("older.jetcd") + ".jar"), jars("jetcd-core-.*"));
        assertEquals(List.of("vertx-core-" + System.getProperty("older.vertx") + ".jar"), jars("vertx-core-.*"));
        TreeSet<String> netty = new TreeSet<>();
        for (String jar : jars("netty-(?!tcnative).*")) {
            netty.add(jar.replaceAll("^netty-[a-z0-9-]*?-(\\d+\\.\\d+\\.\\d+\\.Final).*$", "$1"));
        }
        assertEquals(new TreeSet<>(List.of(System.getProperty("older.netty"))), netty, "one Netty");
    }

    @Test
    void a_node_is_drained() {
        MockCluster mock = MockCluster.builder()
                .start(Instant.now())
                .nodes("worker-", 3, node -> node.cpu("64").memory("256Gi").pods(250))
                .deployment("shop/web", d -> d.replicas(6).readyAfter(Duration.ofMillis(300)))
                .build();
        try (MockApiServer server = MockApiServer.builder(mock).speed(20).start();
                KubernetesClient client = server.client()) {
            DrainReport report = NodeMaintenance.drain("worker-1").run(Fabric8Cluster.of(client));
            assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        }
    }

    /** A server that has one snapshot to give, by jetcd's own stubs and gRPC's Netty. */
    private static final class Maintenance extends MaintenanceGrpc.MaintenanceImplBase {
        private final byte[] snapshot;

        Maintenance(byte[] snapshot) {
            this.snapshot = snapshot;
        }

        private static UnknownFieldSet.Field varint(long value) {
            return UnknownFieldSet.Field.newBuilder().addVarint(value).build();
        }

        @Override
        public void status(StatusRequest request, StreamObserver<StatusResponse> answer) {
            answer.onNext(StatusResponse.newBuilder()
                    .setVersion("3.5.16")
                    .setDbSize(snapshot.length)
                    .setLeader(7)
                    .setUnknownFields(UnknownFieldSet.newBuilder()
                            .addField(9, varint(4096)) // what this jetcd's schema has not got yet
                            .addField(10, varint(1))
                            .build())
                    .build());
            answer.onCompleted();
        }

        @Override
        public void snapshot(SnapshotRequest request, StreamObserver<SnapshotResponse> answer) {
            int data = snapshot.length - 32;
            for (int at = 0; at < data; at += 32 << 10) {
                int end = Math.min(data, at + (32 << 10));
                answer.onNext(SnapshotResponse.newBuilder()
                        .setRemainingBytes(data - end)
                        .setBlob(ByteString.copyFrom(snapshot, at, end - at))
                        .build());
            }
            answer.onNext(SnapshotResponse.newBuilder()
                    .setBlob(ByteString.copyFrom(snapshot, data, 32))
                    .build());
            answer.onCompleted();
        }
    }

    @Test
    void a_snapshot_is_saved_and_restored_beside_it() throws Exception {
        Path original = folder.resolve("original.db");
        try (MockEtcd etcd = MockEtcd.builder().build()) {
            for (int i = 0; i < 300; i++) {
                etcd.put("k" + i, "v".repeat(i * 10));
            }
            EtcdSnapshots.of(etcd).save(original);
        }
        Server server = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
                .addService(new Maintenance(Files.readAllBytes(original)))
                .build()
                .start();
        Path saved = folder.resolve("saved.db");
        try (JetcdBackend backend = JetcdBackend.builder()
                .endpoints("http://127.0.0.1:" + server.getPort())
                .build()) {
            EtcdStatus status = backend.status(backend.endpoints().get(0));
            assertEquals(4096, status.dbSizeInUse());
            assertTrue(status.learner());
            SnapshotInfo info = EtcdSnapshots.of(backend).save(saved);
            assertEquals(Integrity.VERIFIED, info.integrity());
            assertEquals(300, info.liveKeys());
            assertArrayEquals(Files.readAllBytes(original), Files.readAllBytes(saved));
            assertThrows(EtcdException.class, backend::members, "this server has no members to list");
        } finally {
            server.shutdownNow();
        }
        assertEquals(
                "3.5", SnapshotRestore.of(saved).dataDir(folder.resolve("data")).run().version());
    }
}
