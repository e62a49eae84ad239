package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.etcd.SnapshotEvent.Step;
import io.github.kubemaintenance.etcd.SnapshotSaveException.Code;
import io.github.kubemaintenance.etcd.internal.PartFile;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** One save into a file, from the choice of the member to the rename. */
final class SaveRun {
    private final SaveOptions options;
    private final Path target;
    private final Fetch fetch;

    SaveRun(SaveOptions options, SaveCancel cancel) {
        this.options = options;
        this.target = options.target();
        this.fetch = new Fetch(options.fetch(), cancel);
    }

    SnapshotInfo run() {
        if (Files.isDirectory(target) || (Files.exists(target) && !options.overwrite())) {
            throw exists();
        }
        MemberChoice.Candidate chosen = fetch.choose();
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
            } catch (IOException | RuntimeException e) {
                throw discarded(part, fetch.translated(e, target.toString()));
            }
        } catch (PartFile.Busy e) {
            throw new SnapshotSaveException(Code.BUSY, "another save to " + target + " is running", e);
        } catch (IOException e) {
            throw fetch.translated(e, target.toString());
        }
    }

    private SnapshotSaveException exists() {
        return new SnapshotSaveException(
                Code.TARGET_EXISTS, "not saved: " + target + " exists; choose another name, or overwrite()");
    }

    private SnapshotInfo save(PartFile part, MemberChoice.Candidate chosen) throws IOException {
        Receiving received = fetch.receive(part.channel());
        part.force();
        SnapshotInfo info = verified(part, chosen, received);
        fetch.refuseCancelled();
        try {
            part.publish(options.overwrite());
        } catch (FileAlreadyExistsException e) {
            throw exists();
        }
        if (options.sidecar()) {
            sidecar(info, chosen);
        }
        fetch.tell(Step.SAVED, received.received(), received.total(), "saved " + info);
        return info;
    }

    /** Reads what is on the disk, so that what the server sent, what arrived and what was written are one. */
    private SnapshotInfo verified(PartFile part, MemberChoice.Candidate chosen, Receiving received) {
        SnapshotVerification verification = SnapshotFile.at(part.path()).verify();
        if (Thread.currentThread().isInterrupted()) {
            throw Fetch.interrupted(new InterruptedException());
        } else if (!verification.isSound()) {
            throw new SnapshotSaveException(
                    Code.DAMAGED,
                    chosen + " sent a database that is damaged in itself: "
                            + verification.errors().get(0) + ". Save from another member and look at this one");
        }
        fetch.tell(Step.VERIFIED, received.received(), received.total(), "verified: SHA-256 " + received.sha256());
        verification.findings().stream()
                .filter(finding -> finding.severity() == SnapshotFinding.Severity.WARNING)
                .forEach(
                        finding -> fetch.tell(Step.WARNING, received.received(), received.total(), finding.toString()));
        return verification.info().orElseThrow().movedTo(target);
    }

    private void sidecar(SnapshotInfo info, MemberChoice.Candidate chosen) throws IOException {
        Document json = Document.empty()
                .with(String.valueOf(target.getFileName()), "file")
                .with(options.fetch().backend().now().toString(), "savedAt")
                .with(chosen.endpoint(), "endpoint")
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
        if (!options.recorded().isEmpty()) {
            NeededFiles needed = NeededFiles.of(options.recorded());
            needed.problems().forEach(text -> fetch.tell(Step.WARNING, 0, 0, text));
            json = json.with(needed.documents(), "alsoNeeded");
        }
        Path file = NeededFiles.sidecar(target);
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
}
