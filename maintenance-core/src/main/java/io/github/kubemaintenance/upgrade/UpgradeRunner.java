package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.model.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Carries a plan out, step by step, on the caller's thread. */
final class UpgradeRunner {
    private final UpgradeRun.Settings settings;
    private final UpgradePlan plan;
    private final ClusterBackend backend;
    private final HostExecutor hosts;
    private final RunLog log;

    UpgradeRunner(UpgradeRun.Settings settings, ClusterBackend backend, HostExecutor hosts) {
        this.settings = settings;
        this.plan = settings.plan();
        this.backend = backend;
        this.hosts = hosts;
        this.log = new RunLog(settings, backend);
    }

    UpgradeReport run() {
        UpgradeReport report;
        Optional<UpgradeStep> at = Optional.empty();
        try {
            Optional<Reason> refusal = refusal();
            if (refusal.isPresent()) {
                report = report(Outcome.REFUSED, Optional.empty(), refusal.get());
            } else if (settings.dryRun()) {
                plan.steps().stream()
                        .filter(step -> !log.done().contains(step.id()))
                        .forEach(step -> log.tell(step, UpgradeEvent.Kind.PLANNED, step.title()));
                report = completed();
            } else {
                report = locked();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            report = report(Outcome.CANCELLED, at, new Reason(RunCode.CANCELLED, "The thread was interrupted."));
        } catch (MaintenanceException e) {
            report = report(Outcome.FAILED, at, new Reason(RunCode.UNREADABLE, String.valueOf(e.getMessage())));
        }
        log.tell(UpgradeEvent.Kind.ENDED, report.toString());
        return report;
    }

    private Optional<Reason> refusal() {
        List<JournalEntry> entries = settings.journal().entries();
        if (plan.isBlocked()) {
            List<String> ids = plan.findings().stream()
                    .filter(each -> each.severity() == Severity.BLOCKER)
                    .map(UpgradeFinding::id)
                    .toList();
            return Optional.of(new Reason(RunCode.BLOCKED, "The plan has blockers: " + String.join(", ", ids) + "."));
        } else if (!plan.inventory().observed()) {
            return Optional.of(new Reason(
                    RunCode.NOT_OBSERVED, "The plan was made on versions alone; plan on the cluster to run it."));
        } else if (entries.stream().anyMatch(each -> !each.plan().equals(plan.fingerprint()))) {
            return Optional.of(new Reason(RunCode.OTHER_PLAN, "The journal is of another plan; take a new one."));
        }
        Inventory now = new Survey(UpgradeReader.read(backend))
                .observe(Optional.of(new NamedPlatform(plan.platform())))
                .inventory();
        List<String> differences = Staleness.of(
                plan, Staleness.begun(entries, Set.of(JournalEntry.Kind.STARTED, JournalEntry.Kind.DONE)), now);
        return differences.isEmpty()
                ? Optional.empty()
                : Optional.of(new Reason(
                        RunCode.STALE,
                        "The cluster has changed since the plan was made: " + String.join("; ", differences)
                                + ". Plan again."));
    }

    private UpgradeReport locked() throws InterruptedException {
        UpgradeLock lock = new UpgradeLock(backend, holder());
        try {
            Optional<String> held = lock.hold();
            return held.isPresent()
                    ? report(
                            Outcome.REFUSED,
                            Optional.empty(),
                            new Reason(RunCode.LOCKED, "Somebody else is upgrading this cluster: " + held.get() + "."))
                    : steps(lock);
        } finally {
            lock.release();
        }
    }

    /** A run that goes on from a journal is the same runner. */
    private String holder() {
        Optional<String> before = settings.journal().entries().stream()
                .filter(each -> each.kind() == JournalEntry.Kind.RUN)
                .map(JournalEntry::text)
                .findFirst();
        String holder = before.orElse("upgrade-" + plan.fingerprint() + "-" + log.startedAt());
        log.write("", JournalEntry.Kind.RUN, holder);
        return holder;
    }

    private UpgradeReport steps(UpgradeLock lock) throws InterruptedException {
        for (UpgradeStep step : plan.steps()) {
            if (log.done().contains(step.id())) {
                log.tell(step, UpgradeEvent.Kind.SKIPPED, "Done by an earlier run.");
                continue;
            }
            try {
                if (settings.stop().getAsBoolean()) {
                    return report(
                            Outcome.CANCELLED, Optional.empty(), new Reason(RunCode.CANCELLED, "The run was stopped."));
                }
                if (new StepRunner(settings, backend, hosts, step, log).run()) {
                    log.done(step);
                }
                Optional<String> lost = lock.renew();
                if (lost.isPresent()) {
                    return report(Outcome.FAILED, Optional.of(step), new Reason(RunCode.LOCKED, lost.get()));
                }
            } catch (StepFailure e) {
                log.write(step.id(), JournalEntry.Kind.FAILED, e.reason().text());
                log.tell(step, UpgradeEvent.Kind.FAILED, e.reason().text());
                return report(e.outcome(), Optional.of(step), e.reason());
            }
        }
        return completed();
    }

    private UpgradeReport completed() {
        return new UpgradeReport(
                Outcome.COMPLETED,
                List.copyOf(log.done()),
                log.skipped(),
                Optional.empty(),
                log.left(),
                List.of(),
                List.of(),
                log.startedAt(),
                log.now());
    }

    private UpgradeReport report(Outcome outcome, Optional<UpgradeStep> step, Reason reason) {
        List<String> choices = new ArrayList<>();
        if (step.isPresent()) {
            choices.add("Mend what failed and run again with the same plan and journal: it goes on in "
                    + step.get().id() + ".");
            step.get().wayBack().forEach(way -> choices.add("Way back: " + way));
            choices.add("Leave it so: every state between two steps is within the version skew policy.");
        }
        return new UpgradeReport(
                outcome,
                List.copyOf(log.done()),
                log.skipped(),
                step.map(UpgradeStep::id),
                log.left(),
                List.of(reason),
                choices,
                log.startedAt(),
                log.now());
    }

    /** A platform of which only the name is known: whether it is a provider's, for telling nodes apart. */
    private record NamedPlatform(String name) implements Platform {
        @Override
        public boolean isByMinor() {
            return !name.startsWith("kubeadm");
        }

        @Override
        public List<UpgradeStep> steps(Route route) {
            return List.of();
        }
    }
}
