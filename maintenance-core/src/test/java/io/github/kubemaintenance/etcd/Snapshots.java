package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** The snapshot files among the test resources; what they are says their README. */
public final class Snapshots {
    /** Every file that a real server wrote whole. */
    public static final List<String> GOOD = List.of(
            "kubernetes-1.34-etcd-3.5",
            "kubernetes-1.34-etcd-3.6",
            "nospace-alarm-etcd-3.5",
            "small-etcd-3.4",
            "small-etcd-3.5",
            "etcd-real/auth-etcd-3.5",
            "etcd-real/base-etcd-3.4",
            "etcd-real/base-etcd-3.5",
            "etcd-real/compacting-etcd-3.5",
            "etcd-real/learner-etcd-3.5",
            "etcd-real/leases-etcd-3.5",
            "etcd-real/three-members-m1");

    private Snapshots() {}

    /** Returns a resource as it lies there. */
    public static Path resource(String name) {
        try {
            return Path.of(Snapshots.class.getResource("/snapshots/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(name, e);
        }
    }

    public static byte[] bytes(String name) {
        try {
            if (Snapshots.class.getResource("/snapshots/" + name + ".db") != null) {
                return Files.readAllBytes(resource(name + ".db"));
            }
            return unzipped(name + ".db.gz");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static byte[] unzipped(String name) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(resource(name)))) {
            return in.readAllBytes();
        }
    }

    /** Returns the file, unpacked into a folder where it is packed. */
    public static Path file(String name, Path folder) {
        try {
            Path file = folder.resolve(name.replace('/', '-') + ".db");
            return Files.exists(file) ? file : Files.write(file, bytes(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Document json(String name) throws IOException {
        String text = Files.readString(resource(name)).strip();
        return DocumentFormat.json().read(text.startsWith("[") ? "{\"items\":" + text + "}" : text);
    }
}
