package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeDocument;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The resources that an API server serves: Kubernetes' own as of 1.34, and those of the cluster's definitions. */
final class ApiResources {
    private static final List<String> ALL =
            List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
    private static final List<String> OF_CUSTOM =
            List.of("delete", "deletecollection", "get", "list", "patch", "create", "update", "watch");
    private static final List<String> OF_PARTS = List.of("get", "patch", "update");
    private static final List<Resource> BUILT_IN = read();
    private static final Map<String, Kind<?>> BUILT_IN_KINDS = BUILT_IN.stream()
            .collect(Collectors.toUnmodifiableMap(
                    each -> each.groupVersion() + " " + each.kind(), Resource::toKind, (first, next) -> first));

    /** A resource, as discovery tells of it. */
    record Resource(
            String group,
            String version,
            String plural,
            String singular,
            String kind,
            boolean namespaced,
            List<String> verbs,
            List<String> shortNames,
            List<String> categories,
            List<Part> parts,
            boolean builtIn) {

        String groupVersion() {
            return group.isEmpty() ? version : group + "/" + version;
        }

        Kind<?> toKind() {
            for (Kind<?> known : Kinds.all()) {
                if (known.plural().equals(plural)
                        && known.group().equals(group)
                        && known.version().equals(version)) {
                    return known;
                }
            }
            return Kind.document(group, version, plural, kind, namespaced);
        }
    }

    /** A subresource; group and version are empty where they are the resource's own. */
    record Part(String name, String group, String version, String kind, List<String> verbs) {}

    private ApiResources() {}

    /** Kubernetes' own. */
    static List<Resource> builtIn() {
        return BUILT_IN;
    }

    /** Kubernetes' own kind of an object; asked for every object of a big cluster. */
    static Optional<Kind<?>> builtIn(String apiVersion, String kind) {
        return Optional.ofNullable(BUILT_IN_KINDS.get(apiVersion + " " + kind));
    }

    /** All that a cluster serves, in the order of discovery. */
    static List<Resource> of(World world) {
        List<Resource> all = new ArrayList<>(BUILT_IN);
        for (KubeDocument definition : world.all(Definitions.KIND)) {
            if (!Definitions.isInstalling(definition.document())) {
                custom(definition.document(), all);
            }
        }
        for (Kind<?> kind : world.kinds()) {
            boolean known = all.stream()
                    .anyMatch(each -> each.toKind().equals(kind) || each.kind().equals(kind.kind()));
            if (!known) {
                all.add(new Resource(
                        kind.group(),
                        kind.version(),
                        kind.plural(),
                        kind.kind().toLowerCase(Locale.ROOT),
                        kind.kind(),
                        kind.isNamespaced(),
                        OF_CUSTOM,
                        List.of(),
                        List.of(),
                        List.of(),
                        false));
            }
        }
        return all;
    }

    /** The kind behind a path. */
    static Optional<Kind<?>> find(World world, RestPath path) {
        return of(world).stream()
                .filter(each -> each.plural().equals(path.resource())
                        && each.group().equals(path.group())
                        && each.version().equals(path.version()))
                .findFirst()
                .map(Resource::toKind);
    }

    private static void custom(Document definition, List<Resource> all) {
        Document spec = definition.at("spec");
        Document names = spec.at("names");
        String kind = names.text("kind").orElse("");
        for (Document version : spec.documents("versions")) {
            if (!version.flag("served").orElse(false)) {
                continue;
            }
            String group = spec.text("group").orElse("");
            String name = version.text("name").orElse("");
            List<Part> parts = new ArrayList<>();
            if (version.has("subresources", "status")) {
                parts.add(new Part("status", group, name, kind, OF_PARTS));
            }
            if (version.has("subresources", "scale")) {
                parts.add(new Part("scale", "autoscaling", "v1", "Scale", OF_PARTS));
            }
            all.add(new Resource(
                    group,
                    name,
                    names.text("plural").orElse(""),
                    names.text("singular").orElse(kind.toLowerCase(Locale.ROOT)),
                    kind,
                    !spec.text("scope").orElse("").equals("Cluster"),
                    OF_CUSTOM,
                    names.texts("shortNames"),
                    names.texts("categories"),
                    parts,
                    false));
        }
    }

    private static List<Resource> read() {
        try (InputStream in = ApiResources.class.getResourceAsStream("api-resources.txt")) {
            if (in == null) {
                throw new IllegalStateException("api-resources.txt is missing beside " + ApiResources.class);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(ApiResources::line)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("api-resources.txt can't be read", e);
        }
    }

    private static Resource line(String line) {
        String[] fields = line.split(" ", -1);
        int slash = fields[0].indexOf('/');
        String kind = fields[3];
        return new Resource(
                slash < 0 ? "" : fields[0].substring(0, slash),
                fields[0].substring(slash + 1),
                fields[1],
                fields[2],
                kind,
                fields[4].equals("Namespaced"),
                fields[5].equals("*") ? ALL : List.of(fields[5].split("\\+", -1)),
                names(fields[6]),
                names(fields[7]),
                names(fields[8]).stream().map(part -> part(part, kind)).toList(),
                true);
    }

    private static List<String> names(String field) {
        return field.equals("-") ? List.of() : List.of(field.split(",", -1));
    }

    private static Part part(String text, String ownKind) {
        int colon = text.indexOf(':');
        String left = colon < 0 ? text : text.substring(0, colon);
        List<String> verbs =
                colon < 0 ? OF_PARTS : List.of(text.substring(colon + 1).split("\\+", -1));
        int equals = left.indexOf('=');
        String name = equals < 0 ? left : left.substring(0, equals);
        String[] type =
                equals < 0 ? new String[] {ownKind} : left.substring(equals + 1).split("/", -1);
        return type.length == 3
                ? new Part(name, type[0], type[1], type[2], verbs)
                : new Part(name, "", "", type[0], verbs);
    }
}
