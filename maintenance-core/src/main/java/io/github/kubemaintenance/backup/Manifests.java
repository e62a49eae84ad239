package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.DocumentFormatException;
import io.github.kubemaintenance.model.MaintenanceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads the objects that a folder of manifests declares: lists too, and several documents in one YAML file. */
final class Manifests {
    /** A declared object and the file it is in. */
    record Declared(Document object, String file) {}

    private final Path folder;
    private final Map<String, DocumentFormat> formats;
    private final List<Declared> declared = new ArrayList<>();
    private final List<String> unread = new ArrayList<>();

    private Manifests(Path folder, Map<String, DocumentFormat> formats) {
        this.folder = folder;
        this.formats = formats;
    }

    static Manifests read(Path folder, Map<String, DocumentFormat> formats) {
        if (!Files.isDirectory(folder)) {
            throw new MaintenanceException("there is no folder of manifests at " + folder);
        }
        Manifests manifests = new Manifests(folder, formats);
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path each : walk.filter(Files::isRegularFile).sorted().toList()) {
                manifests.file(each);
            }
        } catch (IOException e) {
            throw new MaintenanceException("the manifests in " + folder + " can't be read: " + e, e);
        }
        return manifests;
    }

    List<Declared> declared() {
        return declared;
    }

    List<String> unread() {
        return unread;
    }

    private void file(Path file) throws IOException {
        String shown = folder.relativize(file).toString().replace('\\', '/');
        boolean ours = shown.equals(BackupManifest.FILE) || shown.equals(BackupManifest.SUMS);
        if (ours || shown.startsWith(".") || shown.contains("/.")) {
            return;
        }
        String extension = shown.substring(shown.lastIndexOf('.') + 1).replaceFirst("^yml$", "yaml");
        DocumentFormat format = formats.get(extension);
        if (format == null) {
            if (extension.equals("yaml")) {
                unread.add(shown + ": it is YAML; give the format with format(...)");
            }
            return;
        }
        String text = Files.readString(file);
        // a YAML stream is cut at its marks, since a format reads one document
        for (String part : extension.equals("yaml") ? text.split("(?m)^---.*$", -1) : new String[] {text}) {
            if (!part.lines().allMatch(line -> line.isBlank() || line.startsWith("#"))) {
                part(shown, format, part);
            }
        }
    }

    private void part(String file, DocumentFormat format, String text) {
        Document document;
        try {
            document = format.read(text);
        } catch (DocumentFormatException e) {
            unread.add(file + ": " + e.getMessage());
            return;
        }
        if (document.kind().endsWith("List") && document.has("items")) {
            document.documents("items").forEach(each -> add(each, file));
        } else {
            add(document, file);
        }
    }

    /** What has no apiVersion, kind and name is some other file: values of a chart, settings of a tool. */
    private void add(Document object, String file) {
        if (!object.apiVersion().isEmpty()
                && !object.kind().isEmpty()
                && !object.name().isEmpty()) {
            declared.add(new Declared(object, file));
        } else if (!object.apiVersion().isEmpty() && !object.kind().isEmpty()) {
            unread.add(file + ": " + object.kind() + " without a name; what it makes is not known");
        }
    }
}
