package io.github.kubemaintenance.jetcd;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Real etcd programs for tests. The environment's ETCD_BINARIES names a folder with {@code 3.4/usr/bin} and {@code
 * 3.5/usr/bin}, as {@code .ci/etcd-binaries} makes it; else whatever PATH offers of that version is used.
 */
final class EtcdPrograms {
    private EtcdPrograms() {}

    /** Returns the folder of a version's programs; without them the test is skipped, with this text. */
    static Path find(String minor, String program) {
        List<Path> places = new ArrayList<>();
        String configured = System.getenv("ETCD_BINARIES");
        if (configured != null) {
            places.add(Path.of(configured, minor, "usr", "bin"));
            places.add(Path.of(configured));
        }
        String path = System.getenv("PATH");
        Stream.of((path == null ? "" : path).split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(Path::of)
                .forEach(places::add);
        for (Path place : places) {
            Path file = place.resolve(program);
            if (Files.isExecutable(file) && version(file).contains(" " + minor + ".")) {
                return place;
            }
        }
        return Assumptions.abort("no " + program + " " + minor + " in ETCD_BINARIES or PATH: not tested against it");
    }

    private static String version(Path program) {
        return run(List.of(program.toString(), program.endsWith("etcd") ? "--version" : "version"))
                .replace(':', ' ')
                .replaceAll(" +", " ");
    }

    /** Runs a program to its end and returns what it printed. */
    static String run(List<String> command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("ETCDCTL_API", "3");
            Process process = builder.start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError(command + ": " + out);
            }
            return out.strip();
        } catch (IOException e) {
            throw new AssertionError(command.toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
