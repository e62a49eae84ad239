package io.github.kubemaintenance.etcd;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the verification of a snapshot file has found. Immutable; {@code toString} is a text for people. */
public final class SnapshotVerification {
    private final Path file;
    private final List<SnapshotFinding> findings;
    private final Optional<SnapshotInfo> info;

    SnapshotVerification(Path file, List<SnapshotFinding> findings, Optional<SnapshotInfo> info) {
        this.file = file;
        this.findings = List.copyOf(findings);
        this.info = info;
    }

    /**
     * Returns everything that was found, damage and what a restore would carry over.
     *
     * @return an empty list for a snapshot with nothing to remark
     */
    public List<SnapshotFinding> findings() {
        return findings;
    }

    /**
     * Returns the findings that forbid a restore.
     *
     * @return an empty list for a sound snapshot
     */
    public List<SnapshotFinding> errors() {
        return findings.stream()
                .filter(finding -> finding.severity() == SnapshotFinding.Severity.ERROR)
                .toList();
    }

    /**
     * Tells whether nothing was found that forbids a restore.
     *
     * @return true if there are no errors; there may be warnings
     */
    public boolean isSound() {
        return errors().isEmpty();
    }

    /**
     * Tells whether there is a finding of a code.
     *
     * @param code which
     * @return true if there is one
     */
    public boolean has(SnapshotFinding.Code code) {
        return findings.stream().anyMatch(finding -> finding.code() == code);
    }

    /**
     * Returns what the file is. Where parts of it are damaged, the numbers are of what could be read.
     *
     * @return empty if it could not be read as a database at all
     */
    public Optional<SnapshotInfo> info() {
        return info;
    }

    /**
     * Goes on only with a sound file.
     *
     * @return this
     * @throws SnapshotFileException with the first error
     */
    public SnapshotVerification orThrow() {
        if (!isSound()) {
            throw new SnapshotFileException(file, errors().get(0));
        }
        return this;
    }

    /** Returns the file, the verdict and the findings, one a line. */
    @Override
    public String toString() {
        String head = info.map(SnapshotInfo::toString).orElse(file.toString());
        return head
                + (isSound() ? ": sound" : ": damaged")
                + findings.stream().map(finding -> "\n  " + finding).collect(Collectors.joining());
    }
}
