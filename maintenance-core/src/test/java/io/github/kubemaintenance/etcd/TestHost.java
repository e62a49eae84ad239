package io.github.kubemaintenance.etcd;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** This machine's files, really moved and restored, with pretended processes; a test hears of every call before it is done. */
final class TestHost implements ControlPlaneHost {
    /** What a test does at a call. */
    interface Hook {
        void at(String call) throws IOException;
    }

    final Set<ControlPlanePart> running = EnumSet.allOf(ControlPlanePart.class);
    final List<String> calls = new ArrayList<>();
    Hook hook = call -> {};
    MockEtcd etcd = MockEtcd.builder().build();
    private final LocalHost files = LocalHost.systemd("host");

    private void call(String what) throws IOException {
        calls.add(what);
        hook.at(what);
    }

    @Override
    public String name() {
        return files.name();
    }

    @Override
    public boolean isRunning(ControlPlanePart part) throws IOException {
        call("isRunning " + part);
        return running.contains(part);
    }

    @Override
    public void stop(ControlPlanePart part) throws IOException {
        call("stop " + part);
        running.remove(part);
    }

    @Override
    public void start(ControlPlanePart part) throws IOException {
        call("start " + part);
        running.add(part);
    }

    @Override
    public Optional<MemberIdentity> identity(Path dataDir) {
        return files.identity(dataDir);
    }

    @Override
    public boolean exists(Path path) throws IOException {
        call("exists " + path.getFileName());
        return files.exists(path);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        call("move " + from.getFileName() + " to " + to.getFileName());
        files.move(from, to);
    }

    @Override
    public void delete(Path path) throws IOException {
        call("delete " + path.getFileName());
        files.delete(path);
    }

    @Override
    public RestoreReport restore(SnapshotRestore restore) throws IOException {
        call("restore");
        RestoreReport report = files.restore(restore.steps(step -> call("restore: " + step)));
        etcd.restored(report);
        return report;
    }

    @Override
    public String command(ControlPlanePart part, boolean stop) {
        return files.command(part, stop);
    }
}
