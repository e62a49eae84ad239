package io.github.kubemaintenance.mock.contract;

import static io.github.kubemaintenance.mock.contract.ContractViolation.same;
import static io.github.kubemaintenance.mock.contract.ContractViolation.unless;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.ApiResource;
import io.github.kubemaintenance.cluster.DeleteOutcome;
import io.github.kubemaintenance.cluster.Deletion;
import io.github.kubemaintenance.cluster.Discovery;
import io.github.kubemaintenance.cluster.DocumentOutcome;
import io.github.kubemaintenance.cluster.DocumentWrite;
import io.github.kubemaintenance.cluster.Documents;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Page;
import io.github.kubemaintenance.cluster.PageRequest;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Objects of any kind, for backends that have {@link Documents}. */
final class DocumentScenarios {
    private static final Kind<KubeDocument> MAPS = Kind.document("", "v1", "configmaps", "ConfigMap", true);

    private DocumentScenarios() {}

    static List<Scenario> all() {
        return List.of(
                of("discovery lists built-in kinds with scope and verbs", DocumentScenarios::discovers),
                of("documents are listed in pages of one revision, whole", DocumentScenarios::pages),
                Scenario.of(
                        "a page of documents after a compaction is EXPIRED",
                        DocumentScenarios::expires,
                        Need.DOCUMENTS,
                        Need.COMPACTION),
                of("a kind that isn't served is NOT_FOUND, not empty", DocumentScenarios::unserved),
                of("a document is created once, the second time it EXISTS", DocumentScenarios::creates),
                of("a dry run of a creation leaves no trace", DocumentScenarios::dryRuns),
                of("a replacement from an old version is CHANGED", DocumentScenarios::replaces),
                of("an apply creates, and merges into what is there", DocumentScenarios::applies),
                of("an apply of others' fields is OWNED, and forced takes them", DocumentScenarios::conflicts),
                of("an apply drops what its manager no longer says", DocumentScenarios::givesUp),
                of("a creation in a namespace that isn't there is refused", DocumentScenarios::nowhere),
                of("a deletion of any kind is guarded by the uid", DocumentScenarios::deletes));
    }

    private static Scenario of(String name, Scenario.Script script) {
        return Scenario.of(name, script, Need.DOCUMENTS);
    }

    private static Document map(Setup setup, String name, String key, String value) {
        return Document.of("apiVersion", "v1")
                .with("ConfigMap", "kind")
                .with(name, "metadata", "name")
                .with(setup.namespace(), "metadata", "namespace")
                .with(value, "data", key);
    }

    private static DocumentOutcome write(Client client, DocumentWrite write) throws InterruptedException {
        return DocumentOutcome.of(client.result(Documents.writing(write)));
    }

    private static Document written(Client client, DocumentWrite write) throws InterruptedException {
        DocumentOutcome outcome = write(client, write);
        if (outcome instanceof DocumentOutcome.Written written) {
            return written.object();
        }
        throw new ContractViolation("the document has to be written, but " + outcome);
    }

    private static Document read(Setup setup, Client client, String name) throws InterruptedException {
        return client.ask(Documents.reading(MAPS, setup.namespace(), name))
                .orElseThrow(() -> new ContractViolation("config map " + name + " has to be there"));
    }

    private static void discovers(Setup setup) throws InterruptedException {
        try (Client client = new Client(setup)) {
            Discovery discovery = client.ask(Documents.discovering());
            ApiResource maps = discovery
                    .find("v1", "ConfigMap")
                    .orElseThrow(() -> new ContractViolation("config maps have to be discovered"));
            same("configmaps", maps.kind().plural(), "the plural");
            unless(maps.kind().isNamespaced(), "config maps are in namespaces");
            unless(maps.preferred(), "v1 is the core group's preferred version");
            unless(maps.offers("create", "delete", "get", "list", "patch", "update", "watch"), "all verbs are offered");
            unless(
                    discovery
                            .find("v1", "Namespace")
                            .filter(each -> !each.kind().isNamespaced())
                            .isPresent(),
                    "namespaces are cluster-wide");
            unless(discovery.find("apps/v1", "Deployment").isPresent(), "groups are discovered");
            unless(
                    discovery.resources().stream()
                            .noneMatch(each -> each.kind().plural().contains("/")),
                    "subresources are left out");
        }
    }

