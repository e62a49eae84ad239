package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.model.DocumentFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the manifests of a folder and all below it, in the order of their names. */
final class ManifestFolder {
    private ManifestFolder() {}

    static Manifests read(Told told) {
        if (told.manifests().isEmpty()) {
            return Manifests.none();
        }
        Path folder = told.manifests().get();
        Manifests all = Manifests.none();
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            return new Manifests(List.of(), List.of("folder " + folder + ": " + e));
        }
        for (Path file : files) {
            all = all.plus(read(folder, file, told.yaml()));
        }
        return all;
    }

    private static Manifests read(Path folder, Path file, Optional<DocumentFormat> yaml) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        String where = "file " + folder.relativize(file);
        boolean json = name.endsWith(".json");
        if (!json && !name.endsWith(".yaml") && !name.endsWith(".yml")) {
            return Manifests.none();
        } else if (!json && yaml.isEmpty()) {
            return new Manifests(List.of(), List.of(where + ": it is YAML, and no yaml(...) was given to read it"));
        }
        try {
            return Manifests.parse(where, Files.readString(file), json ? DocumentFormat.json() : yaml.orElseThrow());
        } catch (IOException e) {
            return new Manifests(List.of(), List.of(where + ": " + e));
        }
    }
}
