package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.event.MaintenanceEvent;
import io.github.kubemaintenance.model.MaintenanceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder of snapshots of one cluster, {@code NAME-20261124T123000Z.db}, with their sidecars: saves new ones, keeps as
 * many as a {@link SnapshotRetention} wants, and never deletes the newest one that is sound, whatever the rules say. Only
 * files with such names are looked at. Immutable: each method returns a changed copy. Thread-safe.
 *
 * <pre>{@code
 * SnapshotFolder folder = EtcdSnapshots.of(etcd)
 *     .keepIn(Path.of("/var/backups/etcd"))
 *     .retention(SnapshotRetention.newest(3).andDaily(7).andWeekly(4));
 * folder.save();
 * }</pre>
 */
public final class SnapshotFolder {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final EtcdBackend backend;
    private final Path folder;
    private final String name;
    private final SnapshotRetention retention;
    private final UnaryOperator<SnapshotSave> saving;

    private SnapshotFolder(
            EtcdBackend backend,
            Path folder,
            String name,
            SnapshotRetention retention,
            UnaryOperator<SnapshotSave> saving) {
        this.backend = backend;
        this.folder = folder;
        this.name = name;
        this.retention = retention;
        this.saving = saving;
    }

    /**
     * Looks at a folder; nothing is read or written yet.
     *
     * @param backend the cluster
     * @param folder where; made at the first save
     * @return a folder that keeps everything, under the name {@code etcd}
     */
    public static SnapshotFolder of(EtcdBackend backend, Path folder) {
        return new SnapshotFolder(
                Objects.requireNonNull(backend, "backend"),
                Objects.requireNonNull(folder, "folder"),
                "etcd",
                SnapshotRetention.all(),
                save -> save);
    }

    /**
     * Says what the files' names begin with, for folders with snapshots of several clusters.
     *
     * @param prefix letters, digits, dots, hyphens and underscores
     * @return a changed copy
     */
    public SnapshotFolder name(String prefix) {
        if (!prefix.matches("[A-Za-z0-9_][A-Za-z0-9._-]*")) {
            throw new IllegalArgumentException("a file's name can't begin with '" + prefix + "'");
        }
        return new SnapshotFolder(backend, folder, prefix, retention, saving);
    }

    /**
     * Says which ones are kept.
     *
     * @param policy the rules
     * @return a changed copy
     */
    public SnapshotFolder retention(SnapshotRetention policy) {
        return new SnapshotFolder(backend, folder, name, Objects.requireNonNull(policy, "policy"), saving);
    }

    /**
     * Changes how a snapshot is saved: from which member, with which timeouts.
     *
     * @param options gets the request with its defaults
     * @return a changed copy
     */
    public SnapshotFolder saving(UnaryOperator<SnapshotSave> options) {
        return new SnapshotFolder(backend, folder, name, retention, Objects.requireNonNull(options, "options"));
    }

    /**
     * Adds a listener to each save.
     *
     * @param listener gets {@link SnapshotEvent}s
     * @return a changed copy
     */
    public SnapshotFolder onEvent(Consumer<? super MaintenanceEvent> listener) {
        UnaryOperator<SnapshotSave> before = saving;
        return saving(save -> before.apply(save).onEvent(listener));
    }

    /**
     * Lists the snapshots.
     *
     * @return the newest first; none if there is no such folder
     * @throws MaintenanceException if it can't be read
     */
    public List<KeptSnapshot> list() {
        Pattern form = Pattern.compile(Pattern.quote(name) + "-(\\d{8}T\\d{6}Z)\\.db");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<KeptSnapshot> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(file -> {
                Matcher matcher = form.matcher(String.valueOf(file.getFileName()));
                if (matcher.matches()) {
                    time(matcher.group(1)).ifPresent(at -> found.add(new KeptSnapshot(file, at)));
                }
            });
        } catch (IOException e) {
            throw new MaintenanceException(folder + " can't be listed: " + e.getMessage(), e);
        }
        found.sort(Comparator.comparing(KeptSnapshot::at).reversed());
        return found;
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.from(TIME.parse(text)));
        } catch (java.time.DateTimeException e) {
            return Optional.empty(); // the 40th of a month: somebody else's file
        }
    }

    /**
     * Saves a snapshot, on the caller's thread, then deletes what is not kept.
     *
     * @return what was saved, kept and deleted
     * @throws SnapshotSaveException if it was not saved; nothing is deleted then
     * @throws MaintenanceException if something can't be deleted
     */
    public KeepReport save() {
        Instant now = backend.now().truncatedTo(ChronoUnit.SECONDS);
        Path target = folder.resolve(name + "-" + TIME.format(now) + ".db");
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new SnapshotSaveException(
                    SnapshotSaveException.Code.IO, folder + " can't be made: " + e.getMessage(), e);
        }
        SnapshotInfo saved =
                saving.apply(SnapshotSave.of(backend, target).sidecar()).run();
        return prune(Optional.of(saved), Optional.of(new KeptSnapshot(target, now)));
    }

    /**
     * Deletes what is not kept, and nothing if none of the snapshots is sound. Reads the newest ones until it finds one
     * that is.
     *
     * @return what was kept and deleted
     * @throws MaintenanceException if the folder can't be read or something can't be deleted
     */
    public KeepReport prune() {
        return prune(Optional.empty(), newestSound());
    }

    /**
     * Looks for the newest snapshot that is sound, reading them from the newest on.
     *
     * @return empty if there is none
     */
    public Optional<KeptSnapshot> newestSound() {
        return list().stream().filter(each -> isSound(each.file())).findFirst();
    }

    private static boolean isSound(Path file) {
        try {
            return SnapshotFile.at(file).verify().isSound();
        } catch (SnapshotFileException e) {
            return false; // it can't be read, so it can't be relied on
        }
    }

    private KeepReport prune(Optional<SnapshotInfo> saved, Optional<KeptSnapshot> sound) {
        List<KeptSnapshot> all = list();
        Set<Instant> wanted = retention.kept(all.stream().map(KeptSnapshot::at).toList(), backend.now());
        List<KeptSnapshot> kept = new ArrayList<>();
        List<Path> deleted = new ArrayList<>();
        for (KeptSnapshot each : all) {
            if (sound.isEmpty()
                    || wanted.contains(each.at())
                    || each.at().equals(sound.get().at())) {
                kept.add(each);
            } else {
                delete(each.file());
                deleted.add(each.file());
            }
        }
        return new KeepReport(saved, kept, deleted, sound);
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
            Files.deleteIfExists(file.resolveSibling(file.getFileName() + ".json"));
        } catch (IOException e) {
            throw new MaintenanceException(file + " can't be deleted: " + e.getMessage(), e);
        }
    }

    /**
     * Saves again and again, on the caller's scheduler: the first time when the newest snapshot is as old as that, then at
     * that distance from the end of one save to the start of the next, so that two never run at once. A save that fails is
     * told and the next one comes at its time.
     *
     * @param scheduler the caller's
     * @param every the distance, at least a second
     * @param told gets each end, on the scheduler's thread
     * @return to end it
     */
    public SnapshotSchedule schedule(
            SnapshotScheduler scheduler, Duration every, Consumer<? super SnapshotSchedule.Run> told) {
        if (every.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("snapshots are saved at a distance of at least a second, not " + every);
        }
        Duration first = list().stream()
                .findFirst()
                .map(newest -> Duration.between(backend.now(), newest.at().plus(every)))
                .filter(wait -> !wait.isNegative())
                .orElse(Duration.ZERO);
        return SnapshotSchedule.start(this, scheduler, first.compareTo(every) > 0 ? every : first, every, told);
    }
}
