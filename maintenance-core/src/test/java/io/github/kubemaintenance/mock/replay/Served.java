package io.github.kubemaintenance.mock.replay;

import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.RestRequest;
import io.github.kubemaintenance.mock.RestServer;
import io.github.kubemaintenance.mock.internal.RestPath;
import io.github.kubemaintenance.model.Document;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What an API server without any definitions serves. */
final class Served {
    private static final RestServer EMPTY =
            RestServer.of(MockCluster.builder().version("1.34").build());
    private static final Map<String, Document> KNOWN = new LinkedHashMap<>();

    private Served() {}

    /** Whether a group is Kubernetes' own. */
    static boolean isBuiltIn(String group) {
        return group.isEmpty() || get("/apis/" + group).kind().equals("APIGroup");
    }

    /** What discovery says of Kubernetes' own resource behind a path. */
    static Optional<Document> resource(RestPath path) {
        return get((path.group().isEmpty() ? "/api/" : "/apis/") + path.apiVersion()).documents("resources").stream()
                .filter(each ->
                        each.name().isEmpty() && each.text("name").orElse("").equals(path.resource()))
                .findFirst();
    }

    private static synchronized Document get(String path) {
        return KNOWN.computeIfAbsent(path, any -> EMPTY.handle(RestRequest.of("GET", path, "", "", Document.empty()))
                .body());
    }
}
