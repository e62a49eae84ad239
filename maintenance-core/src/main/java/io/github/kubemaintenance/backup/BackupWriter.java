package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.MaintenanceException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a backup beside its final place and moves it there when it is whole: never a half backup under the final name.
 * Object by object, so that nothing of them stays in memory; a list that is begun again takes its files back first.
 */
final class BackupWriter implements AutoCloseable {
    /** How one file is written: the seam for disks that are full. */
    @FunctionalInterface
    interface Disk {
        /** Writes a new file that only its owner may read. */
        void write(Path file, byte[] bytes) throws IOException;

        /** Adds to such a file; makes it where it isn't there. */
        default void append(Path file, byte[] bytes) throws IOException {
            PrivateFiles.append(file, bytes);
        }

        /** Opens a new file, to be written to bit by bit. */
        default OutputStream create(Path file) throws IOException {
            return PrivateFiles.create(file);
        }
    }

    private static final String OBJECTS = "resources";
    private static final String REPLACED = "replaced";
    private static final String PART = ".part";
    private static final String LOCK = ".lock";
    /** Where the target is a folder already: it may be a volume's root, and what is beside it another disk. */
    private static final String INSIDE = ".kube-backup";
    /** What a volume's file system has, and what a save that was killed may have left. */
    private static final Set<String> OF_NOBODY = Set.of("lost+found", INSIDE + PART, INSIDE + LOCK);
    /** Checksums are written in pieces of this many characters: opening a file for each costs more than the object. */
    private static final int LINES = 32 * 1024;

    private final Path target;
    private final Path part;
    private final Path lock;
    private final DocumentFormat format;
    private final SecretHandling secrets;
    private final Disk disk;
    private final TarSegments segments;
    private Optional<SaveLock> held = Optional.empty();
    private final Map<String, Path> sums = new TreeMap<>();
    private final Map<String, StringBuilder> unwritten = new TreeMap<>();

    BackupWriter(Path target, DocumentFormat format, SecretHandling secrets, Disk disk) {
        this.target = target.toAbsolutePath().normalize();
        Path name = this.target.getFileName();
        if (name == null) {
            throw new IllegalArgumentException("a backup goes into a folder or file with a name, not into " + target);
        }
        Path hidden = !isArchive() && Files.isDirectory(this.target)
                ? this.target.resolve(INSIDE)
                : this.target.resolveSibling("." + name);
        this.part = hidden.resolveSibling(hidden.getFileName() + PART);
        this.lock = hidden.resolveSibling(hidden.getFileName() + LOCK);
        this.format = format;
        this.secrets = secrets;
        this.disk = disk;
        this.segments = new TarSegments(part, disk);
    }

    boolean isArchive() {
        String name = target.toString();
        return name.endsWith(".tar.gz") || name.endsWith(".tgz");
    }

    /** Whether something is at the final place that would be replaced. */
    boolean isTaken() throws IOException {
        if (!Files.exists(target)) {
            return false;
        } else if (!Files.isDirectory(target)) {
            return true;
        }
        try (Stream<Path> inside = Files.list(target)) {
            return inside.map(each -> String.valueOf(each.getFileName())).anyMatch(each -> !OF_NOBODY.contains(each));
        }
    }

    /** Begins, and keeps others from saving to the same place; false where another save is at it. */
    boolean begin() throws IOException {
        Path parent = lock.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        held = SaveLock.take(lock);
        if (held.isEmpty()) {
            return false;
        }
        putBack();
        discard(); // of a save that was killed
        PrivateFiles.createDirectory(part);
        return true;
    }

    /** Takes back what was written of a kind. */
    void restart(Kind<?> kind) throws IOException {
        segments.restart(kind.resource());
        deleteTree(part.resolve(folder(kind)));
        unwritten.remove(kind.resource());
        Path sum = sums.remove(kind.resource());
        if (sum != null) {
            Files.deleteIfExists(sum);
        }
    }

    private static String folder(Kind<?> kind) {
        return OBJECTS + "/" + FileNames.safe(kind.resource());
    }

    void add(Kind<?> kind, Document object) throws IOException {
        String place = folder(kind)
                + (object.namespace().isEmpty()
                        ? "/cluster/"
                        : "/namespaces/" + FileNames.safe(object.namespace()) + "/");
        String text = format.write(object);
        byte[] bytes = (text.endsWith("\n") ? text : text + "\n").getBytes(StandardCharsets.UTF_8);
        boolean encrypt =
                kind.resource().equals("secrets") && secrets.encryption().isPresent();
        if (encrypt) {
            bytes = encrypted(object, bytes);
        }
        String path = place + FileNames.safe(object.name()) + "." + format.name() + (encrypt ? ".enc" : "");
        if (isArchive()) {
            segments.add(kind.resource(), path, bytes);
        } else {
            PrivateFiles.createDirectories(part, part.resolve(place));
            disk.write(part.resolve(path), bytes);
        }
        Path sum = sums.computeIfAbsent(kind.resource(), each -> part.resolve(FileNames.safe(each) + ".sums"));
        String line = FileNames.Sha256.of(bytes) + "  " + path + "\n";
        StringBuilder lines = unwritten.computeIfAbsent(kind.resource(), each -> new StringBuilder());
        if (lines.append(line).length() >= LINES) {
            flush(sum, lines);
        }
    }

