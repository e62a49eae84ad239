package io.github.kubemaintenance.jetcd;

import com.sun.management.OperatingSystemMXBean;
import io.github.kubemaintenance.etcd.SnapshotFile;
import io.github.kubemaintenance.etcd.SnapshotRestore;
import io.github.kubemaintenance.etcd.SnapshotSave;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Save, status, verify and restore side by side with etcdctl and etcdutl 3.5 in one run on the same files: warm,
 * alternating, medians of five. Run it by hand with -Xmx96m: {@code EtcdBenchmark FOLDER [MEGABYTES...]}, 400 and 2500 if
 * none are given. The official tools' times include the start of their process, some tens of milliseconds. Snapshots
 * that it has made in the folder are used again.
 */
final class EtcdBenchmark {
    private interface Work {
        void run() throws Exception;
    }

    private static final class Times {
        private final List<Long> took = new ArrayList<>();
        private final List<Long> processors = new ArrayList<>();
        private final List<Long> caller = new ArrayList<>();

        private static long median(List<Long> of) {
            return of.stream().sorted().skip(of.size() / 2).findFirst().orElse(0L);
        }
    }

    private static final int ROUNDS = 5;
    private static final int WARMING = 2;

    private final Path folder;
    private final Path bin = EtcdPrograms.find("3.5", "etcdutl");
    private final Map<String, Times> times = new LinkedHashMap<>();

    private EtcdBenchmark(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] args) throws Exception {
        EtcdBenchmark benchmark = new EtcdBenchmark(Files.createDirectories(Path.of(args[0])));
        List<String> sizes = args.length > 1 ? Arrays.asList(args).subList(1, args.length) : List.of("400", "2500");
        for (String size : sizes) {
            benchmark.measure(Integer.parseInt(size));
        }
    }

    private void measure(int megabytes) throws Exception {
        times.clear();
        Path snapshot = folder.resolve("benchmark-" + megabytes + ".db");
        if (!Files.exists(snapshot)) {
            BenchmarkData.make(snapshot, megabytes, folder);
        }
        offline(snapshot);
        save(snapshot);
        System.out.println("\n" + Files.size(snapshot) + " bytes, heap of "
                + (Runtime.getRuntime().maxMemory() >> 20) + " MiB, Java " + Runtime.version() + ", "
                + Runtime.getRuntime().availableProcessors() + " processors");
        System.out.printf("%-24s %8s %8s   %-20s %s%n", "", "median", "least", "processors (caller)", "all rounds, ms");
        times.forEach((name, of) -> System.out.printf(
                "%-24s %5d ms %5d ms   %-20s %s%n",
                name,
                Times.median(of.took),
                of.took.stream().sorted().findFirst().orElse(0L),
                name.contains("etcd") ? "" : Times.median(of.processors) + " ms (" + Times.median(of.caller) + " ms)",
                of.took));
        ratio("status / etcdutl", "status", "status, etcdutl", "at most 1");
        ratio("verify / SHA-256 alone", "verify", "SHA-256 alone", "at most 1.2");
        ratio("restore / etcdutl", "restore", "restore, etcdutl", "at most 1");
        ratio("etcdctl / save", "save, etcdctl", "save, verified", "at least 0.9");
    }

    private void ratio(String what, String one, String other, String limit) {
        System.out.printf(
                "%-24s %.2f of medians, %.2f of least; %s%n",
                what,
                (double) Times.median(times.get(one).took) / Times.median(times.get(other).took),
                (double) least(one) / least(other),
                limit);
    }

    private long least(String name) {
        return times.get(name).took.stream().sorted().findFirst().orElse(0L);
    }

    private void offline(Path snapshot) throws Exception {
        SnapshotFile file = SnapshotFile.at(snapshot);
        String etcdutl = bin.resolve("etcdutl").toString();
        Path here = folder.resolve("restored-here");
        Path official = folder.resolve("restored-official");
        for (int round = -WARMING; round < ROUNDS; round++) {
            boolean counts = round >= 0;
            timed(counts, "status", file::status);
            timed(counts, "status, etcdutl", () -> tool(etcdutl, "snapshot", "status", snapshot.toString()));
            timed(counts, "verify", () -> {
                if (!file.verify().isSound()) {
                    throw new IllegalStateException(file.verify().toString());
                }
            });
            timed(counts, "SHA-256 alone", () -> sha256(snapshot));
            BenchmarkData.delete(here);
            timed(counts, "restore", () -> SnapshotRestore.of(snapshot)
                    .dataDir(here)
                    .run());
            BenchmarkData.delete(official);
            timed(
                    counts,
                    "restore, etcdutl",
                    () -> tool(etcdutl, "snapshot", "restore", snapshot.toString(), "--data-dir", official.toString()));
        }
        BenchmarkData.delete(here);
        BenchmarkData.delete(official);
    }

    private void save(Path snapshot) throws Exception {
        Path data = folder.resolve("server");
        BenchmarkData.delete(data);
        SnapshotRestore.of(snapshot).dataDir(data).run();
        String etcdctl = bin.resolve("etcdctl").toString();
        Path here = folder.resolve("saved-here.db");
        Path official = folder.resolve("saved-official.db");
        try (BenchmarkData.Server server = BenchmarkData.Server.start(bin, data);
                JetcdBackend backend = server.backend()) {
            for (int round = -1; round < ROUNDS; round++) {
                Files.deleteIfExists(here);
                timed(round >= 0, "save, verified", () -> SnapshotSave.of(backend, here)
                        .run());
                Files.deleteIfExists(official);
                timed(
                        round >= 0,
                        "save, etcdctl",
                        () -> tool(etcdctl, "--endpoints", server.endpoint(), "snapshot", "save", official.toString()));
            }
        } finally {
            Files.deleteIfExists(here);
            Files.deleteIfExists(official);
            BenchmarkData.delete(data);
        }
    }

    private void timed(boolean counts, String name, Work work) throws Exception {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long processors = system.getProcessCpuTime();
        long caller = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long start = System.nanoTime();
        work.run();
        if (counts) {
            Times of = times.computeIfAbsent(name, each -> new Times());
            of.took.add((System.nanoTime() - start) / 1_000_000);
            of.processors.add((system.getProcessCpuTime() - processors) / 1_000_000);
            of.caller.add((ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - caller) / 1_000_000);
        }
    }

    private static void tool(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("ETCDCTL_API", "3");
        int code = builder.start().waitFor();
        if (code != 0) {
            throw new IllegalStateException(Arrays.toString(command) + " ended with " + code);
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
}
