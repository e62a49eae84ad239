package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.ApiResource;
import io.github.kubemaintenance.cluster.Documents;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Loop;
import io.github.kubemaintenance.cluster.Page;
import io.github.kubemaintenance.cluster.PageRequest;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeDocument;
import io.github.kubemaintenance.model.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Saves one kind, page by page; a list whose token has become too old is begun again from its first page. */
final class KindSave {
    private static final int RESTARTS = 3;

    private final Loop loop;
    private final BackupWriter writer;
    private final SaveOptions options;
    private final Kind<KubeDocument> kind;
    private final List<Query> queries;
    private final Consumer<KindSave> done;
    private final List<BackupFinding> findings = new ArrayList<>();
    private final Map<String, Long> leftOut = new TreeMap<>();
    private Patience patience = new Patience();
    private int restarts;
    private int at;
    private long objects;
    private String version = "";

    KindSave(
            Loop loop,
            BackupWriter writer,
            SaveOptions options,
            ApiResource resource,
            List<Query> queries,
            Consumer<KindSave> done) {
        this.loop = loop;
        this.writer = writer;
        this.options = options;
        this.kind = resource.kind();
        this.queries = queries;
        this.done = done;
    }

    Kind<KubeDocument> kind() {
        return kind;
    }

    List<BackupFinding> findings() {
        return findings;
    }

    Map<String, Long> leftOut() {
        return leftOut;
    }

    SavedKind saved() {
        return new SavedKind(
                kind.apiVersion(),
                kind.resource(),
                kind.kind(),
                kind.isNamespaced(),
                objects,
                leftOut.values().stream().mapToLong(each -> each).sum(),
                version);
    }

    void begin() {
        page(PageRequest.first(options.pageSize()));
    }

    private void page(PageRequest page) {
        loop.submit(Documents.listing(kind, queries.get(at), page), result -> answered(page, result));
    }

    private void answered(PageRequest page, Result<Page<Document>> result) {
        Optional<ApiFailure> failure = Patience.failure(result);
        if (failure.isPresent()) {
            failed(page, failure.get());
            return;
        }
        patience.answered();
        Page<Document> items = result.orThrow();
        version = items.resourceVersion();
        items.items().forEach(this::take);
        if (items.hasNext()) {
            page(page.after(items));
        } else if (++at < queries.size()) {
            begin();
        } else {
            done.accept(this);
        }
    }

    private void take(Document object) {
        String namespace = kind.equals(Kind.NAMESPACES) ? object.name() : object.namespace();
        if (!namespace.isEmpty() && !options.takesNamespace(namespace)) {
            return;
        }
        Optional<Reason> out = LeftOut.object(kind.resource(), object, options.includeOwned());
        if (out.isPresent()) {
            leftOut.merge(out.get().code(), 1L, Long::sum);
            return;
        }
        try {
            writer.add(kind, Cleaning.clean(kind.resource(), object, options.keepAddresses()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        objects++;
    }

    private void failed(PageRequest page, ApiFailure failure) {
        Optional<Duration> again = patience.again(failure);
        if (again.isPresent()) {
            loop.at(loop.now().plus(again.get()), () -> page(page));
        } else if (failure.kind() == ApiFailure.Kind.EXPIRED && restarts < RESTARTS) {
            restarts++;
            takeBack();
            findings.add(new BackupFinding(
                    BackupFinding.Code.LIST_RESTARTED,
                    kind.resource(),
                    "the server had forgotten the revision of the list after some pages; all of it was read again"));
            begin();
        } else {
            takeBack();
            findings.add(finding(failure));
            done.accept(this);
        }
    }

    /** Half a kind is no backup of it. */
    private void takeBack() {
        at = 0;
        objects = 0;
        version = "";
        patience = new Patience();
        leftOut.clear();
        try {
            writer.restart(kind);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private BackupFinding finding(ApiFailure failure) {
        return switch (failure.kind()) {
            case FORBIDDEN, UNAUTHORIZED ->
                new BackupFinding(
                        BackupFinding.Code.FORBIDDEN,
                        kind.resource(),
                        "may not be listed: " + failure.text() + "; grant list on it or leave it out by name");
            case NOT_FOUND ->
                new BackupFinding(
                        BackupFinding.Code.KIND_GONE,
                        kind.resource(),
                        "discovery named it and the server doesn't serve it: " + failure.text());
            default ->
                new BackupFinding(
                        BackupFinding.Code.KIND_UNREADABLE,
                        kind.resource(),
                        "could not be listed: " + failure.text() + "; save again when the server answers");
        };
    }
}
