package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.internal.Nullable;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Snapshots that are saved again and again. Thread-safe. */
public final class SnapshotSchedule implements AutoCloseable {
    /**
     * How one save ended.
     *
     * @param report what was saved, kept and deleted; empty if it failed
     * @param failure why it failed; empty if it did not
     */
    public record Run(Optional<KeepReport> report, Optional<MaintenanceException> failure) {}

    private final SnapshotFolder folder;
    private final Consumer<? super Run> told;
    private boolean listenerFailed;
    private @Nullable Runnable ending;

    private SnapshotSchedule(SnapshotFolder folder, Consumer<? super Run> told) {
        this.folder = folder;
        this.told = told;
    }

    static SnapshotSchedule start(
            SnapshotFolder folder,
            SnapshotScheduler scheduler,
            Duration first,
            Duration every,
            Consumer<? super Run> told) {
        SnapshotSchedule schedule = new SnapshotSchedule(folder, told);
        schedule.ending = scheduler.repeat(schedule::save, first, every);
        return schedule;
    }

    private void save() {
        Run run;
        try {
            run = new Run(Optional.of(folder.save()), Optional.empty());
        } catch (MaintenanceException e) {
            run = new Run(Optional.empty(), Optional.of(e));
        }
        try {
            told.accept(run);
        } catch (RuntimeException e) {
            if (!listenerFailed) {
                listenerFailed = true;
                System.getLogger(SnapshotSchedule.class.getName())
                        .log(System.Logger.Level.WARNING, "who is told of scheduled snapshots failed", e);
            }
        }
    }

    /** Ends it: no further save is begun; one that runs is carried to its end. */
    @Override
    public void close() {
        Runnable known = ending;
        if (known != null) {
            known.run();
        }
    }
}
