package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.ApiResource;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.Discovery;
import io.github.kubemaintenance.cluster.Documents;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Loop;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.cluster.SessionScope;
import io.github.kubemaintenance.event.MaintenanceEvent;
import io.github.kubemaintenance.event.internal.Dispatch;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.model.Reason;
import io.github.kubemaintenance.model.internal.Nullable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** One save, on the calling thread: what discovery names is listed, cleaned and written as it comes. */
final class SaveRun {
    private static final Kind<?> DEFINITIONS =
            Kind.document("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", false);

    private final ClusterBackend backend;
    private final Path target;
    private final Halt halt;
    private final SaveOptions options;
    private final Dispatch listeners;
    private final BackupWriter writer;
    private final List<KindSave> finished = new ArrayList<>();
    private final List<SavedKind> definitions = new ArrayList<>();
    private final List<BackupFinding> findings = new ArrayList<>();
    private Discovery discovery = new Discovery("", List.of(), Map.of());
    private String clusterId = "";
    private Instant started = Instant.EPOCH;
    private Instant now = Instant.EPOCH;
    private long requests;
    private int open;

    SaveRun(
            ClusterBackend backend,
            Path target,
            SaveOptions options,
            List<Consumer<? super MaintenanceEvent>> listeners,
            BackupWriter.Disk disk,
            Halt halt) {
        this.halt = halt;
        this.backend = backend;
        this.target = target;
        this.options = options;
        this.listeners = new Dispatch(listeners);
        this.writer = new BackupWriter(target, options.format(), options.secrets(), disk);
    }

    BackupReport run() {
        try (writer) {
            if (writer.isTaken() && !options.overwrite()) {
                return refused("TARGET_EXISTS", target + " is there already; name another, or overwrite()");
            } else if (!writer.begin()) {
                return refused(
                        "TARGET_IN_USE",
                        "another save to " + target + " is going on; wait until it is over, or name another target");
            }
            try (SessionScope scope = SessionScope.open(backend)) {
                return save(new Loop(scope.session(), options.parallel()));
            }
        } catch (InterruptedException e) {
            return cancelled(Halt.why(e), e);
        } catch (UncheckedIOException e) {
            IOException cause = e.getCause();
            return disk(cause == null ? new IOException(e.toString(), e) : cause);
        } catch (IOException e) {
            return disk(e);
        } catch (RuntimeException e) {
            return ended(
                    Outcome.FAILED, new Reason("ERROR", "the cluster could not be saved: " + e.getMessage()), "", e);
        }
    }

    private BackupReport refused(String code, String why) {
        return ended(Outcome.REFUSED, new Reason(code, why), "", null);
    }

    /** The report of a save that nobody could begin. */
    BackupReport notBegun(RuntimeException e) {
        return ended(Outcome.FAILED, new Reason("ERROR", "the backend's executor takes no more work: " + e), "", e);
    }

    private BackupReport cancelled(String why, Exception e) {
        long read = finished.stream().mapToLong(each -> each.saved().objects()).sum();
        return ended(
                Outcome.CANCELLED,
                new Reason(
                        "CANCELLED",
                        why + " after " + read + " objects of " + finished.size()
                                + " kinds were read; what was written is deleted, nothing new is at " + target),
                "",
                e);
    }

    private BackupReport disk(IOException e) {
        if (e instanceof ClosedByInterruptException) {
            return cancelled("the thread was interrupted", e); // and its flag still stands
        }
        return ended(
                Outcome.FAILED,
                new Reason("DISK", target + " could not be written: " + e + "; nothing new is under that name"),
                "",
                e);
    }

    private BackupReport save(Loop loop) throws InterruptedException, IOException {
        started = loop.now();
        try {
            open++;
            loop.submit(Documents.discovering(), (Result<Discovery> result) -> {
                open--;
                discovery = result.orThrow();
                begin(loop);
            });
            open++;
            loop.submit(Documents.reading(Kind.NAMESPACES, "", "kube-system"), this::identified);
            halt.run(loop, () -> open == 0);
            definitions(loop);
            halt.run(loop, () -> open == 0);
        } finally {
            now = loop.now();
            requests = loop.sent();
        }
        String sums = writer.finishSums();
        notes();
        halt.check();
        BackupReport report = ended(Outcome.COMPLETED, null, sums, null);
        writer.finish(report.manifest(), options.overwrite());
        return report;
    }

