package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiResource;
import io.github.kubemaintenance.cluster.Discovery;
import io.github.kubemaintenance.cluster.DocumentOutcome;
import io.github.kubemaintenance.cluster.DocumentWrite;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Page;
import io.github.kubemaintenance.cluster.PageRequest;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeObject;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Objects of any kind as trees, at the present instant. Nothing is put on record here. */
final class MockDocuments {
    private final Kernel kernel;

    MockDocuments(Kernel kernel) {
        this.kernel = kernel;
    }

    Discovery discover() {
        Set<String> groups = new HashSet<>();
        Set<String> preferred = new HashSet<>();
        List<ApiResource> resources = ApiResources.of(kernel.store()).stream()
                .map(each -> {
                    if (groups.add(each.group())) {
                        preferred.add(each.groupVersion()); // the first version of a group is the preferred one
                    }
                    return new ApiResource(
                            Kind.document(each.group(), each.version(), each.plural(), each.kind(), each.namespaced()),
                            new LinkedHashSet<>(each.verbs()),
                            preferred.contains(each.groupVersion()));
                })
                .toList();
        return new Discovery("v" + kernel.store().version() + ".0", resources, Map.of());
    }

    Page<Document> page(Kind<?> kind, Query query, PageRequest page) {
        return reading("list " + kind.resource(), () -> page(served(kind), query, page, kind));
    }

    private <T extends KubeObject> Page<Document> page(Kind<T> kind, Query query, PageRequest page, Kind<?> asked) {
        checkKnown(kind);
        Listing<T> listing = kernel.server().list(kind, query, page.limit(), page.continueToken());
        return new Page<>(
                listing.items().stream().map(each -> shown(asked, each)).toList(),
                listing.continueToken(),
                Long.toString(listing.revision()));
    }

    Optional<Document> get(Kind<?> kind, String namespace, String name) {
        return reading("get " + kind.resource() + " " + name, () -> {
            Kind<?> served = served(kind);
            checkKnown(served);
            return kernel.server().get(served, namespace, name).map(each -> shown(kind, each));
        });
    }

    DocumentOutcome write(DocumentWrite write) {
        try {
            Kind<?> kind = served(write.kind());
            checkKnown(kind);
            return write(kind, write);
        } catch (StatusException e) {
            return DocumentOutcome.of(e.status(), write.describe());
        } catch (ApiException e) {
            return new DocumentOutcome.Failed(e.failure(), List.of());
        }
    }

    private <T extends KubeObject> DocumentOutcome write(Kind<T> kind, DocumentWrite write) {
        ApiServer server = kernel.server();
        Document object = write.object();
        String manager = write.fieldManager();
        boolean there = server.get(kind, object.namespace(), object.name()).isPresent();
        T written =
                switch (write.operation()) {
                    case CREATE -> server.create(kind, object, write.dryRun(), manager, "Update");
                    case REPLACE -> server.replace(kind, object, write.dryRun());
                    case APPLY ->
                        there
                                ? server.apply(kind, object, manager, write.force(), write.dryRun())
                                : server.create(kind, object, write.dryRun(), manager, "Apply");
                };
        return new DocumentOutcome.Written(shown(write.kind(), written), !there);
    }

    private <A> A reading(String what, Supplier<A> work) {
        try {
            return work.get();
        } catch (StatusException e) {
            throw new ApiException(e.status().toFailure(what));
        }
    }

    /** The kind as this world keeps it; a version that isn't served is not found. */
    private Kind<?> served(Kind<?> kind) {
        Optional<Kind<?>> own =
                ApiResources.builtIn(kind.apiVersion(), kind.kind()).filter(kind::equals);
        if (own.isPresent()) {
            return own.get();
        }
        return ApiResources.of(kernel.store()).stream()
                .map(ApiResources.Resource::toKind)
                .filter(each -> each.equals(kind) && each.version().equals(kind.version()))
                .findFirst()
                .orElseThrow(() -> new StatusException(
                        Statuses.of(404, "NotFound", "the server could not find the requested resource", "", "")));
    }

    private void checkKnown(Kind<?> kind) {
        if (kernel.server().isMissing(kind)) {
            throw new ApiException(Kernel.unknown(kind, RequestLine.reading("list", kind, Query.all())));
        }
    }

    private static Document shown(Kind<?> kind, KubeObject object) {
        return object.toDocument().with(kind.apiVersion(), "apiVersion").with(kind.kind(), "kind");
    }
}