    private static void pages(Setup setup) throws InterruptedException {
        for (int i = 0; i < 5; i++) {
            setup.put(map(setup, "m" + i, "k", "v"));
        }
        try (Client client = new Client(setup)) {
            Query query = Query.inNamespace(setup.namespace());
            Page<Document> first = client.ask(Documents.listing(MAPS, query, PageRequest.first(2)));
            same(2, first.items().size(), "the items of a page");
            unless(first.hasNext(), "there is another page");
            setup.put(map(setup, "m9", "k", "v"));
            List<String> names = new ArrayList<>();
            Page<Document> page = first;
            while (true) {
                page.items().forEach(each -> names.add(each.name()));
                same(first.resourceVersion(), page.resourceVersion(), "the revision of each page");
                if (!page.hasNext()) {
                    break;
                }
                page = client.ask(
                        Documents.listing(MAPS, query, PageRequest.first(2).after(page)));
            }
            names.removeIf(name -> !name.startsWith("m"));
            same(List.of("m0", "m1", "m2", "m3", "m4"), names, "the names");
            same("ConfigMap", first.items().get(0).kind(), "the kind of an item");
            same("v1", first.items().get(0).apiVersion(), "the apiVersion of an item");
        }
    }

    private static void expires(Setup setup) throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            setup.put(map(setup, "m" + i, "k", "v"));
        }
        try (Client client = new Client(setup)) {
            Query query = Query.inNamespace(setup.namespace());
            Page<Document> first = client.ask(Documents.listing(MAPS, query, PageRequest.first(1)));
            setup.compact();
            Result<Page<Document>> next = client.result(
                    Documents.listing(MAPS, query, PageRequest.first(1).after(first)));
            same(ApiFailure.Kind.EXPIRED, failure(next).kind(), "why the page fails");
        }
    }

    private static ApiFailure failure(Result<?> result) {
        if (result instanceof Result.Failed<?> failed && failed.error() instanceof ApiException known) {
            return known.failure();
        }
        throw new ContractViolation("the request has to fail as an ApiException, but " + result);
    }

    private static void unserved(Setup setup) throws InterruptedException {
        Kind<KubeDocument> nothing = Kind.document("nosuch.example.com", "v1", "things", "Thing", true);
        try (Client client = new Client(setup)) {
            ApiFailure list = failure(client.result(Documents.listing(nothing, Query.all(), PageRequest.first(0))));
            same(ApiFailure.Kind.NOT_FOUND, list.kind(), "why the list fails");
            ApiFailure get = failure(client.result(Documents.reading(nothing, setup.namespace(), "a")));
            same(ApiFailure.Kind.NOT_FOUND, get.kind(), "why the get fails");
            same(
                    Optional.empty(),
                    client.ask(Documents.reading(MAPS, setup.namespace(), "nosuch")),
                    "an object that isn't there, of a kind that is served");
        }
    }

    private static void creates(Setup setup) throws InterruptedException {
        try (Client client = new Client(setup)) {
            DocumentWrite write = DocumentWrite.create(MAPS, map(setup, "new", "k", "v"));
            DocumentOutcome outcome = write(client, write);
            unless(outcome instanceof DocumentOutcome.Written first && first.created(), "it is created: " + outcome);
            Document there = read(setup, client, "new");
            unless(there.text("metadata", "uid").isPresent(), "the server gives a uid");
            same(Optional.of("v"), there.text("data", "k"), "the data");
            same(DocumentOutcome.Kind.EXISTS, write(client, write).kind(), "the second time");
        }
    }

    private static void dryRuns(Setup setup) throws InterruptedException {
        try (Client client = new Client(setup)) {
            DocumentWrite write =
                    DocumentWrite.create(MAPS, map(setup, "dry", "k", "v")).withDryRun(true);
            same(DocumentOutcome.Kind.WRITTEN, write(client, write).kind(), "the outcome");
            same(
                    Optional.empty(),
                    client.ask(Documents.reading(MAPS, setup.namespace(), "dry")),
                    "what is there afterwards");
        }
    }

    private static void replaces(Setup setup) throws InterruptedException {
        setup.put(map(setup, "r", "k", "1"));
        try (Client client = new Client(setup)) {
            Document old = read(setup, client, "r");
            Document next = written(client, DocumentWrite.replace(MAPS, old.with("2", "data", "k")));
            same(Optional.of("2"), next.text("data", "k"), "the data");
            DocumentOutcome stale = write(client, DocumentWrite.replace(MAPS, old.with("3", "data", "k")));
            same(DocumentOutcome.Kind.CHANGED, stale.kind(), "the outcome of a stale replacement");
            same(Optional.of("2"), read(setup, client, "r").text("data", "k"), "the data afterwards");
        }
    }

    private static void applies(Setup setup) throws InterruptedException {
        try (Client client = new Client(setup)) {
            DocumentOutcome first = write(
                    client,
                    DocumentWrite.apply(MAPS, map(setup, "a", "one", "1")).by("me"));
            unless(first instanceof DocumentOutcome.Written made && made.created(), "it is created: " + first);
            written(
                    client,
                    DocumentWrite.apply(MAPS, map(setup, "a", "two", "2")).by("you"));
            Document there = read(setup, client, "a");
            same(Optional.of("1"), there.text("data", "one"), "what one applied");
            same(Optional.of("2"), there.text("data", "two"), "what the other applied");
            String version = there.text("metadata", "resourceVersion").orElse("");
            written(
                    client,
                    DocumentWrite.apply(MAPS, map(setup, "a", "two", "2")).by("you"));
            same(
                    Optional.of(version),
                    read(setup, client, "a").text("metadata", "resourceVersion"),
                    "the version after an apply that changes nothing");
        }
    }

    private static void conflicts(Setup setup) throws InterruptedException {
        try (Client client = new Client(setup)) {
            written(
                    client,
                    DocumentWrite.apply(MAPS, map(setup, "c", "k", "mine")).by("me"));
            DocumentWrite other =
                    DocumentWrite.apply(MAPS, map(setup, "c", "k", "yours")).by("you");
            DocumentOutcome outcome = write(client, other);
            if (!(outcome instanceof DocumentOutcome.Owned owned)) {
                throw new ContractViolation("an apply of another's field has to be OWNED, but " + outcome);
            }
            same(".data.k", owned.fields().get(0).field(), "the field");
            unless(owned.fields().get(0).message().contains("\"me\""), "its owner is named: " + owned.fields());
            same(Optional.of("mine"), read(setup, client, "c").text("data", "k"), "the data after the refusal");
            written(client, other.takingFields());
            same(Optional.of("yours"), read(setup, client, "c").text("data", "k"), "the data after force");
        }
    }

    private static void givesUp(Setup setup) throws InterruptedException {
        try (Client client = new Client(setup)) {
            Document both = map(setup, "g", "keep", "1").with("2", "data", "drop");
            written(client, DocumentWrite.apply(MAPS, both).by("me"));
            written(
                    client,
                    DocumentWrite.apply(MAPS, map(setup, "g", "keep", "1")).by("me"));
            Document there = read(setup, client, "g");
            same(Optional.of("1"), there.text("data", "keep"), "what is still said");
            unless(!there.has("data", "drop"), "what is no longer said is gone");
        }
    }

    private static void nowhere(Setup setup) throws InterruptedException {
        try (Client client = new Client(setup)) {
            Document lost = map(setup, "n", "k", "v").with("nosuch-namespace", "metadata", "namespace");
            DocumentOutcome outcome = write(client, DocumentWrite.create(MAPS, lost));
            same(
                    Optional.of(ApiFailure.Kind.NOT_FOUND),
                    outcome.failure().map(ApiFailure::kind),
                    "why it isn't created");
        }
    }

    private static void deletes(Setup setup) throws InterruptedException {
        setup.put(map(setup, "d", "k", "v"));
        try (Client client = new Client(setup)) {
            String uid = read(setup, client, "d").text("metadata", "uid").orElse("");
            Deletion other = new Deletion(
                    MAPS, setup.namespace(), "d", "8f3c6a0e-0000-4000-8000-000000000000", Optional.empty(), false);
            same(DeleteOutcome.Kind.REPLACED, client.delete(other).kind(), "a deletion of another uid");
            Deletion its = new Deletion(MAPS, setup.namespace(), "d", uid, Optional.empty(), false);
            same(DeleteOutcome.Kind.ACCEPTED, client.delete(its).kind(), "a deletion of its uid");
            same(
                    Optional.empty(),
                    client.ask(Documents.reading(MAPS, setup.namespace(), "d")),
                    "what is there afterwards");
        }
    }
}
