package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.DocumentFormatException;
import io.github.kubemaintenance.model.Reason;
import io.github.kubemaintenance.model.internal.Nullable;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** A backup in a folder, or one that was unpacked into a private folder that is deleted in the end. */
final class FolderSource implements BackupSource {
    private static final long LARGEST = 64L << 20;
    /** An etcd holds 8 GiB at most: what unpacks to far more is a trap. */
    private static final long MOST = 16L << 30;

    private final Path shown;
    private final Path root;
    private final boolean temporary;
    private final Map<String, DocumentFormat> formats;
    private final Optional<UnaryOperator<byte[]>> decryption;
    private final boolean edited;
    private final BackupManifest manifest;

    private FolderSource(
            Path shown,
            Path root,
            boolean temporary,
            Map<String, DocumentFormat> formats,
            Optional<UnaryOperator<byte[]>> decryption,
            boolean edited) {
        this.shown = shown;
        this.root = root;
        this.temporary = temporary;
        this.formats = formats;
        this.decryption = decryption;
        this.edited = edited;
        this.manifest = readManifest();
    }

    static FolderSource open(
            Path path,
            Map<String, DocumentFormat> formats,
            Optional<UnaryOperator<byte[]>> decryption,
            boolean edited) {
        if (!Files.exists(path)) {
            throw new BackupFormatException("there is no backup at " + path, null);
        } else if (Files.isDirectory(path)) {
            return new FolderSource(path, path, false, formats, decryption, edited);
        }
        Path folder = null;
        try {
            folder = Files.createTempDirectory("kube-backup");
            unpack(path, folder, MOST);
            return new FolderSource(path, folder, true, formats, decryption, edited);
        } catch (IOException e) {
            delete(folder);
            throw new BackupFormatException(
                    path + " can't be unpacked: " + e.getMessage() + "; take another copy of it", e);
        } catch (RuntimeException e) {
            delete(folder);
            throw e;
        }
    }

    static void unpack(Path archive, Path folder, long most) throws IOException {
        try (InputStream file = new BufferedInputStream(Files.newInputStream(archive));
                InputStream in = new BufferedInputStream(new GZIPInputStream(file))) {
            TarReader tar = new TarReader(in);
            long left = most;
            for (Optional<TarReader.Entry> next = tar.next(); next.isPresent(); next = tar.next()) {
                Path target = inside(folder, next.get().name(), archive);
                Path parent = target.getParent();
                if (parent != null) {
                    PrivateFiles.createDirectories(folder, parent);
                }
                left -= TarWriter.BLOCK + next.get().size(); // a file without content takes place too
                if (left < 0) {
                    throw new IOException("it unpacks to more than " + most + " bytes, which no backup has");
                }
                PrivateFiles.write(target, tar.content(LARGEST));
            }
            in.transferTo(OutputStream.nullOutputStream()); // gzip's own checksum comes at the very end
        }
    }

    /** A path that leads out of the folder is an attack or an accident; either way nothing is touched. */
    private static Path inside(Path folder, String name, Path shown) {
        try {
            Path target = folder.resolve(name).normalize();
            boolean sane = !name.isEmpty() && !name.startsWith("/") && !name.contains("\\") && !name.contains(":");
            if (sane && target.startsWith(folder) && !target.equals(folder)) {
                return target;
            }
        } catch (InvalidPathException e) {
            throw new BackupFormatException(shown + " names a file that can't be: '" + name + "'", e);
        }
        throw new BackupFormatException(
                shown + " names a file outside of the backup: '" + name
                        + "'; it was not made by this library, nothing of it is used",
                null);
    }

    private BackupManifest readManifest() {
        Path file = root.resolve(BackupManifest.FILE);
        if (!Files.isRegularFile(file)) {
            throw fail("has no " + BackupManifest.FILE + ": it is no backup, or one that was never finished", null);
        }
        try {
            return BackupManifest.of(DocumentFormat.json().read(Files.readString(file)));
        } catch (IOException | DocumentFormatException | IllegalArgumentException e) {
            throw fail("has a " + BackupManifest.FILE + " that can't be read: " + e.getMessage(), e);
        }
    }

    BackupManifest manifest() {
        return manifest;
    }

    @Override
    public boolean isRaw() {
        return false;
    }

    @Override
    public String name() {
        return shown.toString();
    }

