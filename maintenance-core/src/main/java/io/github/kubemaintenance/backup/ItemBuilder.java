package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.backup.PlannedObject.Action;
import io.github.kubemaintenance.cluster.ApiResource;
import io.github.kubemaintenance.cluster.Discovery;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Makes items of what is in a backup: of which kind they are here, and what can't or need not be restored. */
final class ItemBuilder {
    private static final String DEFINITION = "CustomResourceDefinition";

    private final Discovery discovery;
    private final RestoreOptions options;
    private final Relocation relocation;
    private final boolean raw;
    /** What will be served because its definition is restored too. */
    private final Map<String, Kind<?>> defined = new HashMap<>();
    /** By version and kind, how the backup's definitions call it. */
    private final Map<String, String> plurals = new HashMap<>();

    ItemBuilder(Discovery discovery, RestoreOptions options, boolean raw) {
        this.discovery = discovery;
        this.options = options;
        this.relocation = new Relocation(options.mapping());
        this.raw = raw;
    }

    List<RestoreItem> build(List<BackupSource.Stored> objects) {
        for (BackupSource.Stored each : objects) {
            if (each.kind().equals(DEFINITION) && each.unreadable().isEmpty()) {
                define(each.loader().load());
            }
        }
        List<RestoreItem> items = new ArrayList<>();
        for (BackupSource.Stored each : objects) {
            String namespace = each.kind().equals("Namespace") || each.kind().equals("namespaces")
                    ? each.name()
                    : each.namespace();
            boolean wide = namespace.isEmpty()
                    && !options.namespaces().isEmpty()
                    && !each.kind().equals(DEFINITION);
            if (!wide && (namespace.isEmpty() || options.takesNamespace(namespace))) {
                item(each).ifPresent(items::add);
            }
        }
        List<RestoreItem> needed = new ArrayList<>(withNeededDefinitionsOnly(items));
        needed.addAll(unknownNames(objects));
        return needed;
    }

    /** A name that was mistyped must not look like a namespace or a kind without objects. */
    private List<RestoreItem> unknownNames(List<BackupSource.Stored> objects) {
        TreeSet<String> namespaces = new TreeSet<>();
        TreeMap<String, String> resources = new TreeMap<>();
        for (BackupSource.Stored each : objects) {
            boolean itself = each.kind().equals("Namespace") || each.kind().equals("namespaces");
            namespaces.add(itself ? each.name() : each.namespace());
            String resource = discovery
                    .find(each.apiVersion(), each.kind())
                    .map(found -> found.kind().resource())
                    .orElseGet(() -> resource(each));
            resources.put(resource, each.kind());
        }
        namespaces.remove("");
        List<RestoreItem> unknown = new ArrayList<>();
        TreeSet<String> named = new TreeSet<>(options.namespaces());
        named.addAll(options.mapping().keySet());
        for (String name : named) {
            if (!namespaces.contains(name)) {
                String there = raw ? "" : "; it has " + String.join(", ", namespaces);
                unknown.add(
                        unknown("Namespace", name, "nothing of this namespace is in what is restored from" + there));
            }
        }
        for (String name : options.resources()) {
            if (resources.keySet().stream().noneMatch(each -> KindNames.has(Set.of(name), each))) {
                String meant = resources.entrySet().stream()
                        .filter(each -> KindNames.isMeant(name, each.getKey(), each.getValue()))
                        .map(each -> "; perhaps " + each.getKey() + " is meant")
                        .findFirst()
                        .orElse("");
                unknown.add(unknown("Resource", name, "no object of this kind is in what is restored from" + meant));
            }
        }
        return unknown;
    }

    private static RestoreItem unknown(String kind, String name, String why) {
        RestoreItem item = new RestoreItem("v1", kind, "", name, null, Document::empty);
        item.decide(Action.REFUSE, "NOT_IN_BACKUP", why);
        return item;
    }

