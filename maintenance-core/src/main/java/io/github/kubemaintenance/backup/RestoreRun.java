package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.backup.PlannedObject.Action;
import io.github.kubemaintenance.backup.RestoredObject.Result;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.ClusterSession;
import io.github.kubemaintenance.cluster.DocumentOutcome;
import io.github.kubemaintenance.cluster.DocumentWrite;
import io.github.kubemaintenance.cluster.Documents;
import io.github.kubemaintenance.cluster.Loop;
import io.github.kubemaintenance.event.MaintenanceEvent;
import io.github.kubemaintenance.event.internal.Dispatch;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.model.Reason;
import io.github.kubemaintenance.model.internal.Nullable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One restore, on the calling thread: plan, then wave by wave; at last owners, whose uids are known only then. */
final class RestoreRun {
    private final ClusterBackend backend;
    private final Supplier<BackupSource> source;
    private final RestoreOptions options;
    private final Dispatch listeners;
    private final List<String> notes = new ArrayList<>();
    private final Owners owners = new Owners();
    private List<RestoreItem> items = List.of();
    private String name = "";
    private Instant started = Instant.EPOCH;
    private Instant now = Instant.EPOCH;
    private long requests;
    private long done;
    private int open;

    RestoreRun(
            ClusterBackend backend,
            Supplier<BackupSource> source,
            RestoreOptions options,
            List<Consumer<? super MaintenanceEvent>> listeners) {
        this.backend = backend;
        this.source = source;
        this.options = options;
        this.listeners = new Dispatch(listeners);
    }

    RestorePlan plan() {
        try (BackupSource opened = source.get();
                ClusterSession session = backend.open()) {
            List<RestoreItem> planned =
                    new RestorePlanner(new Loop(session, options.parallel()), opened, options).plan();
            return new RestorePlan(
                    opened.name(),
                    planned.stream().map(RestoreItem::planned).toList(),
                    RestorePlanner.isRefused(planned, options));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MaintenanceException("interrupted while the restore was planned; nothing was written", e);
        }
    }

    RestoreReport run() {
        try (BackupSource opened = source.get();
                ClusterSession session = backend.open()) {
            name = opened.name();
            return run(new Loop(session, options.parallel()), opened);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ended(
                    Outcome.CANCELLED,
                    new Reason("CANCELLED", "the thread was interrupted; run the restore again to go on"),
                    e);
        } catch (BackupFormatException e) {
            return ended(Outcome.REFUSED, new Reason("BACKUP_UNREADABLE", String.valueOf(e.getMessage())), e);
        } catch (RuntimeException e) {
            return ended(
                    Outcome.FAILED,
                    new Reason("ERROR", "the restore could not be carried on: " + e.getMessage() + "; run it again"),
                    e);
        }
    }

    private RestoreReport run(Loop loop, BackupSource opened) throws InterruptedException {
        started = loop.now();
        try {
            items = new RestorePlanner(loop, opened, options).plan();
            if (RestorePlanner.isRefused(items, options)) {
                return ended(Outcome.REFUSED, refusal(), null);
            }
            for (int wave = 0; wave <= Waves.count(); wave++) {
                write(loop, wave);
                if (wave == Waves.DEFINITIONS) {
                    awaitDefinitions(loop);
                }
            }
            relink(loop);
        } finally {
            now = loop.now();
            requests = loop.sent();
        }
        long failed =
                items.stream().filter(each -> each.result == Result.FAILED).count();
        return failed == 0
                ? ended(Outcome.COMPLETED, null, null)
                : ended(
                        Outcome.FAILED,
                        new Reason(
                                "OBJECTS_FAILED",
                                failed + " objects could not be restored; mend what they say and run it again"),
                        null);
    }

    private Reason refusal() {
        long refused =
                items.stream().filter(each -> each.action == Action.REFUSE).count();
        long conflicts =
                items.stream().filter(each -> each.action == Action.CONFLICT).count();
        for (RestoreItem each : items) {
            if (each.action == Action.REFUSE || each.action == Action.CONFLICT) {
                each.text = String.join(
                        "; ", each.reasons.stream().map(Reason::text).toList());
            }
        }
        return new Reason(
                "PLAN_REFUSED",
                refused + " objects can't be restored and " + conflicts
                        + " are there otherwise; nothing was written. skipRefused() leaves out what can't be"
                        + " restored");
    }

