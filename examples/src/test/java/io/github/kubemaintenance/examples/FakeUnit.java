package io.github.kubemaintenance.examples;

import io.github.kubemaintenance.etcd.ControlPlaneHost;
import io.github.kubemaintenance.etcd.ControlPlanePart;
import io.github.kubemaintenance.etcd.LocalHost;
import io.github.kubemaintenance.etcd.MemberIdentity;
import io.github.kubemaintenance.etcd.RestoreReport;
import io.github.kubemaintenance.etcd.SnapshotRestore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A machine whose etcd is a unit: a script is run in its place. Nothing else of a control plane runs there. */
final class FakeUnit implements ControlPlaneHost, AutoCloseable {
    private final LocalHost files;
    private final Path script;
    private Optional<Process> etcd = Optional.empty();

    FakeUnit(String name, Path script) {
        this.files = LocalHost.systemd(name);
        this.script = script;
    }

    @Override
    public String name() {
        return files.name();
    }

    @Override
    public boolean isRunning(ControlPlanePart part) {
        return part == ControlPlanePart.ETCD && etcd.filter(Process::isAlive).isPresent();
    }

    @Override
    public void stop(ControlPlanePart part) {
        if (part == ControlPlanePart.ETCD) {
            etcd.ifPresent(Process::destroy);
        }
    }

    @Override
    public void start(ControlPlanePart part) throws IOException {
        if (part == ControlPlanePart.ETCD && !isRunning(part)) {
            ProcessBuilder builder = new ProcessBuilder("/bin/sh", script.toString()).redirectErrorStream(true);
            builder.redirectOutput(ProcessBuilder.Redirect.appendTo(
                    script.resolveSibling("etcd.log").toFile()));
            etcd = Optional.of(builder.start());
        }
    }

    @Override
    public Optional<MemberIdentity> identity(Path dataDir) {
        return files.identity(dataDir);
    }

    @Override
    public boolean exists(Path path) {
        return files.exists(path);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        files.move(from, to);
    }

    @Override
    public void delete(Path path) throws IOException {
        files.delete(path);
    }

    @Override
    public RestoreReport restore(SnapshotRestore restore) throws IOException {
        return files.restore(restore);
    }

    @Override
    public String command(ControlPlanePart part, boolean stop) {
        return files.command(part, stop);
    }

    @Override
    public void close() {
        etcd.ifPresent(process -> {
            process.destroyForcibly();
            try {
                process.waitFor(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
