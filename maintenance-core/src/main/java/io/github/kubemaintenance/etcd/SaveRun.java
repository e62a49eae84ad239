package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.etcd.EtcdBackend.Chunk;
import io.github.kubemaintenance.etcd.EtcdBackend.End;
import io.github.kubemaintenance.etcd.EtcdBackend.Received;
import io.github.kubemaintenance.etcd.EtcdBackend.SnapshotStream;
import io.github.kubemaintenance.etcd.SnapshotEvent.Step;
import io.github.kubemaintenance.etcd.SnapshotSaveException.Code;
import io.github.kubemaintenance.etcd.internal.PartFile;
import io.github.kubemaintenance.event.MaintenanceEvent;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** One save from the choice of the member to the rename. */
final class SaveRun {
    private final SaveOptions options;
    private final SaveCancel cancel;
    private final Set<Consumer<?>> broken = new HashSet<>();
    private String endpoint = "";
    private long told;

    SaveRun(SaveOptions options, SaveCancel cancel) {
        this.options = options;
        this.cancel = cancel;
    }

    SnapshotInfo run() {
        if (Thread.currentThread().isInterrupted()) {
            throw new SnapshotSaveException(Code.CANCELLED, "the thread that saves was interrupted before it began");
        }
        Path target = options.target();
        refuseExisting(target);
        MemberChoice.Candidate chosen = new MemberChoice(options.backend(), text -> tell(Step.WARNING, 0, 0, text))
                .choose(options.member(), options.acceptCorrupt());
        endpoint = chosen.endpoint();
        tell(Step.MEMBER_CHOSEN, 0, 0, "saving from " + chosen);
        try (PartFile part = PartFile.open(target)) {
            try {
                long size = chosen.status().map(EtcdStatus::dbSize).orElse(0L) + Receiving.HASH;
                if (part.usable() < size) {
                    throw new SnapshotSaveException(
                            Code.NO_SPACE,
                            "not saved: the snapshot takes " + size + " bytes, where " + target + " will be are "
                                    + part.usable() + " free");
                }
                return save(part, chosen);
            } catch (SnapshotSaveException e) {
                throw discarded(part, e);
            } catch (IOException | RuntimeException e) {
                throw discarded(part, translated(e));
            }
        } catch (PartFile.Busy e) {
            throw new SnapshotSaveException(Code.BUSY, "another save to " + target + " is running", e);
        } catch (IOException e) {
            throw io(e);
        }
    }

    private void refuseExisting(Path target) {
        if (Files.isDirectory(target) || (Files.exists(target) && !options.overwrite())) {
            throw exists(target);
        }
    }

    private static SnapshotSaveException exists(Path target) {
        return new SnapshotSaveException(
                Code.TARGET_EXISTS, "not saved: " + target + " exists; choose another name, or overwrite()");
    }

    private SnapshotInfo save(PartFile part, MemberChoice.Candidate chosen) throws IOException {
        Receiving receiving = new Receiving(part.channel());
        try (SnapshotStream stream = options.backend().snapshot(endpoint)) {
            cancel.covers(stream);
            receive(stream, receiving);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SnapshotSaveException(Code.CANCELLED, "the thread that saves was interrupted", e);
        }
        String sha256 = receiving.complete();
        part.force();
        SnapshotVerification verification = SnapshotFile.at(part.path()).verify();
        if (Thread.currentThread().isInterrupted()) {
            throw new SnapshotSaveException(Code.CANCELLED, "the thread that saves was interrupted");
        } else if (!verification.isSound()) {
            throw new SnapshotSaveException(
                    Code.DAMAGED,
                    chosen + " sent a database that is damaged in itself: "
                            + verification.errors().get(0) + ". Save from another member and look at this one");
        }
        tell(Step.VERIFIED, receiving.received(), receiving.total(), "verified: SHA-256 " + sha256);
        verification.findings().forEach(finding -> {
            if (finding.severity() == SnapshotFinding.Severity.WARNING) {
                tell(Step.WARNING, receiving.received(), receiving.total(), finding.toString());
            }
        });
        if (cancel.isCancelled()) {
            throw new SnapshotSaveException(Code.CANCELLED, "cancelled");
        }
        publish(part);
        SnapshotInfo info = verification.info().orElseThrow().movedTo(options.target());
        if (options.sidecar()) {
            sidecar(info, chosen);
        }
        tell(Step.SAVED, receiving.received(), receiving.total(), "saved " + info);
        return info;
    }

    private void publish(PartFile part) throws IOException {
        try {
            part.publish(options.overwrite());
        } catch (FileAlreadyExistsException e) {
            throw exists(options.target());
        }
    }

