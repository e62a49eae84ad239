package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.ClusterSession;
import io.github.kubemaintenance.event.MaintenanceEvent;
import io.github.kubemaintenance.event.internal.Dispatch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a run has done so far: keeps the journal and tells the listeners. */
final class RunLog {
    private final UpgradeRun.Settings settings;
    private final ClusterBackend backend;
    private final Dispatch listeners;
    private final Set<String> done = new LinkedHashSet<>();
    private final List<String> skipped = new ArrayList<>();
    private final Instant startedAt;

    RunLog(UpgradeRun.Settings settings, ClusterBackend backend) {
        this.settings = settings;
        this.backend = backend;
        this.listeners = new Dispatch(settings.listeners());
        this.startedAt = now();
        done.addAll(Staleness.begun(settings.journal().entries(), Set.of(JournalEntry.Kind.DONE)));
    }

    Instant now() {
        try (ClusterSession session = backend.open()) {
            return session.now();
        }
    }

    Instant startedAt() {
        return startedAt;
    }

    Set<String> done() {
        return done;
    }

    List<String> skipped() {
        return skipped;
    }

    List<String> left() {
        return settings.plan().steps().stream()
                .map(UpgradeStep::id)
                .filter(id -> !done.contains(id) && !skipped.contains(id))
                .toList();
    }

    Optional<Set<String>> cordonedBefore(UpgradeStep step) {
        return Staleness.cordonedBefore(settings.journal().entries(), step.id());
    }

    boolean isUnitDone(String unit) {
        return settings.journal().entries().stream()
                .anyMatch(each -> each.kind() == JournalEntry.Kind.UNIT_DONE
                        && each.text().equals(unit));
    }

    void write(String step, JournalEntry.Kind kind, String text) {
        settings.journal().append(new JournalEntry(settings.plan().fingerprint(), step, kind, now(), text));
    }

    void start(UpgradeStep step, Set<String> cordoned) {
        write(step.id(), JournalEntry.Kind.STARTED, String.join(",", cordoned));
        tell(step, UpgradeEvent.Kind.STARTED, step.title());
    }

    void unitDone(UpgradeStep step, String unit) {
        write(step.id(), JournalEntry.Kind.UNIT_DONE, unit);
    }

    void done(UpgradeStep step) {
        write(step.id(), JournalEntry.Kind.DONE, "");
        done.add(step.id());
        tell(step, UpgradeEvent.Kind.DONE, "Done: " + step.title());
    }

    void skip(UpgradeStep step, String why) {
        write(step.id(), JournalEntry.Kind.SKIPPED, why);
        skipped.add(step.id());
        tell(step, UpgradeEvent.Kind.SKIPPED, why);
    }

    void tell(UpgradeStep step, UpgradeEvent.Kind kind, String text) {
        String node = step.nodes().size() == 1 ? step.nodes().get(0) : "";
        pass(new UpgradeEvent(now(), node, step.id(), kind, done.size(), left().size(), text));
    }

    void tell(UpgradeEvent.Kind kind, String text) {
        pass(new UpgradeEvent(now(), "", "", kind, done.size(), left().size(), text));
    }

    void pass(MaintenanceEvent event) {
        listeners.tell(event);
    }
}
