package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.mock.RestReply;
import io.github.kubemaintenance.mock.RestRequest;
import io.github.kubemaintenance.mock.internal.ApiResources.Part;
import io.github.kubemaintenance.mock.internal.ApiResources.Resource;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Minor;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the server says of itself: version, health, groups and resources, plain and aggregated (1.30's v2). */
final class RestDiscovery {
    private static final String AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    /** Since then a server says which versions it emulates and gets on with. */
    private static final Minor COMPATIBLE = Minor.parse("1.34");

    private static final Minor POLICY_V1 = Minor.parse("1.22");

    private final World world;
    private final RestOpenApi openApi;

    RestDiscovery(World world) {
        this.world = world;
        this.openApi = new RestOpenApi(world);
    }

    /** Answers; empty where the path is none of these. */
    Optional<RestReply> answer(RestRequest request) {
        String path = request.path().replaceFirst("(?<=.)/$", "");
        Optional<RestReply> health = Health.answer(request, Set.of());
        if (health.isPresent()) {
            return health;
        }
        return switch (path) {
            case "/version" -> ok(version());
            case "/api" -> isAggregated(request) ? aggregated(true) : ok(coreVersions());
            case "/apis" -> isAggregated(request) ? aggregated(false) : ok(groups());
            default -> {
                String[] parts = path.split("/", -1);
                if (parts.length == 3 && parts[1].equals("api")) {
                    yield resources("", parts[2]);
                } else if (parts.length == 4 && parts[1].equals("apis")) {
                    yield resources(parts[2], parts[3]);
                } else if (parts.length == 3 && parts[1].equals("apis")) {
                    yield group(parts[2]);
                }
                yield openApi.answer(path);
            }
        };
    }

    private static boolean isAggregated(RestRequest request) {
        return request.accept().contains("as=APIGroupDiscoveryList")
                && request.accept().contains("v=v2;");
    }

    private static Optional<RestReply> ok(Document body) {
        return Optional.of(RestReply.of(200, body));
    }

    private Document version() {
        Minor minor = world.version();
        Document version =
                Document.of("major", Integer.toString(minor.major())).with(Integer.toString(minor.minor()), "minor");
        if (minor.compareTo(COMPATIBLE) >= 0) {
            version = version.with(Integer.toString(minor.major()), "emulationMajor")
                    .with(Integer.toString(minor.minor()), "emulationMinor")
                    .with(Integer.toString(minor.major()), "minCompatibilityMajor")
                    .with(Integer.toString(minor.minor() - 1), "minCompatibilityMinor");
        }
        return version.with("v" + minor.major() + "." + minor.minor() + ".0", "gitVersion")
                .with("", "gitCommit")
                .with("clean", "gitTreeState")
                .with("1970-01-01T00:00:00Z", "buildDate")
                .with("none", "goVersion")
                .with("none", "compiler")
                .with("simulated/none", "platform");
    }

    private static Document coreVersions() {
        return Document.of("kind", "APIVersions")
                .with(List.of("v1"), "versions")
                .with(
                        List.of(Document.of("clientCIDR", "0.0.0.0/0").with("127.0.0.1", "serverAddress")),
                        "serverAddressByClientCIDRs");
    }

    /** Groups in their order, each with its versions in theirs. */
    private Map<String, Map<String, List<Resource>>> byGroup() {
        Map<String, Map<String, List<Resource>>> all = new LinkedHashMap<>();
        for (Resource each : ApiResources.of(world)) {
            all.computeIfAbsent(each.group(), any -> new LinkedHashMap<>())
                    .computeIfAbsent(each.version(), any -> new ArrayList<>())
                    .add(each);
        }
        return all;
    }

    private Document groups() {
        List<Document> groups = new ArrayList<>();
        byGroup().forEach((name, versions) -> {
            if (!name.isEmpty()) {
                groups.add(group(name, versions));
            }
        });
        return Document.of("kind", "APIGroupList").with("v1", "apiVersion").with(groups, "groups");
    }

    private static Document group(String name, Map<String, List<Resource>> versions) {
        List<Document> all = versions.keySet().stream()
                .map(version ->
                        Document.of("groupVersion", name + "/" + version).with(version, "version"))
                .toList();
        return Document.of("name", name).with(all, "versions").with(all.get(0), "preferredVersion");
    }

    private Optional<RestReply> group(String name) {
        Map<String, List<Resource>> versions = byGroup().get(name);
        return versions == null || name.isEmpty()
                ? Optional.empty()
                : ok(Document.of("kind", "APIGroup").with("v1", "apiVersion").withAll(group(name, versions)));
    }

    private Optional<RestReply> resources(String group, String version) {
        List<Resource> found = byGroup().getOrDefault(group, Map.of()).get(version);
        if (found == null) {
            return Optional.empty();
        }
        List<Document> resources = new ArrayList<>();
        for (Resource each : found) {
            resources.add(plain(each));
            each.parts().forEach(part -> resources.add(plain(each, part)));
        }
        Document list = Document.of("kind", "APIResourceList");
        list = group.isEmpty() ? list : list.with("v1", "apiVersion");
        return ok(list.with(found.get(0).groupVersion(), "groupVersion").with(resources, "resources"));
    }

    private static Document plain(Resource resource) {
        Document document = Document.of("name", resource.plural())
                .with(resource.singular(), "singularName")
                .with(resource.namespaced(), "namespaced")
                .with(resource.kind(), "kind")
                .with(resource.verbs(), "verbs");
        document = withNames(document, resource);
        return resource.verbs().contains("watch") && resource.builtIn()
                ? document.with(storageHash(resource), "storageVersionHash")
                : document;
    }

    private static Document withNames(Document document, Resource resource) {
        Document named =
                resource.shortNames().isEmpty() ? document : document.with(resource.shortNames(), "shortNames");
        return resource.categories().isEmpty() ? named : named.with(resource.categories(), "categories");
    }

    private Document plain(Resource resource, Part part) {
        Document document = Document.of("name", resource.plural() + "/" + part.name())
                .with("", "singularName")
                .with(resource.namespaced(), "namespaced");
        if (!part.group().isEmpty() && resource.builtIn()) {
            document = document.with(part.group(), "group").with(version(part), "version");
        }
        return document.with(part.kind(), "kind").with(part.verbs(), "verbs");
    }

    /** Evictions were policy/v1beta1's alone before 1.22. */
    private String version(Part part) {
        boolean old = part.name().equals("eviction") && world.version().compareTo(POLICY_V1) < 0;
        return old ? "v1beta1" : part.version();
    }

    /** As the server computes it: the first eight bytes of a digest of group, version and kind. */
    private static String storageHash(Resource resource) {
        try {
            String what = resource.group() + "/" + resource.version() + "/" + resource.kind();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(what.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(Arrays.copyOf(digest, 8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private Optional<RestReply> aggregated(boolean core) {
        List<Document> items = new ArrayList<>();
        byGroup().forEach((name, versions) -> {
            if (name.isEmpty() == core) {
                List<Document> all = new ArrayList<>();
                versions.forEach((version, resources) -> all.add(Document.of("version", version)
                        .with(resources.stream().map(this::aggregated).toList(), "resources")
                        .with("Current", "freshness")));
                items.add(Document.of("metadata", core ? Document.empty() : Document.of("name", name))
                        .with(all, "versions"));
            }
        });
        return Optional.of(RestReply.of(
                        200,
                        Document.of("kind", "APIGroupDiscoveryList")
                                .with("apidiscovery.k8s.io/v2", "apiVersion")
                                .with(Document.empty(), "metadata")
                                .with(items, "items"))
                .with("Content-Type", AGGREGATED));
    }

    private Document aggregated(Resource resource) {
        // Kubernetes' own say group and version once, above; those of definitions say it each time.
        Document document = Document.of("resource", resource.plural())
                .with(
                        resource.builtIn()
                                ? type("", "", resource.kind())
                                : type(resource.group(), resource.version(), resource.kind()),
                        "responseKind")
                .with(resource.namespaced() ? "Namespaced" : "Cluster", "scope")
                .with(resource.singular(), "singularResource")
                .with(resource.verbs(), "verbs");
        document = withNames(document, resource);
        return resource.parts().isEmpty()
                ? document
                : document.with(
                        resource.parts().stream()
                                .map(part -> Document.of("subresource", part.name())
                                        .with(type(part.group(), version(part), part.kind()), "responseKind")
                                        .with(part.verbs(), "verbs"))
                                .toList(),
                        "subresources");
    }

    private static Document type(String group, String version, String kind) {
        return Document.of("group", group).with(version, "version").with(kind, "kind");
    }
}
