package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.etcd.EtcdSettingsException.Code;
import io.github.kubemaintenance.etcd.internal.UnitFile;
import io.github.kubemaintenance.etcd.internal.Words;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.internal.Nullable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Reads with what an etcd is started. As etcd itself has it: a flag counts more than its variable {@code ETCD_...}, and a
 * configuration file ({@code --config-file}, {@code ETCD_CONFIG_FILE}) makes it ignore both. Immutable: each method
 * returns a changed copy. Thread-safe if the format is.
 */
public final class EtcdSettingsReader {
    private final DocumentFormat format;
    private final Path root;
    private final Map<String, String> given;

    EtcdSettingsReader(DocumentFormat format) {
        this(Objects.requireNonNull(format, "format"), Path.of("/"), Map.of());
    }

    private EtcdSettingsReader(DocumentFormat format, Path root, Map<String, String> given) {
        this.format = format;
        this.root = root;
        this.given = new LinkedHashMap<>(given);
    }

    /**
     * Reads copies of another machine's files: {@code /etc/etcd.env} is then looked for at {@code FOLDER/etc/etcd.env}.
     *
     * @param folder where that machine's {@code /} is
     * @return a changed copy
     */
    public EtcdSettingsReader under(Path folder) {
        return new EtcdSettingsReader(format, folder.toAbsolutePath(), given);
    }

    /**
     * Gives a value that the files leave open: a variable that the kubelet fills ({@code NODE_NAME}), or a specifier of
     * systemd ({@code %H}).
     *
     * @param name of the variable
     * @param value on that machine
     * @return a changed copy
     */
    public EtcdSettingsReader variable(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(given);
        more.put(name, value);
        return new EtcdSettingsReader(format, root, more);
    }

    /**
     * Reads the manifest of a static pod. Paths in the container become those of the machine by the pod's mounts.
     *
     * @param manifest for example {@code /etc/kubernetes/manifests/etcd.yaml}
     * @return the settings
     * @throws EtcdSettingsException if they can't be known
     */
    public EtcdSettings staticPod(Path manifest) {
        PodProgram pod = PodProgram.find(manifest, document(manifest), "etcd", given);
        Map<String, String> options = new LinkedHashMap<>(EtcdOptions.ofEnvironment(pod.environment()));
        options.putAll(EtcdOptions.ofFlags(manifest, pod.words()));
        return settings(manifest, options, Path.of("/"), pod);
    }

    /**
     * Reads a unit of systemd, with the files {@code UNIT.d/*.conf} beside it and those that it takes its environment
     * from.
     *
     * @param unit for example {@code /etc/systemd/system/etcd.service}
     * @return the settings
     * @throws EtcdSettingsException if they can't be known
     */
    public EtcdSettings unit(Path unit) {
        UnitFile file = new UnitFile();
        file.add(text(unit));
        dropIns(unit).forEach(each -> file.add(text(each)));
        try {
            return unit(unit, file);
        } catch (IllegalArgumentException e) {
            throw new EtcdSettingsException(Code.MALFORMED, unit + ": " + e.getMessage(), e);
        }
    }

    private EtcdSettings unit(Path unit, UnitFile file) {
        Map<String, String> environment = new LinkedHashMap<>(given);
        for (String line : file.all("Environment")) {
            Words.split(line).forEach(word -> environment.putAll(UnitFile.environment(Words.systemd(word, given))));
        }
        for (String name : file.all("EnvironmentFile")) {
            boolean optional = name.startsWith("-");
            Path path = Path.of(Words.systemd(optional ? name.substring(1) : name, given));
            if (!optional || Files.exists(onThisMachine(path))) {
                environment.putAll(UnitFile.environment(text(path)));
            }
        }
        for (String line : file.all("ExecStart")) {
            List<String> words = new ArrayList<>();
            for (String word : Words.split(line.replaceFirst("^[-@:+!|]+", ""))) {
                if (word.matches("\\$[A-Za-z_][A-Za-z0-9_]*")) {
                    words.addAll(Words.split(environment.getOrDefault(word.substring(1), "")));
                } else {
                    words.add(Words.systemd(word, environment));
                }
            }
            List<String> flags = Words.calling(words, "etcd", script -> Words.shell(script, environment));
            if (flags != null) {
                Map<String, String> options = new LinkedHashMap<>(EtcdOptions.ofEnvironment(environment));
                options.putAll(EtcdOptions.ofFlags(unit, flags));
                Path folder =
                        Path.of("/").resolve(file.last("WorkingDirectory", "/").replaceFirst("^-", ""));
                return settings(unit, options, folder, null);
            }
        }
        throw new EtcdSettingsException(
                Code.NO_ETCD,
                unit + " calls no etcd in its ExecStart " + file.all("ExecStart") + "; name what that calls");
    }

