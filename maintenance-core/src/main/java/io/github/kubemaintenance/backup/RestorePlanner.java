package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.backup.PlannedObject.Action;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Discovery;
import io.github.kubemaintenance.cluster.DocumentOutcome;
import io.github.kubemaintenance.cluster.DocumentWrite;
import io.github.kubemaintenance.cluster.Documents;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Loop;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.model.Document;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares a backup with the cluster: what is to be done with each object. Writes nothing; an update is tried as a dry run. */
final class RestorePlanner {
    private static final int FEW_NAMESPACES = 3;

    private final Loop loop;
    private final Halt halt;
    private final BackupSource source;
    private final RestoreOptions options;
    private final List<RestoreItem> items = new ArrayList<>();
    private final List<RestoreItem> differing = new ArrayList<>();
    private final Map<String, Boolean> namespaces = new TreeMap<>();
    private Optional<ApiFailure> namespacesUnknown = Optional.empty();
    private Discovery discovery = new Discovery("", List.of(), Map.of());
    private int open;

    RestorePlanner(Loop loop, Halt halt, BackupSource source, RestoreOptions options) {
        this.loop = loop;
        this.halt = halt;
        this.source = source;
        this.options = options;
    }

    Discovery discovery() {
        return discovery;
    }

    /** The items in the order in which they are written. */
    List<RestoreItem> plan() throws InterruptedException {
        List<BackupSource.Stored> stored = source.objects();
        open++;
        loop.submit(Documents.discovering(), (Result<Discovery> result) -> {
            open--;
            discovery = result.orThrow();
        });
        open++;
        LiveState.read(loop, Kind.NAMESPACES, Query.all(), this::namespace, failure -> {
            open--;
            namespacesUnknown = failure;
        });
        halt.run(loop, () -> open == 0);
        items.addAll(new ItemBuilder(discovery, options, source.isRaw()).build(stored));
        checkNamespaces();
        compare();
        halt.run(loop, () -> open == 0);
        differing.forEach(this::tryUpdate);
        halt.run(loop, () -> open == 0);
        checkDefinitions();
        items.sort(RestoreItem.ORDER);
        return items;
    }

    private void namespace(Document namespace) {
        namespaces.put(namespace.name(), namespace.has("metadata", "deletionTimestamp"));
    }

    private void checkNamespaces() {
        TreeSet<String> coming = new TreeSet<>(namespaces.keySet());
        items.stream()
                .filter(each -> each.kindName.equals("Namespace") && each.apiVersion.equals("v1"))
                .forEach(each -> coming.add(each.name));
        TreeSet<String> missing = new TreeSet<>();
        for (RestoreItem each : items) {
            String namespace = each.kindName.equals("Namespace") ? each.name : each.namespace;
            boolean concerned = each.action == Action.CREATE && !namespace.isEmpty();
            if (concerned && Boolean.TRUE.equals(namespaces.get(namespace))) {
                each.decide(
                        Action.REFUSE,
                        "NAMESPACE_TERMINATING",
                        "the namespace " + namespace + " is being deleted; wait until it is gone");
            } else if (concerned && !coming.contains(namespace) && namespacesUnknown.isEmpty()) {
                missing.add(namespace);
            }
        }
        for (String name : missing) {
            Document namespace =
                    Document.of("apiVersion", "v1").with("Namespace", "kind").with(name, "metadata", "name");
            RestoreItem item = new RestoreItem("v1", "Namespace", "", name, Kind.NAMESPACES, () -> namespace);
            item.decide(
                    Action.CREATE, "NEEDED", "it is neither in the cluster nor in the backup, and objects are in it");
            items.add(item);
        }
    }

    /** A version that only the backup's definition serves comes with that, and not where the cluster keeps its own. */
    private void checkDefinitions() {
        Map<String, Action> definitions = new TreeMap<>();
        items.stream()
                .filter(each -> each.wave == Waves.DEFINITIONS)
                .forEach(each -> definitions.put(each.name, each.action));
        for (RestoreItem each : items) {
            if (each.action == Action.CREATE && each.kind != null && !isServed(each.kind)) {
                Action definition = definitions.getOrDefault(each.kind.resource(), Action.CREATE);
                boolean stays = definition != Action.CREATE && definition != Action.UPDATE;
                boolean known = discovery
                        .findAnyVersion(each.kind.group(), each.kindName)
                        .isPresent();
                if (definition == Action.REFUSE || (stays && known)) {
                    each.decide(
                            Action.REFUSE,
                            "NOT_SERVED",
                            NotServed.text(each.apiVersion, each.kindName, discovery)
                                    + " (the backup's definition serves it, and is not restored)");
                }
            }
        }
    }

