package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Discovery;
import io.github.kubemaintenance.cluster.DocumentOutcome;
import io.github.kubemaintenance.cluster.DocumentWrite;
import io.github.kubemaintenance.cluster.Documents;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Loop;
import io.github.kubemaintenance.model.Document;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Gives restored objects their owners back, under the uids that these have here. Done last, for an owner may come in a
 * later wave; an owner that is nowhere is left out, since a reference to nobody gets the object deleted.
 */
final class Relinking {
    private static final String MANAGER = DocumentWrite.FIELD_MANAGER + "-owners";

    private final Loop loop;
    private final Halt halt;
    private final Owners owners;
    private final List<String> notes;
    private Discovery discovery = new Discovery("", List.of(), Map.of());
    private int open;

    Relinking(Loop loop, Halt halt, Owners owners, List<String> notes) {
        this.loop = loop;
        this.halt = halt;
        this.owners = owners;
        this.notes = notes;
    }

    void relink(List<RestoreItem> items) throws InterruptedException {
        if (items.isEmpty()) {
            return;
        }
        open++;
        loop.submit(Documents.discovering(), result -> {
            open--;
            discovery = result.orThrow();
        });
        halt.run(loop, () -> open == 0);
        readOwners(items);
        halt.run(loop, () -> open == 0);
        items.forEach(this::relink);
        halt.run(loop, () -> open == 0);
    }

    /** Owners that were not written just now may be there all the same. */
    private void readOwners(List<RestoreItem> items) {
        Map<String, Runnable> reads = new TreeMap<>();
        for (RestoreItem item : items) {
            for (Document owner : Owners.of(item.wanted())) {
                String name = owner.text("name").orElse("");
                discovery.find(owner.apiVersion(), owner.kind()).ifPresent(resource -> {
                    Kind<?> kind = resource.kind();
                    String namespace = kind.isNamespaced() ? item.namespace : "";
                    reads.put(kind.resource() + " " + namespace + "/" + name, () -> read(kind, namespace, name));
                });
            }
        }
        reads.values().forEach(Runnable::run);
    }

    private void read(Kind<?> kind, String namespace, String name) {
        open++;
        loop.submit(Documents.reading(kind, namespace, name), result -> {
            open--;
            Optional<ApiFailure> failure = Patience.failure(result);
            if (failure.isPresent()) {
                notes.add("the owner " + kind.kind() + " " + name + " can't be read: "
                        + failure.get().text());
            } else {
                result.orThrow().ifPresent(owners::learn);
            }
        });
    }

    private void relink(RestoreItem item) {
        Document wanted = item.wanted();
        List<String> unknown = new ArrayList<>();
        List<Document> references = owners.references(wanted, unknown);
        String object = item.kindName + " " + (item.namespace.isEmpty() ? "" : item.namespace + "/") + item.name;
        if (!unknown.isEmpty()) {
            notes.add(object + " has lost an owner that is not here: " + String.join(", ", unknown));
        }
        if (references.isEmpty()) {
            return;
        }
        Document patch = Document.of("apiVersion", wanted.apiVersion())
                .with(wanted.kind(), "kind")
                .with(item.name, "metadata", "name")
                .with(references, "metadata", "ownerReferences");
        patch = item.namespace.isEmpty() ? patch : patch.with(item.namespace, "metadata", "namespace");
        patch = item.uid.isEmpty() ? patch : patch.with(item.uid, "metadata", "uid");
        send(item, DocumentWrite.apply(item.served(), patch).by(MANAGER), new Patience());
    }

    private void send(RestoreItem item, DocumentWrite write, Patience patience) {
        open++;
        loop.submit(Documents.writing(write), result -> {
            open--;
            DocumentOutcome outcome = DocumentOutcome.of(result);
            Optional<Duration> again = outcome.failure().flatMap(patience::again);
            if (again.isPresent()) {
                open++;
                loop.at(loop.now().plus(again.get()), () -> {
                    open--;
                    send(item, write, patience);
                });
            } else if (outcome.kind() != DocumentOutcome.Kind.WRITTEN) {
                item.ended(
                        RestoredObject.Result.FAILED,
                        "it is there, but could not be given its owners back: " + Explanation.of(outcome));
            }
        });
    }
}
