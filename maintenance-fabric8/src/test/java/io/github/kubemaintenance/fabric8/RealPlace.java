package io.github.kubemaintenance.fabric8;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.kubemaintenance.cluster.ApiResource;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.Documents;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.PageRequest;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.model.Document;
import java.time.Duration;
import java.util.List;
import org.slf4j.helpers.NOPLogger;

/**
 * A real API server without controllers: nobody empties a namespace that is deleted, nobody takes finalizers away, and it
 * is gone when somebody says so by its subresource {@code finalize}. All that is done here.
 */
final class RealPlace implements RoundTrip.Place {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final KubernetesClient admin;
    private final Http http;
    private final Documents api;

    RealPlace(KubernetesClient admin) {
        this.admin = admin;
        this.http = new Http(admin, LIMIT);
        this.api = new Fabric8Api(admin, LIMIT, NOPLogger.NOP_LOGGER);
    }

    @Override
    public ClusterBackend backend() {
        return Fabric8Cluster.of(admin);
    }

    @Override
    public Documents api() {
        return api;
    }

    @Override
    public void settle() {
        // nobody is there who would do anything later
    }

    @Override
    public void deleteNamespace(String name) throws InterruptedException {
        for (ApiResource each : api.discover().onceEach()) {
            if (each.kind().isNamespaced() && each.offers("list", "delete")) {
                for (Document object : api.documents(each.kind(), Query.inNamespace(name), PageRequest.first(0))
                        .items()) {
                    delete(Paths.object(each.kind(), name, object.name()), object);
                }
            }
        }
        String path = Paths.object(Kind.NAMESPACES, "", name);
        delete(path, Document.empty());
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        for (Http.Reply there = http.get(path); there.status() != 404; there = http.get(path)) {
            Document finalized = there.body().with(List.of(), "spec", "finalizers");
            Http.Reply done = http.send("PUT", path + "/finalize", "application/json", finalized, LIMIT);
            if (System.nanoTime() > end) {
                throw new IllegalStateException(name + " is not gone: "
                        + done.problem().toFailure("finalize").text());
            }
            Thread.sleep(50);
        }
    }

    private void delete(String path, Document object) {
        if (!object.texts("metadata", "finalizers").isEmpty()) {
            Document none = Document.empty().withNull("metadata", "finalizers");
            check(http.send("PATCH", path, "application/merge-patch+json", none, LIMIT), path);
        }
        Document options =
                Document.of("apiVersion", "v1").with("DeleteOptions", "kind").with(0, "gracePeriodSeconds");
        check(http.send("DELETE", path, "application/json", options, LIMIT), path);
    }

    private static void check(Http.Reply reply, String path) {
        if (!reply.isOk() && reply.status() != 404) {
            throw new IllegalStateException(
                    reply.problem().toFailure("delete " + path).text());
        }
    }
}
