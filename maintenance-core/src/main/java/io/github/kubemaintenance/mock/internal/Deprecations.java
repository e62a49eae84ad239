package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.RestReply;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Minor;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** APIs that the server warns of, and its metric of those that were asked for. */
final class Deprecations {
    private static final Minor OF_ENDPOINTS = Minor.parse("1.33");
    private static final String METRIC = "apiserver_requested_deprecated_apis";

    private final TreeSet<String> asked = new TreeSet<>();

    /** Takes note of a request; the warning if its API is deprecated. */
    Optional<String> used(Kind<?> kind, RestPath path, Minor version) {
        if (!kind.group().isEmpty()) {
            return Optional.empty();
        }
        Optional<String> warning =
                switch (kind.plural()) {
                    case "componentstatuses" -> Optional.of("v1 ComponentStatus is deprecated in v1.19+");
                    case "endpoints" ->
                        version.compareTo(OF_ENDPOINTS) < 0
                                ? Optional.empty()
                                : Optional.of("v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1"
                                        + " EndpointSlice");
                    default -> Optional.empty();
                };
        if (warning.isPresent()) {
            asked.add(METRIC + "{group=\"\",removed_release=\"\",resource=\"" + kind.plural() + "\",subresource=\""
                    + path.subresource() + "\",version=\"v1\"} 1\n");
        }
        return warning;
    }

    /** The lines of /metrics about them; the real server's others are left out. */
    RestReply metrics() {
        String head = asked.isEmpty()
                ? ""
                : "# HELP " + METRIC + " [STABLE] Gauge of deprecated APIs that have been requested, broken out by API"
                        + " group, version, resource, subresource, and removed_release.\n# TYPE " + METRIC
                        + " gauge\n";
        return new RestReply(
                200,
                Map.of("Content-Type", "text/plain; version=0.0.4; charset=utf-8; escaping=underscores"),
                Document.empty(),
                head + String.join("", asked),
                Duration.ZERO);
    }
}
