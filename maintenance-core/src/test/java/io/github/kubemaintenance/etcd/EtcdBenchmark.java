package io.github.kubemaintenance.etcd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Status, verify and restore of a snapshot file, side by side with the official tool: warm, alternating, medians of
 * five. Run it by hand with -Xmx96m: {@code EtcdBenchmark SNAPSHOT ETCDUTL SCRATCH}. The official tool's times include
 * the start of its process, some milliseconds.
 */
final class EtcdBenchmark {
    private interface Work {
        void run() throws Exception;
    }

    private static final int ROUNDS = 5;

    private EtcdBenchmark() {}

    public static void main(String[] args) throws Exception {
        Path snapshot = Path.of(args[0]);
        String etcdutl = args[1];
        Path scratch = Path.of(args[2]);
        SnapshotFile file = SnapshotFile.at(snapshot);
        Map<String, Work> works = new LinkedHashMap<>();
        works.put("status, here", file::status);
        works.put("status, etcdutl", () -> tool(etcdutl, "snapshot", "status", snapshot.toString()));
        works.put("verify, here", file::verify);
        works.put("SHA-256 alone, this JVM", () -> sha256(snapshot));
        works.put("restore, here", () -> SnapshotRestore.of(snapshot)
                .dataDir(empty(scratch.resolve("here")))
                .run());
        works.put(
                "restore, etcdutl",
                () -> tool(
                        etcdutl,
                        "snapshot",
                        "restore",
                        snapshot.toString(),
                        "--data-dir",
                        empty(scratch.resolve("official")).toString()));

        Map<String, List<Long>> times = new LinkedHashMap<>();
        for (int round = -2; round < ROUNDS; round++) { // two rounds to get warm
            for (Map.Entry<String, Work> work : works.entrySet()) {
                long start = System.nanoTime();
                work.getValue().run();
                long took = (System.nanoTime() - start) / 1_000_000;
                if (round >= 0) {
                    times.computeIfAbsent(work.getKey(), name -> new ArrayList<>())
                            .add(took);
                }
            }
        }
        empty(scratch.resolve("here"));
        empty(scratch.resolve("official"));
        System.out.println(Files.size(snapshot) + " bytes, heap of "
                + (Runtime.getRuntime().maxMemory() >> 20) + " MiB");
        times.forEach((name, took) -> System.out.printf(
                "%-26s %6d ms   %s%n",
                name, took.stream().sorted().skip(ROUNDS / 2).findFirst().orElseThrow(), took));
    }

    private static void tool(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (process.waitFor() != 0) {
            throw new IllegalStateException(Arrays.toString(command) + " ended with " + process.exitValue());
        }
    }

    private static void sha256(Path file) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
            while (channel.read(buffer.clear()) >= 0) {
                digest.update(buffer.flip());
            }
        }
        digest.digest();
    }

    private static Path empty(Path folder) throws IOException {
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
        return folder;
    }
}