    private byte[] encrypted(Document secret, byte[] bytes) {
        try {
            return Objects.requireNonNull(secrets.encryption().orElseThrow().apply(bytes), "it returned null");
        } catch (RuntimeException e) {
            throw new MaintenanceException(
                    "the given function could not encrypt the Secret " + secret.namespace() + "/" + secret.name() + ": "
                            + e,
                    e);
        }
    }

    private void flush(Path sum, StringBuilder lines) throws IOException {
        disk.append(sum, lines.toString().getBytes(StandardCharsets.UTF_8));
        lines.setLength(0);
    }

    /** Joins the checksums of all kinds, in their order; returns the checksum of that file. */
    String finishSums() throws IOException {
        Path all = part.resolve(BackupManifest.SUMS);
        disk.append(all, new byte[0]);
        var digest = FileNames.Sha256.digest();
        for (Map.Entry<String, StringBuilder> each : unwritten.entrySet()) {
            flush(sums.getOrDefault(each.getKey(), all), each.getValue());
        }
        for (Path each : sums.values()) {
            try (InputStream in = Files.newInputStream(each)) {
                for (byte[] lines = in.readNBytes(LINES); lines.length > 0; lines = in.readNBytes(LINES)) {
                    digest.update(lines);
                    disk.append(all, lines);
                }
            }
            Files.delete(each);
        }
        return FileNames.Sha256.text(digest.digest());
    }

    /** Puts the whole under its final name. */
    void finish(BackupManifest manifest, boolean replace) throws IOException {
        String text = DocumentFormat.prettyJson().write(manifest.toDocument()) + "\n";
        disk.write(part.resolve(BackupManifest.FILE), text.getBytes(StandardCharsets.UTF_8));
        if (isTaken() && !replace) {
            throw new FileAlreadyExistsException(target.toString());
        } else if (isArchive()) {
            Path archive = archive();
            try {
                pack(archive);
                Files.move(archive, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(archive);
            }
            discard();
        } else if (Files.isDirectory(target)) {
            swapInto();
        } else {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** A folder that is there (a Git checkout, say) keeps what isn't ours; the manifest goes last and makes it whole. */
    private void swapInto() throws IOException {
        Path old = part.resolve(REPLACED);
        PrivateFiles.createDirectory(old);
        try {
            for (String each : List.of(BackupManifest.FILE, OBJECTS, BackupManifest.SUMS)) {
                move(target.resolve(each), old.resolve(each));
            }
            for (String each : List.of(OBJECTS, BackupManifest.SUMS, BackupManifest.FILE)) {
                move(part.resolve(each), target.resolve(each));
            }
        } catch (IOException e) {
            try {
                putBack();
            } catch (IOException worse) {
                e.addSuppressed(worse);
            }
            throw e;
        }
        discard();
    }

    private static void move(Path from, Path to) throws IOException {
        if (Files.exists(from)) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Puts a backup back that was to be replaced, when that came to no end: also by a save that was killed. */
    private void putBack() throws IOException {
        Path old = part.resolve(REPLACED);
        if (!Files.isDirectory(old) || Files.exists(target.resolve(BackupManifest.FILE))) {
            return;
        }
        for (String each : List.of(OBJECTS, BackupManifest.SUMS, BackupManifest.FILE)) {
            if (Files.exists(old.resolve(each))) {
                deleteTree(target.resolve(each));
                move(old.resolve(each), target.resolve(each));
            }
        }
    }

    private void pack(Path archive) throws IOException {
        try (OutputStream out = new GZIPOutputStream(new BufferedOutputStream(disk.create(archive)))) {
            TarWriter tar = new TarWriter(out);
            add(tar, part.resolve(BackupManifest.FILE));
            add(tar, part.resolve(BackupManifest.SUMS));
            segments.copyTo(out);
            tar.end();
        }
    }

    private void add(TarWriter tar, Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            tar.add(part.relativize(file).toString().replace('\\', '/'), Files.size(file), in);
        }
    }

    /** Takes everything away that is not under the final name, and lets others save. */
    @Override
    public void close() throws IOException {
        if (held.isPresent()) {
            try {
                discard();
            } finally {
                held.get().close();
            }
        }
    }

    private void discard() throws IOException {
        deleteTree(part);
        Files.deleteIfExists(archive());
    }

    private Path archive() {
        return part.resolveSibling(part.getFileName() + ".tar.gz");
    }

    private static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        List<Path> all = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(root)) {
            walk.forEach(all::add);
        }
        for (int i = all.size() - 1; i >= 0; i--) {
            Files.deleteIfExists(all.get(i));
        }
    }
}