    private void write(Loop loop, int wave) throws InterruptedException {
        List<RestoreItem> its = items.stream().filter(each -> each.wave == wave).toList();
        for (RestoreItem each : its) {
            String why =
                    String.join("; ", each.reasons.stream().map(Reason::text).toList());
            switch (each.action) {
                case CREATE ->
                    send(
                            loop,
                            each,
                            DocumentWrite.create(each.served(), Owners.without(each.wanted())),
                            new Patience());
                case UPDATE -> send(loop, each, RestorePlanner.update(each, options), new Patience());
                case SAME -> each.ended(Result.SAME, "");
                case CONFLICT -> each.ended(Result.CONFLICT, why);
                case SKIP, REFUSE -> each.ended(Result.SKIPPED, why);
            }
        }
        loop.run(() -> open == 0);
        if (!its.isEmpty() && wave < Waves.count()) {
            done += its.size();
            listeners.tell(new BackupEvent(
                    loop.now(), Waves.name(wave), done, done + " of " + items.size() + " objects done"));
        }
    }

    private void send(Loop loop, RestoreItem item, DocumentWrite write, Patience patience) {
        open++;
        loop.submit(Documents.writing(write), result -> {
            open--;
            answered(loop, item, write, patience, DocumentOutcome.of(result));
        });
    }

    private void answered(
            Loop loop, RestoreItem item, DocumentWrite write, Patience patience, DocumentOutcome outcome) {
        Optional<Duration> again = outcome.failure().flatMap(patience::again);
        if (again.isPresent()) {
            open++;
            loop.at(loop.now().plus(again.get()), () -> {
                open--;
                send(loop, item, write, patience);
            });
        } else if (outcome instanceof DocumentOutcome.Written written) {
            owners.learn(written.object());
            item.uid = written.object().text("metadata", "uid").orElse("");
            item.lacksOwners = !Owners.of(item.wanted()).isEmpty();
            item.ended(written.created() ? Result.CREATED : Result.UPDATED, "");
        } else if (outcome instanceof DocumentOutcome.Exists) {
            meet(loop, item);
        } else if (outcome instanceof DocumentOutcome.Owned owned) {
            if (RestorePlanner.isOurs(owned)) {
                send(loop, item, write.takingFields(), patience);
            } else {
                item.ended(Result.CONFLICT, Explanation.of(outcome));
            }
        } else {
            item.ended(Result.FAILED, Explanation.of(outcome));
        }
    }

    /** It wasn't there when the plan was made: the answer of a first try was lost, or somebody else made it. */
    private void meet(Loop loop, RestoreItem item) {
        open++;
        loop.submit(Documents.reading(item.served(), item.namespace, item.name), result -> {
            open--;
            Optional<ApiFailure> failure = Patience.failure(result);
            Document live =
                    failure.isPresent() ? Document.empty() : result.orThrow().orElse(Document.empty());
            owners.learn(live);
            List<String> differences = Difference.of(item.wanted(), live);
            item.uid = live.text("metadata", "uid").orElse("");
            boolean update = options.onConflict() == ConflictPolicy.UPDATE
                    || options.onConflict() == ConflictPolicy.UPDATE_TAKING_FIELDS
                    || item.served().resource().equals("serviceaccounts"); // made with its namespace: merged into
            if (failure.isPresent()) {
                item.ended(Result.FAILED, Explanation.of(failure.get(), List.of()));
            } else if (differences.isEmpty()) {
                item.lacksOwners = !Owners.of(item.wanted()).isEmpty();
                item.ended(Result.SAME, "it came to be after the plan was made");
            } else if (update) {
                send(loop, item, RestorePlanner.update(item, options), new Patience());
            } else {
                item.ended(
                        Result.SKIPPED,
                        "it came to be after the plan was made, and differs in " + String.join(", ", differences));
            }
        });
    }

    private void awaitDefinitions(Loop loop) throws InterruptedException {
        List<String> fresh = items.stream()
                .filter(each -> each.wave == Waves.DEFINITIONS
                        && (each.result == Result.CREATED || each.result == Result.UPDATED))
                .map(each -> each.name)
                .toList();
        notes.addAll(new DefinitionWait(fresh).await(loop));
    }

    private void relink(Loop loop) throws InterruptedException {
        List<RestoreItem> orphans = items.stream()
                .filter(each -> each.lacksOwners && each.result.compareTo(Result.SKIPPED) < 0)
                .toList();
        new Relinking(loop, owners, notes).relink(orphans);
    }

    private RestoreReport ended(Outcome outcome, @Nullable Reason reason, @Nullable Throwable cause) {
        return new RestoreReport(
                name,
                outcome,
                reason == null ? List.of() : List.of(reason),
                items.stream().map(RestoreItem::restored).toList(),
                notes,
                requests,
                Duration.between(started, now),
                cause);
    }
}
