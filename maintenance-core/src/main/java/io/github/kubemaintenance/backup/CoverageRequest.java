package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.backup.CoverageEntry.Origin;
import io.github.kubemaintenance.backup.CoverageEntry.State;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.ApiResource;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.ClusterSession;
import io.github.kubemaintenance.cluster.Discovery;
import io.github.kubemaintenance.cluster.Documents;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Loop;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.internal.SystemNamespaces;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares a cluster with a folder of manifests, a Git checkout for example: what would be lost if the cluster were built
 * anew from it, what is declared and not there, and what is otherwise. Leaves out what a backup leaves out: what makes
 * itself again is no loss. An object that is declared more than once (in an overlay, as a patch) counts as the
 * declaration that is nearest to it. Charts are not rendered, and files of other tools are passed over; what was not
 * understood is in {@link CoverageReport#unreadFiles()}. Secrets are compared by their presence, not their content. Only reads. Immutable and thread-safe.
 */
public final class CoverageRequest {
    private final ClusterBackend backend;
    private final Path manifests;
    private final Map<String, DocumentFormat> formats;
    private final Set<String> namespaces;
    private final String defaultNamespace;

    private CoverageRequest(
            ClusterBackend backend,
            Path manifests,
            Map<String, DocumentFormat> formats,
            Set<String> namespaces,
            String defaultNamespace) {
        this.backend = backend;
        this.manifests = manifests;
        this.formats = formats;
        this.namespaces = namespaces;
        this.defaultNamespace = defaultNamespace;
    }

    /**
     * Begins a comparison.
     *
     * @param backend the cluster; it needs the capability {@link Documents}
     * @param manifests a folder; files in folders that begin with a dot are not read
     * @return the request
     */
    public static CoverageRequest of(ClusterBackend backend, Path manifests) {
        return new CoverageRequest(
                Objects.requireNonNull(backend, "backend"),
                Objects.requireNonNull(manifests, "manifests"),
                Map.of("json", DocumentFormat.json()),
                Set.of(),
                "default");
    }

    /**
     * Reads files of another format too; JSON is always read.
     *
     * @param format for example that of YAML from maintenance-fabric8
     * @return the changed request
     */
    public CoverageRequest format(DocumentFormat format) {
        Map<String, DocumentFormat> all = new LinkedHashMap<>(formats);
        all.put(format.name(), format);
        return new CoverageRequest(backend, manifests, all, namespaces, defaultNamespace);
    }

    /**
     * Compares only some namespaces; cluster-wide objects are left out then.
     *
     * @param names at least one
     * @return the changed request
     */
    public CoverageRequest namespaces(String... names) {
        Set<String> all = new TreeSet<>(namespaces);
        all.addAll(List.of(names));
        return new CoverageRequest(backend, manifests, formats, all, defaultNamespace);
    }

    /**
     * Says where declared objects without a namespace go; {@code default} by default.
     *
     * @param name the namespace
     * @return the changed request
     */
    public CoverageRequest defaultNamespace(String name) {
        return new CoverageRequest(backend, manifests, formats, namespaces, Objects.requireNonNull(name, "name"));
    }

    /**
     * Compares.
     *
     * @return the report
     * @throws MaintenanceException where the manifests or what the cluster serves can't be read
     */
    public CoverageReport run() {
        try (ClusterSession session = backend.open()) {
            return new Run(new Loop(session, 3), Manifests.read(manifests, formats)).run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MaintenanceException("interrupted while the cluster was compared; nothing was changed", e);
        }
    }

    private final class Run {
        private final Loop loop;
        private final Manifests read;
        /** An object may be declared more than once: with a patch of it, or for several environments. */
        private final Map<String, List<Manifests.Declared>> declared = new LinkedHashMap<>();

        private final List<CoverageEntry> entries = new ArrayList<>();
        private final List<BackupFinding> findings = new ArrayList<>();
        private Discovery discovery = new Discovery("", List.of(), Map.of());
        private int open;

        Run(Loop loop, Manifests read) {
            this.loop = loop;
            this.read = read;
        }

        CoverageReport run() throws InterruptedException {
            open++;
            loop.submit(Documents.discovering(), (Result<Discovery> result) -> {
                open--;
                discovery = result.orThrow();
            });
            loop.run(() -> open == 0);
            read.declared().forEach(this::declare);
            discovery
                    .unreadable()
                    .forEach((version, why) ->
                            findings.add(new BackupFinding(BackupFinding.Code.GROUP_UNREADABLE, version, why.text())));
            for (ApiResource each : discovery.onceEach()) {
                boolean wide = !each.kind().isNamespaced() && !namespaces.isEmpty();
                if (each.offers("list", "create")
                        && !wide
                        && LeftOut.kind(each.kind().resource()).isEmpty()) {
                    list(each.kind());
                }
            }
            loop.run(() -> open == 0);
            declared.values().forEach(each -> missing(each.get(0)));
            entries.sort(Comparator.comparing(CoverageEntry::kind)
                    .thenComparing(CoverageEntry::apiVersion)
                    .thenComparing(CoverageEntry::namespace)
                    .thenComparing(CoverageEntry::name));
            return new CoverageReport(entries, findings, read.unread());
        }

        private void declare(Manifests.Declared each) {
            Document object = each.object();
            String group = ApiGroups.of(object.apiVersion());
            boolean wide = discovery
                    .findAnyVersion(group, object.kind())
                    .filter(found -> !found.kind().isNamespaced())
                    .isPresent();
            String namespace = wide ? "" : object.namespace().isEmpty() ? defaultNamespace : object.namespace();
            if (namespaces.isEmpty() || namespaces.contains(namespace)) {
                declared.computeIfAbsent(key(group, object.kind(), namespace, object.name()), any -> new ArrayList<>())
                        .add(each);
            }
        }

        private static String key(String group, String kind, String namespace, String name) {
            return group + "/" + kind + "/" + namespace + "/" + name;
        }

        private void list(Kind<?> kind) {
            List<Query> queries = namespaces.isEmpty()
                    ? List.of(Query.all())
                    : namespaces.stream().map(Query::inNamespace).toList();
            for (Query query : queries) {
                open++;
                LiveState.read(loop, kind, query, live -> judge(kind, live), failure -> {
                    open--;
                    failure.ifPresent(why -> unreadable(kind, why));
                });
            }
        }

        private void unreadable(Kind<?> kind, ApiFailure why) {
            findings.add(new BackupFinding(
                    BackupFinding.Code.FORBIDDEN,
                    kind.resource(),
                    "may not be listed, so that nothing is known of it: " + why.text()));
        }

        private void judge(Kind<?> kind, Document live) {
            List<Manifests.Declared> wanted =
                    declared.remove(key(kind.group(), kind.kind(), live.namespace(), live.name()));
            if (wanted == null) {
                if (LeftOut.object(kind.resource(), live, false).isEmpty() && !isGiven(kind, live)) {
                    add(live, State.UNDECLARED, Origins.of(live), Origins.lastWriter(live));
                }
                return;
            }
            Manifests.Declared nearest = wanted.get(0);
            List<String> differences = differences(kind, nearest, live);
            for (Manifests.Declared each : wanted.subList(1, wanted.size())) {
                List<String> its = differences(kind, each, live);
                if (its.size() < differences.size()) {
                    nearest = each;
                    differences = its;
                }
            }
            boolean same = differences.isEmpty();
            add(
                    live,
                    same ? State.COVERED : State.DIFFERS,
                    Origins.of(live),
                    "declared in " + nearest.file() + (same ? "" : ", differs in " + CoverageEntry.join(differences)));
        }

        private static List<String> differences(Kind<?> kind, Manifests.Declared wanted, Document live) {
            Document plain = ServerSetFields.strip(kind.resource(), wanted.object(), Set.of("address", "volume"));
            plain = kind.resource().equals("secrets") ? plain.without("data").without("stringData") : plain;
            return Difference.of(plain.without("metadata", "namespace"), live);
        }

        /** Every cluster has these. */
        private static boolean isGiven(Kind<?> kind, Document live) {
            boolean account =
                    kind.resource().equals("serviceaccounts") && live.name().equals("default");
            boolean namespace = kind.equals(Kind.NAMESPACES) && SystemNamespaces.ALL.contains(live.name());
            return account || namespace;
        }

        private void add(Document live, State state, Origin origin, String text) {
            entries.add(new CoverageEntry(
                    live.apiVersion(), live.kind(), live.namespace(), live.name(), state, origin, text));
        }

        private void missing(Manifests.Declared each) {
            Document object = each.object();
            boolean served = discovery
                    .findAnyVersion(ApiGroups.of(object.apiVersion()), object.kind())
                    .isPresent();
            String namespace = object.namespace();
            entries.add(new CoverageEntry(
                    object.apiVersion(),
                    object.kind(),
                    namespace,
                    object.name(),
                    State.MISSING,
                    Origin.UNKNOWN,
                    "declared in " + each.file()
                            + (served ? "" : "; the cluster serves no " + object.kind() + " of that group")));
        }
    }
}
