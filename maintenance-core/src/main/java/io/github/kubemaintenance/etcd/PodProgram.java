package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.etcd.EtcdSettingsException.Code;
import io.github.kubemaintenance.etcd.internal.Words;
import io.github.kubemaintenance.model.Document;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a static pod calls a program.
 *
 * @param words what it is called with
 * @param environment its variables, as far as they are written there
 * @param mounts folders in the container, with what is mounted there: a path of the machine, or empty for anything else
 */
record PodProgram(List<String> words, Map<String, String> environment, Map<Path, String> mounts) {
    static PodProgram find(Path manifest, Document pod, String program, Map<String, String> given) {
        for (Document container : pod.documents("spec", "containers")) {
            Map<String, String> environment = environment(container, given);
            List<String> command = new ArrayList<>();
            container.texts("command").forEach(word -> command.add(Words.kubernetes(word, environment)));
            container.texts("args").forEach(word -> command.add(Words.kubernetes(word, environment)));
            if (container.texts("command").isEmpty()
                    && container.text("name").filter(program::equals).isPresent()) {
                command.add(0, program); // the image's own entry point
            }
            try {
                List<String> words = Words.calling(command, program, script -> Words.shell(script, environment));
                if (words != null) {
                    return new PodProgram(words, environment, mounts(pod, container));
                }
            } catch (IllegalArgumentException e) {
                throw new EtcdSettingsException(Code.MALFORMED, manifest + ": " + e.getMessage(), e);
            }
        }
        throw new EtcdSettingsException(
                Code.NO_ETCD, manifest + " has no container that calls " + program + "; is it another pod's manifest?");
    }

    /** What is said by reference (valueFrom) is not known, and an error where it is needed. */
    private static Map<String, String> environment(Document container, Map<String, String> given) {
        Map<String, String> environment = new LinkedHashMap<>(given);
        for (Document variable : container.documents("env")) {
            String name = variable.text("name").orElse("");
            if (variable.has("valueFrom")) {
                environment.putIfAbsent(name, Words.UNKNOWN + "$(" + name + ")");
            } else {
                environment.put(name, Words.kubernetes(variable.text("value").orElse(""), environment));
            }
        }
        return environment;
    }

    private static Map<Path, String> mounts(Document pod, Document container) {
        Map<String, String> volumes = new LinkedHashMap<>();
        for (Document volume : pod.documents("spec", "volumes")) {
            volumes.put(
                    volume.text("name").orElse(""),
                    volume.text("hostPath", "path").orElse(""));
        }
        Map<Path, String> mounts = new LinkedHashMap<>();
        for (Document mount : container.documents("volumeMounts")) {
            String host = volumes.getOrDefault(mount.text("name").orElse(""), "");
            String sub = mount.text("subPath").orElse("");
            mounts.put(
                    Path.of(mount.text("mountPath").orElse("/")).normalize(),
                    host.isEmpty() || sub.isEmpty()
                            ? host
                            : Path.of(host).resolve(sub).toString());
        }
        return mounts;
    }

    /** Returns where a path in the container is on the machine. */
    Path onHost(Path manifest, Path inside) {
        for (Path above = inside.normalize(); above != null; above = above.getParent()) {
            String host = mounts.get(above);
            if (host != null && !host.isEmpty()) {
                return Path.of(host)
                        .resolve(above.relativize(inside.normalize()))
                        .normalize();
            } else if (host != null) {
                break;
            }
        }
        throw new EtcdSettingsException(
                Code.NOT_ON_HOST,
                manifest + ": " + inside + " is in the container only; no folder of the machine is mounted there, so it"
                        + " can't be found or swapped");
    }
}