    @Override
    public List<Stored> objects() {
        List<Stored> all = new ArrayList<>();
        if (edited) {
            files().forEach(path -> all.add(stored(path, bytes(root.resolve(path)))));
            return all;
        }
        byte[] sums = bytes(root.resolve(BackupManifest.SUMS));
        if (!FileNames.Sha256.of(sums).equals(manifest.checksums())) {
            throw fail(BackupManifest.SUMS + " is not the one that the manifest names: it was changed", null);
        }
        TreeSet<String> unlisted = new TreeSet<>(files());
        for (String line : new String(sums, StandardCharsets.UTF_8).split("\n", -1)) {
            if (!line.isEmpty()) {
                all.add(checked(line));
                unlisted.remove(line.substring(66));
            }
        }
        if (!unlisted.isEmpty()) {
            throw fail(
                    "has files that don't belong to it, the first is " + unlisted.first()
                            + "; take them away, or acceptEditedFiles()",
                    null);
        }
        return all;
    }

    private Stored checked(String line) {
        if (line.length() < 67 || !line.startsWith("  ", 64)) {
            throw fail(BackupManifest.SUMS + " has a line that is no checksum: " + line, null);
        }
        String path = line.substring(66);
        Path file = inside(root, path, shown);
        byte[] bytes = bytes(file);
        if (!FileNames.Sha256.of(bytes).equals(line.substring(0, 64))) {
            throw fail(
                    "has a file that was changed since: " + path + "; take another copy, or acceptEditedFiles()", null);
        }
        return stored(path, bytes);
    }

    private List<String> files() {
        Path objects = root.resolve("resources");
        if (!Files.isDirectory(objects)) {
            return List.of();
        }
        try (Stream<Path> walk = Files.walk(objects)) {
            return walk.filter(each -> !Files.isDirectory(each))
                    .map(each -> root.relativize(each).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw fail("can't be read: " + e, e);
        }
    }

    private byte[] bytes(Path file) {
        if (Files.isSymbolicLink(file)) {
            throw fail("has a link, which leads elsewhere: " + file, null);
        }
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw fail("lacks a file or can't be read: " + e, e);
        }
    }

    private Stored stored(String path, byte[] bytes) {
        boolean encrypted = path.endsWith(".enc");
        if (encrypted && decryption.isEmpty()) {
            String file = path.substring(path.lastIndexOf('/') + 1);
            String[] parts = path.split("/", -1);
            return new Stored(
                    "v1",
                    "Secret",
                    parts.length > 3 ? parts[3] : "",
                    file.replaceFirst("\\.[a-z]+\\.enc$", ""),
                    Optional.of(new Reason("ENCRYPTED", "it is encrypted; give decryptSecrets(...)")),
                    Document::empty);
        }
        Document object = parse(path, bytes);
        return new Stored(
                object.apiVersion(),
                object.kind(),
                object.namespace(),
                object.name(),
                Optional.empty(),
                () -> parse(path, bytes(root.resolve(path))));
    }

    private Document parse(String path, byte[] bytes) {
        String plain = path.endsWith(".enc") ? path.substring(0, path.length() - 4) : path;
        byte[] readable = path.endsWith(".enc") ? decrypted(path, bytes) : bytes;
        DocumentFormat format = formats.get(plain.substring(plain.lastIndexOf('.') + 1));
        if (format == null) {
            throw fail("has files of another format than JSON: " + path + "; give the format with format(...)", null);
        }
        try {
            Document object = format.read(new String(readable, StandardCharsets.UTF_8));
            if (object.apiVersion().isEmpty()
                    || object.kind().isEmpty()
                    || object.name().isEmpty()) {
                throw fail("has a file that is no object: " + path, null);
            }
            return object;
        } catch (DocumentFormatException e) {
            throw fail("has a file that can't be read: " + path + ": " + e.getMessage(), e);
        }
    }

    private byte[] decrypted(String path, byte[] bytes) {
        try {
            return decryption.orElseThrow().apply(bytes);
        } catch (RuntimeException e) {
            throw fail("has a file that the given function can't decrypt: " + path + ": " + e, e);
        }
    }

    private BackupFormatException fail(String what, @Nullable Throwable cause) {
        return new BackupFormatException("the backup " + shown + " " + what, cause);
    }

    @Override
    public void close() {
        if (temporary) {
            delete(root);
        }
    }

    private static void delete(@Nullable Path folder) {
        if (folder == null) {
            return;
        }
        try (Stream<Path> walk = Files.walk(folder)) {
            List<Path> all = new ArrayList<>(walk.toList());
            for (int i = all.size() - 1; i >= 0; i--) {
                Files.deleteIfExists(all.get(i));
            }
        } catch (IOException e) {
            System.getLogger("io.github.kubemaintenance.backup")
                    .log(System.Logger.Level.WARNING, "The unpacked backup is left in " + folder, e);
        }
    }
}