    private void identified(Result<Optional<Document>> result) {
        open--;
        Optional<ApiFailure> failure = Patience.failure(result);
        clusterId = failure.isPresent()
                ? ""
                : result.orThrow()
                        .flatMap(namespace -> namespace.text("metadata", "uid"))
                        .orElse("");
        if (clusterId.isEmpty()) {
            findings.add(new BackupFinding(
                    BackupFinding.Code.IDENTITY_UNKNOWN,
                    "kube-system",
                    "the namespace whose uid names the cluster "
                            + failure.map(why -> "could not be read: " + why.text())
                                    .orElse("is not there")));
        }
    }

    private void begin(Loop loop) {
        discovery.unreadable().forEach((version, why) -> {
            if (!version.startsWith("metrics.k8s.io") && !version.startsWith("custom.metrics.k8s.io")) {
                findings.add(new BackupFinding(
                        BackupFinding.Code.GROUP_UNREADABLE,
                        version,
                        "none of its kinds are in the backup: " + why.text()
                                + "; see whether its APIService is available"));
            }
        });
        unknownNames(loop);
        for (ApiResource each : discovery.onceEach()) {
            if (isTaken(each)) {
                open++;
                new KindSave(loop, writer, options, each, queries(each.kind()), kind -> done(loop, kind)).begin();
            }
        }
    }

    /** A name that was mistyped must not look like a kind or a namespace without objects. */
    private void unknownNames(Loop loop) {
        List<ApiResource> all = discovery.onceEach();
        List<String> resources =
                all.stream().map(each -> each.kind().resource()).toList();
        for (String name : options.resources()) {
            if (resources.stream().noneMatch(each -> KindNames.has(Set.of(name), each))) {
                String meant = String.join(
                        " or ",
                        all.stream()
                                .filter(each -> KindNames.isMeant(
                                        name,
                                        each.kind().resource(),
                                        each.kind().kind()))
                                .map(each -> each.kind().resource())
                                .toList());
                findings.add(new BackupFinding(
                        BackupFinding.Code.UNKNOWN_RESOURCE,
                        name,
                        "the server has no kind whose plural this is"
                                + (meant.isEmpty() ? "" : "; perhaps " + meant + " is meant")));
            }
        }
        for (String name : options.namespaces()) {
            open++;
            loop.submit(Documents.reading(Kind.NAMESPACES, "", name), (Result<Optional<Document>> result) -> {
                open--;
                // who may not read it is told so where the kinds in it are listed
                if (Patience.failure(result).isEmpty() && result.orThrow().isEmpty()) {
                    findings.add(new BackupFinding(
                            BackupFinding.Code.NO_NAMESPACE, name, "there is no namespace of that name"));
                }
            });
        }
    }

    private boolean isTaken(ApiResource each) {
        String resource = each.kind().resource();
        boolean named = options.names(resource);
        if (!each.offers("list", "create") && !(named && each.offers("list"))) {
            return false;
        } else if (resource.equals("secrets") && !options.secrets().isInBackup()) {
            return false;
        } else if (!named && LeftOut.kind(resource).isPresent()) {
            return false;
        }
        boolean apart = !options.namespaces().isEmpty()
                && !each.kind().isNamespaced()
                && !each.kind().equals(Kind.NAMESPACES)
                && !named;
        return !apart && options.takes(resource);
    }

    private List<Query> queries(Kind<?> kind) {
        Query all = Query.all().withLabels(options.labels());
        if (options.namespaces().isEmpty()) {
            return List.of(all);
        } else if (kind.equals(Kind.NAMESPACES)) {
            return options.namespaces().stream().map(Query::named).toList();
        } else if (!kind.isNamespaced()) {
            return List.of(all);
        }
        return options.namespaces().stream()
                .map(name -> Query.inNamespace(name).withLabels(options.labels()))
                .toList();
    }