    private List<Path> dropIns(Path unit) {
        Path folder = unit.resolveSibling(unit.getFileName() + ".d");
        if (!Files.isDirectory(onThisMachine(folder))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(onThisMachine(folder))) {
            return files.filter(file -> file.toString().endsWith(".conf"))
                    .sorted()
                    .map(file -> folder.resolve(file.getFileName()))
                    .toList();
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    /**
     * Reads etcd's configuration file.
     *
     * @param file for example {@code /etc/etcd/etcd.conf.yml}
     * @return the settings; a relative data directory is taken to be relative to {@code /}
     * @throws EtcdSettingsException if they can't be known
     */
    public EtcdSettings configFile(Path file) {
        return settings(file, EtcdOptions.ofConfiguration(document(file)), Path.of("/"), null);
    }

    /**
     * Lists the files that an API server is started with: certificates, service-account keys, the EncryptionConfiguration.
     * An etcd snapshot holds none of them, and is worth little without: give them to
     * {@link SnapshotSave#recording}.
     *
     * @param manifest for example {@code /etc/kubernetes/manifests/kube-apiserver.yaml}
     * @return paths on the machine, sorted
     * @throws EtcdSettingsException if they can't be known
     */
    public List<Path> apiServerFiles(Path manifest) {
        PodProgram pod = PodProgram.find(manifest, document(manifest), "kube-apiserver", given);
        TreeSet<Path> files = new TreeSet<>();
        EtcdOptions.files(pod.words()).forEach(path -> files.add(pod.onHost(manifest, path)));
        return List.copyOf(files);
    }

    private EtcdSettings settings(Path source, Map<String, String> found, Path folder, @Nullable PodProgram pod) {
        Map<String, String> options = new LinkedHashMap<>(found);
        String configuration = options.getOrDefault("config-file", "");
        if (!configuration.isEmpty()) {
            Path inside = Path.of(known(source, "config-file", configuration));
            Path file = folder.resolve(pod == null ? inside : pod.onHost(source, inside));
            options = EtcdOptions.ofConfiguration(document(file));
        }
        for (Map.Entry<String, String> option : options.entrySet()) {
            option.setValue(known(source, option.getKey(), option.getValue()));
        }
        options.putIfAbsent("data-dir", options.getOrDefault("name", "default") + ".etcd");
        for (String name : EtcdOptions.PATHS) {
            String text = options.getOrDefault(name, "");
            if (!text.isEmpty()) {
                Path path = folder.resolve(text).normalize();
                options.put(name, (pod == null ? path : pod.onHost(source, path)).toString());
            }
        }
        return new EtcdSettings(source, options);
    }

    private static String known(Path source, String option, String value) {
        int at = value.indexOf(Words.UNKNOWN);
        if (at >= 0) {
            String text = value.replace(String.valueOf(Words.UNKNOWN), "");
            throw new EtcdSettingsException(
                    Code.UNRESOLVED,
                    source + ": " + option + " is " + text + ", which is not known here; give it with variable(..)");
        }
        return value;
    }

    private Path onThisMachine(Path path) {
        return path.isAbsolute() ? root.resolve(Path.of("/").relativize(path)) : path;
    }

    private String text(Path file) {
        try {
            return Files.readString(onThisMachine(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static EtcdSettingsException unreadable(Path file, IOException e) {
        String why = e instanceof NoSuchFileException ? "there is no such file" : e.toString();
        return new EtcdSettingsException(Code.UNREADABLE, file + " can't be read: " + why, e);
    }

    private Document document(Path file) {
        String text = text(file);
        try {
            return format.read(text);
        } catch (RuntimeException e) {
            throw new EtcdSettingsException(
                    Code.MALFORMED, file + " is no " + format.name() + ": " + e.getMessage(), e);
        }
    }
}
