package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.backup.PlannedObject.Action;
import io.github.kubemaintenance.backup.RestoredObject.Result;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.Discovery;
import io.github.kubemaintenance.cluster.DocumentOutcome;
import io.github.kubemaintenance.cluster.DocumentWrite;
import io.github.kubemaintenance.cluster.Documents;
import io.github.kubemaintenance.cluster.Loop;
import io.github.kubemaintenance.cluster.SessionScope;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One restore, on the calling thread: plan, then wave by wave; at last owners, whose uids are known only then. */
final class RestoreRun {
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final ClusterBackend backend;
    private final Supplier<BackupSource> source;
    private final RestoreOptions options;
    private final Dispatch listeners;
    private final Optional<RestorePlan> expected;
    private final Halt halt;
    private final List<String> notes = new ArrayList<>();
    private final Owners owners = new Owners();
    /** By resource, why it is no use to send its objects. */
    private final Map<String, String> undefined = new TreeMap<>();

    private List<RestoreItem> items = List.of();
    private String name = "";
    private Instant started = Instant.EPOCH;
    private Instant now = Instant.EPOCH;
    private long requests;
    private long done;
    private int open;
    private boolean ending;

    RestoreRun(
            ClusterBackend backend,
            Supplier<BackupSource> source,
            RestoreOptions options,
            List<Consumer<? super MaintenanceEvent>> listeners,
            Optional<RestorePlan> expected,
            Halt halt) {
        this.expected = expected;
        this.halt = halt;
        this.backend = backend;
        this.source = source;
        this.options = options;
        this.listeners = new Dispatch(listeners);
    }

    RestorePlan plan() {
        try (BackupSource opened = source.get();
                SessionScope scope = SessionScope.open(backend)) {
            List<RestoreItem> planned =
                    new RestorePlanner(new Loop(scope.session(), options.parallel()), halt, opened, options).plan();
            return planOf(opened, planned);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MaintenanceException("interrupted while the restore was planned; nothing was written", e);
        }
    }

    private RestorePlan planOf(BackupSource opened, List<RestoreItem> planned) {
        return new RestorePlan(
                opened.name(),
                planned.stream().map(RestoreItem::planned).toList(),
                RestorePlanner.isRefused(planned, options));
    }

    /** The report of a restore that nobody could begin. */
    RestoreReport notBegun(RuntimeException e) {
        return ended(Outcome.FAILED, new Reason("ERROR", "the backend's executor takes no more work: " + e), e);
    }

    RestoreReport run() {
        try (BackupSource opened = source.get();
                SessionScope scope = SessionScope.open(backend)) {
            name = opened.name();
            return run(new Loop(scope.session(), options.parallel()), opened);
        } catch (InterruptedException e) {
            return ended(
                    Outcome.CANCELLED, new Reason("CANCELLED", Halt.why(e) + "; run the restore again to go on"), e);
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
            RestorePlanner planner = new RestorePlanner(loop, halt, opened, options);
            items = planner.plan();
            List<String> changes =
                    expected.map(planOf(opened, items)::changesSince).orElse(List.of());
            if (!changes.isEmpty()) {
                return ended(
                        Outcome.REFUSED,
                        new Reason(
                                "CHANGED",
                                "the cluster or the backup has changed since the plan was approved, nothing was written: "
                                        + String.join("; ", changes)),
                        null);
            }
            if (RestorePlanner.isRefused(items, options)) {
                return ended(Outcome.REFUSED, refusal(), null);
            }
            for (int wave = 0; wave <= Waves.count(); wave++) {
                write(loop, wave);
                if (wave == Waves.DEFINITIONS) {
                    awaitDefinitions(loop, planner.discovery());
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
            String lacking = each.kind == null ? "" : undefined.getOrDefault(each.kind.resource(), "");
            if (!lacking.isEmpty() && (each.action == Action.CREATE || each.action == Action.UPDATE)) {
                each.ended(Result.FAILED, lacking);
                continue;
            }
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
        settle(loop);
        if (!its.isEmpty() && wave < Waves.count()) {
            done += its.size();
            listeners.tell(new BackupEvent(
                    loop.now(), Waves.name(wave), done, done + " of " + items.size() + " objects done"));
        }
    }

    private void settle(Loop loop) throws InterruptedException {
        try {
            halt.run(loop, () -> open == 0);
        } catch (InterruptedException e) {
            ending = true;
            letAnswersCome(loop);
            throw e;
        }
    }

    /** What waits for its turn is not sent; what was sent may still be answered, for a while. */
    private void letAnswersCome(Loop loop) {
        items.stream()
                .filter(each -> each.write != null && each.write.withdraw())
                .forEach(each -> each.write = null);
        boolean[] over = new boolean[1];
        long timer = loop.at(loop.now().plus(GRACE), () -> over[0] = true);
        try {
            loop.run(() -> over[0] || loop.inFlight() == 0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // somebody is in a hurry: what is not known by now stays unknown
        } finally {
            loop.cancel(timer);
        }
        items.stream()
                .filter(each -> each.write != null && each.result == Result.NOT_DONE && each.text.isEmpty())
                .forEach(each -> each.ended(
                        Result.NOT_DONE, "it was sent and no answer came in time: whether it is written is unknown"));
    }

    private void send(Loop loop, RestoreItem item, DocumentWrite write, Patience patience) {
        if (ending) {
            item.ended(Result.NOT_DONE, "the restore ended before it was tried again");
            return;
        }
        open++;
        item.text = "";
        item.write = loop.submit(Documents.writing(write), result -> {
            open--;
            answered(loop, item, write, patience, DocumentOutcome.of(result));
        });
    }

    private void answered(
            Loop loop, RestoreItem item, DocumentWrite write, Patience patience, DocumentOutcome outcome) {
        Optional<Duration> again = outcome.failure().flatMap(patience::again);
        if (again.isPresent()) {
            open++;
            item.write = null;
            item.ended(Result.NOT_DONE, Explanation.of(outcome));
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
            meet(loop, item, ending);
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
    private void meet(Loop loop, RestoreItem item, boolean tooLate) {
        if (tooLate) {
            item.ended(Result.NOT_DONE, "one is there by now; the restore ended before the two were compared");
            return;
        }
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

    private void awaitDefinitions(Loop loop, Discovery discovery) throws InterruptedException {
        Set<String> served = new HashSet<>();
        discovery.resources().forEach(each -> served.add(each.kind().resource()));
        List<String> fresh = items.stream()
                // one that was there already may be a moment old: made by a restore that was ended just then
                .filter(each -> each.wave == Waves.DEFINITIONS
                        && each.result.compareTo(Result.SAME) <= 0
                        && !served.contains(each.name))
                .map(each -> each.name)
                .toList();
        undefined.putAll(new DefinitionWait(fresh).await(loop, halt));
        notes.addAll(undefined.values());
        items.stream()
                .filter(each ->
                        each.wave == Waves.DEFINITIONS && each.action == Action.CREATE && each.result == Result.FAILED)
                .forEach(each -> undefined.put(
                        each.name, "its definition could not be restored: see there; restore again when it is"));
    }

    private void relink(Loop loop) throws InterruptedException {
        List<RestoreItem> orphans = items.stream()
                .filter(each -> each.lacksOwners && each.result.compareTo(Result.SKIPPED) < 0)
                .toList();
        new Relinking(loop, halt, owners, notes).relink(orphans);
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
