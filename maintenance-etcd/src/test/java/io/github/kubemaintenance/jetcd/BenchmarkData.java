package io.github.kubemaintenance.jetcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.github.kubemaintenance.etcd.EtcdException;
import io.github.kubemaintenance.etcd.EtcdStatus;
import io.github.kubemaintenance.etcd.SnapshotSave;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Snapshots of a chosen size for the benchmark, written by a real server: objects of 1 to 5 kB, some of them changed. */
final class BenchmarkData {
    /** One server on the loopback that doesn't wait for the disk. */
    static final class Server implements AutoCloseable {
        private final Process process;
        private final int port;

        private Server(Process process, int port) {
            this.process = process;
            this.port = port;
        }

        static Server start(Path bin, Path data) throws IOException, InterruptedException {
            int port = FreePorts.free();
            Process process = new ProcessBuilder(
                            bin.resolve("etcd").toString(),
                            "--data-dir",
                            data.toString(),
                            "--listen-client-urls",
                            "http://127.0.0.1:" + port,
                            "--advertise-client-urls",
                            "http://127.0.0.1:" + port,
                            "--listen-peer-urls",
                            "http://127.0.0.1:" + FreePorts.free(),
                            "--quota-backend-bytes",
                            Long.toString(16L << 30),
                            "--unsafe-no-fsync",
                            "--snapshot-count",
                            "200",
                            "--experimental-snapshot-catchup-entries",
                            "50",
                            "--log-level",
                            "error")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Server server = new Server(process, port);
            try (JetcdBackend backend = server.backend()) {
                for (int i = 0; i < 1200; i++) {
                    try {
                        if (backend.status(server.endpoint()).leader() != 0) {
                            return server;
                        }
                    } catch (EtcdException e) {
                        if (!process.isAlive()) {
                            throw new IllegalStateException("etcd has ended with " + process.exitValue(), e);
                        }
                    }
                    TimeUnit.MILLISECONDS.sleep(100);
                }
            }
            server.close();
            throw new IllegalStateException("etcd has no leader after two minutes");
        }

        String endpoint() {
            return "http://127.0.0.1:" + port;
        }

        JetcdBackend backend() {
            return JetcdBackend.builder().endpoints(endpoint()).build();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    private static final int OPERATIONS = 60;

    private BenchmarkData() {}

    static void make(Path snapshot, int megabytes, Path folder) throws Exception {
        Path data = folder.resolve("filled");
        delete(data);
        ManagedChannel channel = null;
        try (Server server = Server.start(EtcdPrograms.find("3.5", "etcd"), data);
                JetcdBackend backend = server.backend()) {
            channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port)
                    .usePlaintext()
                    .build();
            KVGrpc.KVBlockingStub keys = KVGrpc.newBlockingStub(channel);
            Random random = new Random(megabytes);
            byte[] text = new byte[1 << 16];
            for (int i = 0; i < text.length; i++) {
                text[i] = (byte) (' ' + random.nextInt(94));
            }
            int made = 0;
            for (int round = 0; round % 32 != 0 || size(backend, server) < megabytes * 1_000_000L; round++) {
                TxnRequest.Builder txn = TxnRequest.newBuilder();
                for (int i = 0; i < OPERATIONS; i++) {
                    // one in five changes an object that exists; no key twice in a request
                    int number = made > 5 * OPERATIONS && i % 5 == 0
                            ? (random.nextInt(made / OPERATIONS) * OPERATIONS + i)
                            : made + i;
                    int length = 1000 + random.nextInt(4000);
                    txn.addSuccess(RequestOp.newBuilder()
                            .setRequestPut(PutRequest.newBuilder()
                                    .setKey(ByteString.copyFrom(key(number)))
                                    .setValue(
                                            ByteString.copyFrom(text, random.nextInt(text.length - length), length))));
                }
                keys.txn(txn.build());
                made += OPERATIONS;
            }
            SnapshotSave.of(backend, snapshot).run();
        } finally {
            if (channel != null) {
                channel.shutdownNow();
            }
            delete(data);
        }
    }

    private static long size(JetcdBackend backend, Server server) {
        EtcdStatus status = backend.status(server.endpoint());
        return status.dbSize();
    }

    private static byte[] key(int number) {
        return ("/registry/pods/namespace-" + number % 97 + "/pod-" + Integer.toHexString(number * 0x9E3779B1))
                .getBytes(StandardCharsets.US_ASCII);
    }

    static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
                    Files.delete(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        }
    }
}
