package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Files that a restore needs beside the snapshot, known by their hashes; and whether they are still the same. */
final class NeededFiles {
    private static final int CHUNK = 1 << 16;

    private final Map<Path, String> hashes = new TreeMap<>();
    private final Map<Path, String> problems = new TreeMap<>();

    private NeededFiles() {}

    static Path sidecar(Path snapshot) {
        return snapshot.resolveSibling(snapshot.getFileName() + ".json");
    }

    static NeededFiles of(List<Path> files) {
        NeededFiles needed = new NeededFiles();
        for (Path file : files) {
            try (Stream<Path> all = Files.walk(file)) {
                all.filter(Files::isRegularFile).forEach(needed::add);
            } catch (IOException | UncheckedIOException e) {
                needed.problems.put(file, why(e));
            }
        }
        return needed;
    }

    private void add(Path file) {
        try {
            hashes.put(file, sha256(file));
        } catch (IOException e) {
            problems.put(file, why(e));
        }
    }

    private static String why(Exception e) {
        Throwable cause = e instanceof UncheckedIOException unchecked ? unchecked.getCause() : e;
        return cause instanceof NoSuchFileException ? "there is no such file" : String.valueOf(cause);
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[CHUNK];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    List<String> problems() {
        return problems.entrySet().stream()
                .map(each -> each.getKey() + " could not be recorded: " + each.getValue())
                .toList();
    }

    /** Returns what stands in the sidecar. */
    List<Map<String, Object>> documents() {
        List<Map<String, Object>> list = new ArrayList<>();
        hashes.forEach((file, hash) -> list.add(
                Document.of("path", file.toString()).with(hash, "sha256").asMap()));
        problems.forEach((file, why) -> list.add(
                Document.of("path", file.toString()).with(why, "problem").asMap()));
        return list;
    }

    /** Says which of a snapshot's files are others now, or gone; nothing where nothing was recorded. */
    static List<String> changedSince(Path snapshot) {
        Path sidecar = sidecar(snapshot);
        if (!Files.isRegularFile(sidecar)) {
            return List.of();
        }
        List<String> changed = new ArrayList<>();
        try {
            Document json = DocumentFormat.json().read(Files.readString(sidecar, StandardCharsets.UTF_8));
            for (Document each : json.documents("alsoNeeded")) {
                String path = each.text("path").orElse("");
                String before = each.text("sha256").orElse("");
                if (path.isEmpty() || before.isEmpty()) {
                    continue;
                }
                String now;
                try {
                    now = sha256(Path.of(path));
                } catch (IOException e) {
                    changed.add(path + " was there when the snapshot was saved, and can't be read now: " + why(e)
                            + ". Bring it back before the API servers start");
                    continue;
                }
                if (!now.equals(before)) {
                    changed.add(path + " is not what it was when the snapshot was saved (SHA-256 " + before + ", now "
                            + now + "): bring it back if keys or certificates were replaced");
                }
            }
        } catch (IOException | RuntimeException e) {
            changed.add(sidecar + " can't be read, so it is not known which files have changed: " + e.getMessage());
        }
        return changed;
    }
}
