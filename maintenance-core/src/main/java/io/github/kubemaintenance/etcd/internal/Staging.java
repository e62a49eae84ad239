package io.github.kubemaintenance.etcd.internal;

import io.github.kubemaintenance.model.internal.Nullable;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a restore builds what it will rename at the end, beside the final place and on the same file system:
 *
 * <pre>
 *   data directory absent:  PARENT/.NAME.restoring/{lock, data/member/...}   then data  -> PARENT/NAME
 *   data directory empty:   NAME/.restoring/{lock, data/member/...}          then member -> NAME/member (a mount point too)
 *   log elsewhere:          PARENT/.WAL.restoring/wal                        renamed first
 * </pre>
 *
 * <p>A lock keeps a second restore out while one runs. What a killed one has left is deleted by the next: it is known by
 * its name and lies where nothing else looks.
 */
public final class Staging implements AutoCloseable {
    /** A place that can't be restored into. */
    public static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        private final String code;

        Refused(String code, String message) {
            super(message);
            this.code = code;
        }

        /**
         * Returns why.
         *
         * @return the name of a code of SnapshotRestoreException
         */
        public String code() {
            return code;
        }
    }

    private static final String RESTORING = ".restoring";

    private final Path dataDir;
    private final Optional<Path> walDir;
    private final BuiltMember.Steps steps;
    private final boolean within;
    private final Path work;
    private final @Nullable Path walWork;
    private final LockFile lock;
    private boolean published;

    private Staging(Path dataDir, Optional<Path> walDir, BuiltMember.Steps steps) throws IOException {
        this.dataDir = dataDir.toAbsolutePath().normalize();
        this.walDir = walDir.map(path -> path.toAbsolutePath().normalize());
        this.steps = steps;
        this.within = Files.exists(this.dataDir, LinkOption.NOFOLLOW_LINKS);
        this.work = within ? this.dataDir.resolve(RESTORING) : beside(this.dataDir);
        this.walWork = this.walDir.map(Staging::beside).orElse(null);
        refuseFilled();
        Disk.folder(work);
        try {
            this.lock = LockFile.take(work.resolve("lock"));
        } catch (LockFile.Busy e) {
            throw busy();
        }
    }

    /**
     * Looks whether the place is free, takes the lock and clears what a killed restore has left.
     *
     * @param dataDir where the data will be
     * @param walDir where the log will be, if not in there
     * @param steps told of steps
     * @return the place to build in
     * @throws IOException if it can't be used
     */
    @SuppressWarnings("MustBeClosedChecker")
    public static Staging open(Path dataDir, Optional<Path> walDir, BuiltMember.Steps steps) throws IOException {
        Staging staging = new Staging(dataDir, walDir, steps);
        try {
            staging.prepare();
            return staging;
        } catch (IOException | RuntimeException | Error e) {
            staging.close();
            throw e;
        }
    }

    private static Path beside(Path path) {
        Path name = path.getFileName();
        if (name == null) {
            throw new IllegalArgumentException(path + " can't be restored into");
        }
        return path.resolveSibling("." + name + RESTORING);
    }

    private void refuseFilled() throws IOException {
        if (within && !Files.isDirectory(dataDir)) {
            throw new Refused("DATA_DIR_NOT_EMPTY", "the data directory " + dataDir + " is a file");
        }
        if (within) {
            try (Stream<Path> entries = Files.list(dataDir)) {
                List<String> found = entries.map(entry -> String.valueOf(entry.getFileName()))
                        .filter(name -> !name.equals(RESTORING))
                        .sorted()
                        .limit(5)
                        .toList();
                if (!found.isEmpty()) {
                    throw new Refused(
                            "DATA_DIR_NOT_EMPTY",
                            "the data directory " + dataDir + " holds " + found
                                    + "; move it away first, nothing in it was touched");
                }
            }
        }
    }

    private void prepare() throws IOException {
        refuseFilled(); // a restore that ended in between
        if (walDir.isPresent() && Files.exists(walDir.get(), LinkOption.NOFOLLOW_LINKS) && !onlyALog(walDir.get())) {
            throw walExists(walDir.get());
        }
        if (!within && Files.exists(dataDir, LinkOption.NOFOLLOW_LINKS)) {
            throw busy();
        }
        Disk.delete(data());
        if (walWork != null) {
            Disk.delete(walWork);
        }
        Disk.folder(snap());
        Disk.folder(wal());
        steps.done("folders made");
    }

    private Refused busy() {
        return new Refused("BUSY", "another restore into " + dataDir + " is running");
    }

    /**
     * Refuses if there is too little room.
     *
     * @param bytes that will be written
     * @throws IOException if there is less
     */
    public void needs(long bytes) throws IOException {
        long free = Disk.usable(work);
        if (free < bytes) {
            throw new Refused(
                    "NO_SPACE",
                    "the restore needs " + bytes + " bytes where " + dataDir + " will be; " + free + " are free");
        }
    }

    /**
     * Makes room for somebody who makes the data directory himself.
     *
     * @return where it is to be; it doesn't exist
     * @throws IOException if what was there can't be deleted
     */
    public Path emptied() throws IOException {
        Disk.delete(data());
        if (walWork != null) {
            Disk.delete(wal());
        }
        return data();
    }

    private Path data() {
        return work.resolve("data");
    }

    /** Returns where the database is built. */
    public Path database() {
        return snap().resolve("db");
    }

    /** Returns where the raft snapshot is built. */
    public Path snap() {
        return data().resolve("member").resolve("snap");
    }

    /** Returns where the log is built. */
    public Path wal() {
        return walWork != null
                ? walWork.resolve("wal")
                : data().resolve("member").resolve("wal");
    }

    /**
     * Forces the folders to the disk and renames them: the restore has happened, or not.
     *
     * @throws IOException if a rename failed
     */
    public void publish() throws IOException {
        for (Path folder : List.of(wal(), snap(), data().resolve("member"), data())) {
            Disk.sync(folder);
        }
        steps.done("forced to disk");
        if (walDir.isPresent()) {
            publishLog(walDir.get());
        }
        if (within) {
            move(data().resolve("member"), dataDir.resolve("member"));
            Disk.sync(dataDir);
        } else {
            move(data(), dataDir);
            Disk.sync(parent(dataDir));
        }
        published = true;
        steps.done("renamed");
    }

    /** A log without data beside it is what a restore leaves that was killed between the two renames. */
    private void publishLog(Path target) throws IOException {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            Path log = target.resolve(RaftFiles.WAL);
            if (!onlyALog(target) || Files.mismatch(log, wal().resolve(RaftFiles.WAL)) >= 0) {
                throw walExists(target);
            }
            Disk.delete(target);
        }
        move(wal(), target);
        Disk.sync(parent(target));
        steps.done("log renamed");
    }

    private static boolean onlyALog(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.count() == 1
                    && Files.isRegularFile(folder.resolve(RaftFiles.WAL), LinkOption.NOFOLLOW_LINKS);
        }
    }

    private static Refused walExists(Path folder) {
        return new Refused("WAL_DIR_EXISTS", "the log's directory " + folder + " exists; move it away first");
    }

    private static Path parent(Path path) {
        Path above = path.getParent();
        return above == null ? path : above;
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException(from + " can't be renamed to " + to + " in one step: " + e.getReason(), e);
        }
    }

    /** Deletes what was not renamed and gives the lock back. */
    @Override
    public void close() throws IOException {
        try (lock) {
            if (walWork != null) {
                Disk.delete(walWork);
            }
            Disk.delete(data());
        } catch (IOException e) {
            if (!published) {
                throw e;
            }
            System.getLogger(Staging.class.getName())
                    .log(System.Logger.Level.WARNING, "the restore is done, but a part of " + work + " stays", e);
        }
        try {
            Files.deleteIfExists(work);
        } catch (DirectoryNotEmptyException e) {
            // another restore has just taken the lock in there; the folder is now its own
        }
    }
}