    private void compare() {
        Map<String, Map<String, RestoreItem>> byKind = new LinkedHashMap<>();
        for (RestoreItem each : items) {
            if (each.action == Action.CREATE && each.kind != null && isServed(each.kind)) {
                byKind.computeIfAbsent(each.kind.resource() + "/" + each.kind.version(), any -> new LinkedHashMap<>())
                        .put(each.namespace + "/" + each.name, each);
            }
        }
        byKind.values().forEach(this::compare);
    }

    private boolean isServed(Kind<?> kind) {
        return discovery.find(kind.apiVersion(), kind.kind()).isPresent();
    }

    private void compare(Map<String, RestoreItem> ofKind) {
        Kind<?> kind = ofKind.values().iterator().next().served();
        TreeSet<String> where = new TreeSet<>();
        ofKind.values().forEach(each -> where.add(each.namespace));
        List<Query> queries = kind.isNamespaced() && where.size() <= FEW_NAMESPACES
                ? where.stream().map(Query::inNamespace).toList()
                : List.of(Query.all());
        for (Query query : queries) {
            open++;
            LiveState.read(
                    loop,
                    kind,
                    query,
                    live -> {
                        RestoreItem item = ofKind.get(live.namespace() + "/" + live.name());
                        if (item != null && item.action == Action.CREATE) {
                            judge(item, live);
                        }
                    },
                    failure -> {
                        open--;
                        failure.ifPresent(why -> ofKind.values().stream()
                                .filter(each -> each.action == Action.CREATE)
                                .forEach(each -> each.decide(
                                        Action.CREATE, "UNKNOWN", "whether it is there can't be read: " + why.text())));
                    });
        }
    }

    private void judge(RestoreItem item, Document live) {
        Document wanted = item.wanted();
        item.uid = live.text("metadata", "uid").orElse("");
        item.lacksOwners = lacksOwners(wanted, live);
        List<String> differences = Difference.of(wanted, live);
        if (live.has("metadata", "deletionTimestamp")) {
            item.decide(Action.REFUSE, "TERMINATING", "the one that is there is being deleted; wait until it is gone");
        } else if (differences.isEmpty()) {
            item.decide(Action.SAME, "SAME", "it is there as in the backup");
        } else {
            String what = "it is there and differs in " + String.join(", ", differences);
            switch (options.onConflict()) {
                case SKIP -> item.decide(Action.SKIP, "DIFFERS", what);
                case FAIL -> item.decide(Action.CONFLICT, "DIFFERS", what);
                default -> {
                    item.decide(Action.UPDATE, "DIFFERS", what);
                    differing.add(item);
                }
            }
        }
    }

    private static boolean lacksOwners(Document wanted, Document live) {
        List<String> there = live.documents("metadata", "ownerReferences").stream()
                .map(each -> each.kind() + "/" + each.text("name").orElse(""))
                .toList();
        return Owners.of(wanted).stream()
                .anyMatch(each ->
                        !there.contains(each.kind() + "/" + each.text("name").orElse("")));
    }

    private void tryUpdate(RestoreItem item) {
        tryUpdate(item, new Patience());
    }

    private void tryUpdate(RestoreItem item, Patience patience) {
        open++;
        DocumentWrite write = update(item, options).withDryRun(true);
        loop.submit(Documents.writing(write), result -> {
            open--;
            DocumentOutcome outcome = DocumentOutcome.of(result);
            Optional<Duration> again = outcome.failure().flatMap(patience::again);
            if (again.isPresent()) {
                open++;
                loop.at(loop.now().plus(again.get()), () -> {
                    open--;
                    tryUpdate(item, patience);
                });
            } else if (outcome instanceof DocumentOutcome.Owned owned && !isOurs(owned)) {
                item.decide(Action.CONFLICT, "OWNED", Explanation.of(outcome));
            } else if (outcome instanceof DocumentOutcome.Failed) {
                item.decide(Action.REFUSE, "REFUSED", Explanation.of(outcome));
            }
        });
    }

    /** A conflict only with what this library created earlier is none. */
    static boolean isOurs(DocumentOutcome.Owned owned) {
        return !owned.fields().isEmpty()
                && owned.fields().stream()
                        .allMatch(each -> each.message().contains("\"" + DocumentWrite.FIELD_MANAGER + "\""));
    }

    static DocumentWrite update(RestoreItem item, RestoreOptions options) {
        DocumentWrite write = DocumentWrite.apply(item.served(), Owners.without(item.wanted()));
        return options.onConflict() == ConflictPolicy.UPDATE_TAKING_FIELDS ? write.takingFields() : write;
    }

    static boolean isRefused(List<RestoreItem> items, RestoreOptions options) {
        return items.stream()
                .anyMatch(each -> (each.action == Action.REFUSE && !options.skipRefused())
                        || (each.action == Action.CONFLICT && options.onConflict() == ConflictPolicy.FAIL));
    }
}