    private void receive(SnapshotStream stream, Receiving receiving) throws InterruptedException, IOException {
        while (true) {
            Received received = stream.next(options.idleTimeout());
            if (cancel.isCancelled()) {
                throw new SnapshotSaveException(Code.CANCELLED, "cancelled; the server was told to stop");
            } else if (Thread.interrupted()) {
                throw new InterruptedException();
            } else if (received instanceof Chunk chunk) {
                receiving.take(chunk);
                progress(receiving);
            } else if (received instanceof End) {
                return;
            } else {
                throw new SnapshotSaveException(
                        Code.STALLED,
                        "nothing has come from " + endpoint + " for " + text(options.idleTimeout()) + ", after "
                                + receiving.received() + " of " + receiving.total() + " bytes");
            }
        }
    }

    private void progress(Receiving receiving) {
        long step = Math.max(1, receiving.total() / 100);
        if (told == 0 || receiving.received() >= told + step || receiving.received() == receiving.total()) {
            if (receiving.received() != told) {
                told = receiving.received();
                tell(Step.PROGRESS, told, receiving.total(), told + " of " + receiving.total() + " bytes");
            }
        }
    }

    private void sidecar(SnapshotInfo info, MemberChoice.Candidate chosen) throws IOException {
        Document json = Document.empty()
                .with(String.valueOf(info.file().getFileName()), "file")
                .with(options.backend().now().toString(), "savedAt")
                .with(endpoint, "endpoint")
                .with(chosen.name(), "member")
                .with(info.fileSize(), "fileSize")
                .with(info.sha256(), "sha256")
                .with(info.revision(), "revision")
                .with(info.liveKeys(), "liveKeys")
                .with(info.totalRecords(), "totalRecords")
                .with(info.hash(), "hash")
                .with(info.clusterVersion().orElse(""), "clusterVersion")
                .with(info.version().orElse(""), "storageVersion");
        if (chosen.status().isPresent()) {
            EtcdStatus status = chosen.status().get();
            json = json.with(status.version(), "etcdVersion")
                    .with(Long.toHexString(status.memberId()), "memberId")
                    .with(Long.toHexString(status.clusterId()), "clusterId");
        }
        Path file = info.file().resolveSibling(info.file().getFileName() + ".json");
        PartFile.write(file, DocumentFormat.prettyJson().write(json).getBytes(StandardCharsets.UTF_8));
    }

    private static SnapshotSaveException discarded(PartFile part, SnapshotSaveException e) {
        try {
            part.discard();
            return e;
        } catch (IOException undeleted) {
            SnapshotSaveException with = e.leaving(part.path());
            with.addSuppressed(undeleted);
            return with;
        }
    }

    private SnapshotSaveException translated(Exception e) {
        if (cancel.isCancelled() || e instanceof ClosedByInterruptException) {
            return new SnapshotSaveException(Code.CANCELLED, "cancelled; the server was told to stop", e);
        } else if (e instanceof EtcdException known) {
            Code code =
                    switch (known.kind()) {
                        case TLS, UNAUTHENTICATED, PERMISSION_DENIED -> Code.DENIED;
                        case CANCELLED -> Code.CANCELLED;
                        case TIMED_OUT -> Code.STALLED;
                        default -> Code.UNAVAILABLE;
                    };
            return new SnapshotSaveException(code, "not saved from " + endpoint + ": " + e.getMessage(), e);
        } else if (e instanceof IOException io) {
            return io(io);
        }
        throw (RuntimeException) e;
    }

    private SnapshotSaveException io(IOException e) {
        if (e instanceof ClosedByInterruptException) {
            return new SnapshotSaveException(Code.CANCELLED, "the thread that saves was interrupted", e);
        }
        boolean full = String.valueOf(e.getMessage()).contains("No space left");
        return new SnapshotSaveException(
                full ? Code.NO_SPACE : Code.IO,
                options.target() + " could not be written: " + e.getClass().getSimpleName() + " " + e.getMessage(),
                e);
    }

    private static String text(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    private void tell(Step step, long received, long total, String text) {
        SnapshotEvent event = new SnapshotEvent(options.backend().now(), step, endpoint, received, total, text);
        for (Consumer<? super MaintenanceEvent> listener : options.listeners()) {
            try {
                listener.accept(event);
            } catch (RuntimeException e) {
                if (broken.add(listener)) {
                    System.getLogger(SaveRun.class.getName())
                            .log(System.Logger.Level.WARNING, "a listener of the save failed at " + event, e);
                }
            }
        }
    }
}
