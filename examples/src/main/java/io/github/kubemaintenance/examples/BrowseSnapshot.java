package io.github.kubemaintenance.examples;

import io.github.kubemaintenance.EtcdSnapshots;
import io.github.kubemaintenance.etcd.ResourceQuery;
import io.github.kubemaintenance.etcd.SnapshotFile;
import io.github.kubemaintenance.etcd.StoredResource;
import io.github.kubemaintenance.fabric8.YamlFormat;
import io.github.kubemaintenance.jetcd.KubernetesProtobuf;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.MaintenanceException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Looks into a snapshot of a Kubernetes etcd: {@code FILE} says what it is and what makes it big; with {@code --kind},
 * {@code --namespace} the objects are listed; with {@code --name} too, they are printed, as JSON or with {@code --output yaml}.
 * Without a file it saves one of a small cluster in memory first.
 */
public final class BrowseSnapshot {
    private BrowseSnapshot() {}

    /**
     * Runs it.
     *
     * @param args see above
     * @throws IOException if there is no folder for temporary files
     */
    public static void main(String[] args) throws IOException {
        try {
            run(System.out, args);
        } catch (MaintenanceException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    static void run(PrintStream out, String... args) throws IOException {
        EtcdFlags flags = EtcdFlags.parse(List.of("--kind", "--namespace", "--name", "--output"), args);
        Path file = flags.words().isEmpty()
                ? EtcdSnapshots.of(EtcdFlags.inMemory())
                        .save(Files.createTempDirectory("browse").resolve("snapshot.db"))
                        .file()
                : Path.of(flags.words().get(0));
        SnapshotFile snapshot = SnapshotFile.at(file);
        out.println(snapshot.verify());
        if (flags.value("--kind").isEmpty() && flags.value("--name").isEmpty()) {
            out.println(snapshot.summary());
        }
        DocumentFormat format = flags.value("--output").filter("yaml"::equals).isPresent()
                ? new YamlFormat()
                : DocumentFormat.prettyJson();
        ResourceQuery query = snapshot.resources().decodedBy(KubernetesProtobuf.decoder());
        for (StoredResource each : narrowed(query, flags).list()) {
            out.println(each);
            if (flags.value("--name").isPresent()) {
                each.document().ifPresent(object -> out.println(format.write(object)));
            }
        }
    }

    private static ResourceQuery narrowed(ResourceQuery query, EtcdFlags flags) {
        ResourceQuery narrower = flags.value("--kind").map(query::kind).orElse(query);
        narrower = flags.value("--namespace").map(narrower::namespace).orElse(narrower);
        return flags.value("--name").map(narrower::name).orElse(narrower);
    }
}
