package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.backup.CoverageEntry.Origin;
import io.github.kubemaintenance.backup.CoverageEntry.State;
import java.util.List;

/** What is in a cluster and what is declared. Immutable. */
public final class CoverageReport {
    private final List<CoverageEntry> entries;
    private final List<BackupFinding> findings;
    private final List<String> unread;

    CoverageReport(List<CoverageEntry> entries, List<BackupFinding> findings, List<String> unread) {
        this.entries = List.copyOf(entries);
        this.findings = List.copyOf(findings);
        this.unread = List.copyOf(unread);
    }

    /** {@return every object, those that are covered too, ordered by kind, namespace and name} */
    public List<CoverageEntry> entries() {
        return entries;
    }

    /**
     * Returns the objects that stand in one way.
     *
     * @param state which way
     * @return ordered by kind, namespace and name
     */
    public List<CoverageEntry> entries(State state) {
        return entries.stream().filter(each -> each.state() == state).toList();
    }

    /**
     * Returns what would be lost if the cluster were built anew from the manifests, by who made it.
     *
     * @param origin who
     * @return ordered by kind, namespace and name
     */
    public List<CoverageEntry> undeclared(Origin origin) {
        return entries(State.UNDECLARED).stream()
                .filter(each -> each.origin() == origin)
                .toList();
    }

    /** {@return kinds of the cluster that could not be read} */
    public List<BackupFinding> findings() {
        return findings;
    }

    /** {@return files that were not understood, each with why: what they declare is not known} */
    public List<String> unreadFiles() {
        return unread;
    }

    /** {@return whether everything could be read on both sides} */
    public boolean isComplete() {
        return findings.isEmpty() && unread.isEmpty();
    }

    /** Returns the counts, then all that isn't covered. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Declared and live");
        for (State state : State.values()) {
            text.append(", ").append(entries(state).size()).append(' ').append(state);
        }
        if (!isComplete()) {
            text.append("; NOT COMPLETE");
        }
        entries.stream().filter(each -> each.state() != State.COVERED).forEach(each -> text.append("\n  ")
                .append(each));
        findings.forEach(each -> text.append("\n  ").append(each));
        unread.forEach(each -> text.append("\n  not understood: ").append(each));
        return text.toString();
    }
}