    private void done(Loop loop, KindSave kind) {
        open--;
        finished.add(kind);
        findings.addAll(kind.findings());
        SavedKind saved = kind.saved();
        long all = finished.stream().mapToLong(each -> each.saved().objects()).sum();
        listeners.tell(new BackupEvent(
                loop.now(),
                saved.resource(),
                all,
                kind.findings().isEmpty()
                        ? saved.objects() + " saved, " + saved.leftOut() + " left out"
                        : kind.findings().get(kind.findings().size() - 1).text()));
    }

    /** Where only some namespaces are saved, what defines their custom resources comes along. */
    private void definitions(Loop loop) {
        boolean there = finished.stream().anyMatch(each -> each.kind().equals(DEFINITIONS));
        if (options.namespaces().isEmpty() || there || !options.takes(DEFINITIONS.resource())) {
            return;
        }
        for (KindSave each : finished) {
            if (ApiGroups.isCustom(each.kind().group()) && each.saved().objects() > 0) {
                open++;
                loop.submit(
                        Documents.reading(DEFINITIONS, "", each.kind().resource()),
                        (Result<Optional<Document>> result) -> definition(each, result));
            }
        }
    }

    private void definition(KindSave kind, Result<Optional<Document>> result) {
        open--;
        Optional<ApiFailure> failure = Patience.failure(result);
        if (failure.isPresent()) {
            findings.add(new BackupFinding(
                    BackupFinding.Code.KIND_UNREADABLE,
                    DEFINITIONS.resource(),
                    "the definition of " + kind.kind().resource() + " could not be read: "
                            + failure.get().text()));
            return;
        }
        result.orThrow().ifPresent(definition -> {
            try {
                writer.add(DEFINITIONS, Cleaning.clean(DEFINITIONS.resource(), definition, options.keepAddresses()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            definitions.add(new SavedKind(
                    DEFINITIONS.apiVersion(), DEFINITIONS.resource(), DEFINITIONS.kind(), false, 1, 0, ""));
        });
    }

    private void notes() {
        if (options.secrets().way() == SecretHandling.Way.NOT_CHOSEN && options.takes("secrets")) {
            findings.add(new BackupFinding(
                    BackupFinding.Code.SECRETS_NOT_CHOSEN,
                    "secrets",
                    "Secrets are not in this backup, because nobody chose: secrets(SecretHandling.leftOut()),"
                            + " .keptReadable() or .encryptedBy(...)"));
        }
        long claims = finished.stream()
                .filter(each -> each.kind().equals(Kind.VOLUME_CLAIMS))
                .mapToLong(each -> each.saved().objects())
                .sum();
        if (claims > 0) {
            findings.add(new BackupFinding(
                    BackupFinding.Code.VOLUME_DATA,
                    "persistentvolumeclaims",
                    claims + " claims are in the backup, what is on their volumes is not: restored, they get new,"
                            + " empty volumes; save data with volume snapshots or the application's own means"));
        }
    }

    private BackupReport ended(Outcome outcome, @Nullable Reason reason, String sums, @Nullable Throwable cause) {
        Map<String, SavedKind> kinds = new TreeMap<>();
        finished.forEach(each -> kinds.put(each.kind().resource(), each.saved()));
        if (!definitions.isEmpty()) {
            SavedKind one = definitions.get(0);
            kinds.put(
                    one.resource(),
                    new SavedKind(one.apiVersion(), one.resource(), one.kind(), false, definitions.size(), 0, ""));
        }
        Map<String, Long> leftOut = new TreeMap<>();
        finished.forEach(each -> each.leftOut().forEach((code, count) -> leftOut.merge(code, count, Long::sum)));
        List<BackupFinding> sorted = new ArrayList<>(findings);
        sorted.sort(Comparator.comparing(BackupFinding::code).thenComparing(BackupFinding::subject));
        BackupManifest manifest = new BackupManifest(
                clusterId,
                discovery.serverVersion(),
                started.toString(),
                now.toString(),
                sorted.stream().anyMatch(each -> each.code().isPartial()),
                options.secrets().way(),
                kinds.values().stream().mapToLong(SavedKind::objects).sum(),
                List.copyOf(kinds.values()),
                sorted,
                sums);
        return new BackupReport(
                target,
                outcome,
                reason == null ? List.of() : List.of(reason),
                manifest,
                leftOut,
                requests,
                Duration.between(started, now),
                cause);
    }
}
