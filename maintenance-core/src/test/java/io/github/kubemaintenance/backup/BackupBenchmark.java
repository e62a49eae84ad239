package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.cluster.ApiResource;
import io.github.kubemaintenance.cluster.Documents;
import io.github.kubemaintenance.cluster.Page;
import io.github.kubemaintenance.cluster.PageRequest;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.MockClusterBuilder;
import io.github.kubemaintenance.model.Document;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints what a backup costs on the simulator: requests, time beside the raw paged lists of the same kinds, memory. Run
 * it by hand with a number of objects; no test runs it.
 */
final class BackupBenchmark {
    private BackupBenchmark() {}

    public static void main(String[] args) throws IOException {
        int objects = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
        MockCluster cluster = cluster(objects);
        Path folder = Files.createTempDirectory("backup-benchmark");
        for (int round = 1; round <= 3; round++) {
            long lists = timed(() -> list(cluster));
            Path target = folder.resolve("round-" + round);
            Path archive = folder.resolve("round-" + round + ".tar.gz");
            long before = used();
            BackupReport[] report = new BackupReport[1];
            long save = timed(() -> report[0] = SaveRequest.of(cluster, target)
                    .secrets(SecretHandling.keptReadable())
                    .run());
            long after = used();
            long packed = timed(() -> SaveRequest.of(cluster, archive)
                    .secrets(SecretHandling.keptReadable())
                    .run());
            long plan = timed(() -> RestoreRequest.of(cluster, target).plan());
            System.out.printf(
                    "%d objects, %d kinds: %d requests (at most %d); lists %d ms, save %d ms (%.1f times), .tar.gz %d ms"
                            + " (%d KiB), plan of a restore %d ms, heap after the save %+d KiB%n",
                    report[0].objects(),
                    report[0].kinds().size(),
                    report[0].requests(),
                    report[0].kinds().size() + report[0].objects() / 500 + 20,
                    lists,
                    save,
                    save / (double) Math.max(1, lists),
                    packed,
                    Files.size(archive) / 1024,
                    plan,
                    (after - before) / 1024);
        }
    }

    private static MockCluster cluster(int objects) {
        MockClusterBuilder builder = MockCluster.builder().nodes("worker-", 3, node -> {});
        List<Document> all = new ArrayList<>();
        all.add(Samples.definition("example.com", "Till", "tills", "Namespaced"));
        for (int i = 0; i < objects; i++) {
            String namespace = "team-" + i % 50;
            all.add(
                    switch (i % 4) {
                        case 0 -> Samples.map(namespace, "map-" + i, "x".repeat(1000));
                        case 1 -> Samples.secret(namespace, "secret-" + i);
                        case 2 ->
                            Samples.object("example.com/v1", "Till", namespace, "till-" + i)
                                    .with(i, "spec", "n");
                        default -> Samples.object("v1", "ServiceAccount", namespace, "account-" + i);
                    });
        }
        return builder.objects(all).build();
    }

    private static void list(MockCluster cluster) {
        Documents api = (Documents) cluster.api();
        long bytes = 0;
        for (ApiResource each : api.discover().onceEach()) {
            if (each.offers("list", "create")
                    && LeftOut.kind(each.kind().resource()).isEmpty()) {
                PageRequest request = PageRequest.first(500);
                Page<Document> page = api.documents(each.kind(), Query.all(), request);
                while (page.hasNext()) {
                    request = request.after(page);
                    page = api.documents(each.kind(), Query.all(), request);
                }
                bytes += page.items().size();
            }
        }
        if (bytes < 0) {
            throw new IllegalStateException();
        }
    }

    private static long timed(Runnable work) {
        long begin = System.nanoTime();
        work.run();
        return (System.nanoTime() - begin) / 1_000_000;
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
