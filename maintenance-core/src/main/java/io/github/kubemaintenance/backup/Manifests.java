package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.DocumentFormatException;
import io.github.kubemaintenance.model.MaintenanceException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the objects that a folder of manifests declares: lists too, and several documents in one YAML file. */
final class Manifests {
    private static final Pattern MARK = Pattern.compile("(?m)^---(?=\\s|$)");

    /** A declared object and the file it is in. */
    record Declared(Document object, String file) {}

    private final Path folder;
    private final Map<String, DocumentFormat> formats;
    private final List<Declared> declared = new ArrayList<>();
    private final List<String> unread = new ArrayList<>();
    private final Set<Path> charts = new HashSet<>();

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
        if (isOfChart(file)) {
            return;
        }
        String text;
        try {
            text = Files.readString(file);
        } catch (CharacterCodingException e) {
            unread.add(shown + ": it is no text in UTF-8");
            return;
        }
        text = text.startsWith("\uFEFF") ? text.substring(1) : text;
        // a YAML stream is cut at its marks, since a format reads one document
        for (String part : extension.equals("yaml") ? MARK.split(text, -1) : new String[] {text}) {
            if (!part.lines().allMatch(line -> line.isBlank() || line.startsWith("#") || line.startsWith("%"))) {
                part(shown, format, part);
            }
        }
    }

    /** What a chart makes, only Helm knows: its templates are no manifests; said once. */
    private boolean isOfChart(Path file) {
        for (Path each = file.getParent(); each != null && each.startsWith(folder); each = each.getParent()) {
            Path chart = each.resolve("Chart.yaml");
            if (Files.isRegularFile(chart) && file.startsWith(each.resolve("templates"))) {
                if (charts.add(each)) {
                    unread.add(folder.relativize(chart).toString().replace('\\', '/')
                            + ": a Helm chart; what it makes is not known, put what helm template makes of it here");
                }
                return true;
            }
        }
        return false;
    }

    private void part(String file, DocumentFormat format, String text) {
        Document document;
        try {
            document = format.read(text);
        } catch (DocumentFormatException e) {
            if (text.contains("apiVersion") && text.contains("kind")) {
                unread.add(file + ": " + e.getMessage());
            } // else it is of another tool, and declares no object whatever it says
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