    private void define(Document definition) {
        Document names = definition.at("spec", "names");
        String group = definition.text("spec", "group").orElse("");
        String kind = names.text("kind").orElse("");
        for (Document version : definition.documents("spec", "versions")) {
            if (version.flag("served").orElse(false)) {
                Kind<?> each = Kind.document(
                        group,
                        version.text("name").orElse(""),
                        names.text("plural").orElse(""),
                        kind,
                        definition.text("spec", "scope").orElse("").equals("Namespaced"));
                plurals.put(each.apiVersion() + " " + kind, each.resource());
                if (options.takes("customresourcedefinitions.apiextensions.k8s.io")) {
                    defined.put(each.apiVersion() + " " + kind, each);
                }
            }
        }
    }

    /** Where only some namespaces are restored, only the definitions of what is in them come along. */
    private List<RestoreItem> withNeededDefinitionsOnly(List<RestoreItem> items) {
        if (options.namespaces().isEmpty()) {
            return items;
        }
        List<String> needed = new ArrayList<>();
        items.forEach(each -> {
            if (each.kind != null && ApiGroups.isCustom(each.kind.group())) {
                needed.add(each.kind.resource());
            }
        });
        return items.stream()
                .filter(each -> !each.kindName.equals(DEFINITION) || needed.contains(each.name))
                .toList();
    }

    private Optional<RestoreItem> item(BackupSource.Stored stored) {
        Optional<Kind<?>> asIs = discovery
                .find(stored.apiVersion(), stored.kind())
                .<Kind<?>>map(ApiResource::kind)
                .or(() -> Optional.ofNullable(defined.get(stored.apiVersion() + " " + stored.kind())));
        Optional<Kind<?>> converted = asIs.isPresent() || stored.unreadable().isPresent()
                ? Optional.empty()
                : Conversion.find(stored, discovery).map(ApiResource::kind);
        Optional<Kind<?>> served = asIs.or(() -> converted);
        String resource = served.map(Kind::resource).orElseGet(() -> resource(stored));
        if (!options.takes(resource)) {
            return Optional.empty();
        }
        Kind<?> kind = served.orElse(null);
        boolean namespaceItself = resource.equals("namespaces");
        RestoreItem item = new RestoreItem(
                stored.apiVersion(),
                stored.kind(),
                relocation.of(stored.namespace()),
                namespaceItself ? relocation.of(stored.name()) : stored.name(),
                kind,
                () -> wanted(resource, as(converted, stored.loader().load())));
        converted.ifPresent(each -> item.reasons.add(new Reason(
                "CONVERTED",
                stored.apiVersion() + " is not served here; it becomes " + each.apiVersion()
                        + ", which means the same")));
        if (stored.unreadable().isPresent()) {
            Reason why = stored.unreadable().get();
            item.decide(Action.REFUSE, why.code(), why.text());
        } else if (!options.names(resource) && LeftOut.kind(resource).isPresent()) {
            item.decide(
                    Action.SKIP, "KIND", LeftOut.kind(resource).get().text() + "; resources(...) by name brings it");
        } else if (kind == null) {
            item.decide(Action.REFUSE, "NOT_SERVED", NotServed.text(stored.apiVersion(), stored.kind(), discovery));
        } else if (resource.equals("persistentvolumes") && !options.volumes()) {
            item.decide(
                    Action.SKIP,
                    "VOLUME",
                    "it names a disk that may be gone or another cluster's; restoreVolumes() brings it");
        } else if (raw) {
            LeftOut.object(resource, stored.loader().load(), false)
                    .ifPresent(why -> item.decide(Action.SKIP, why.code(), why.text()));
        }
        return Optional.of(item);
    }

    private String resource(BackupSource.Stored stored) {
        String known = plurals.get(stored.apiVersion() + " " + stored.kind());
        if (known != null) {
            return known;
        }
        String group = ApiGroups.of(stored.apiVersion());
        String plural = stored.kind().toLowerCase(java.util.Locale.ROOT);
        plural = plural.endsWith("s") ? plural : plural + "s";
        return group.isEmpty() ? plural : plural + "." + group;
    }

    private static Document as(Optional<Kind<?>> converted, Document stored) {
        return converted
                .map(each -> stored.with(each.apiVersion(), "apiVersion"))
                .orElse(stored);
    }

    private Document wanted(String resource, Document stored) {
        Document clean = raw ? Cleaning.clean(resource, stored, false) : stored;
        return relocation.move(resource, options.newAddresses() ? Cleaning.withoutAddresses(resource, clean) : clean);
    }
}
