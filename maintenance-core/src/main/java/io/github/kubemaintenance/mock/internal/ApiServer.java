package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Patch;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeDocument;
import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.ObjectMeta;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.internal.Labels;
import io.github.kubemaintenance.model.internal.SystemNamespaces;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What kube-apiserver does with a request at one instant. It knows no fault, no latency and no rights; what it refuses
 * is a {@link StatusException} in the server's own words. Not thread-safe: whoever calls has the world to himself.
 */
public final class ApiServer {
    private final Store store;
    private final Lists lists;
    private final Set<Kind<?>> missing = new HashSet<>();
    private final KubeletConfigs kubelets;

    /** Serves a world. */
    public ApiServer(Store store) {
        this.store = store;
        this.lists = new Lists(store);
        this.kubelets = new KubeletConfigs(store);
    }

    /** What the kubelets run with. */
    KubeletConfigs kubelets() {
        return kubelets;
    }

    /** Says that nothing is known of a kind. */
    public void miss(Kind<?> kind) {
        missing.add(kind);
    }

    /** The kinds of which nothing is known. */
    Set<Kind<?>> missing() {
        return missing;
    }

    /** Whether nothing is known of a kind. */
    public boolean isMissing(Kind<?> kind) {
        return missing.contains(kind);
    }

    /** Forgets the history: tokens and revisions up to now are too old. */
    public void compact() {
        lists.compact();
        store.history().compact(store.revision());
    }

    /** Lists a page; see {@link Lists}. */
    public <T extends KubeObject> Listing<T> list(Kind<T> kind, Query query, int limit, String continueToken) {
        return lists.list(kind, query, limit, continueToken);
    }

    /** Finds an object. */
    public <T extends KubeObject> Optional<T> get(Kind<T> kind, String namespace, String name) {
        return store.find(kind, namespace, name);
    }

    /** Evicts a pod; see {@link Evictor}. */
    public Evictor.Answer evict(Evictor.Request request) {
        return new Evictor(store, this).evict(request);
    }

    /**
     * What a deletion wants of the object.
     *
     * @param uid the object's uid, empty for any
     * @param resourceVersion the object's version, empty for any
     */
    public record Preconditions(String uid, String resourceVersion) {
        /** Whatever object it is. */
        public static final Preconditions NONE = new Preconditions("", "");

        /** Refuses with 409 where they don't hold. */
        void check(Kind<?> kind, KubeObject object) {
            String name = object.name();
            if (!uid.isEmpty() && !uid.equals(object.uid())) {
                throw new StatusException(Statuses.uidConflict(kind, name, uid, object.uid()));
            }
            String version = object.metadata().resourceVersion();
            if (!resourceVersion.isEmpty() && !resourceVersion.equals(version)) {
                throw new StatusException(Statuses.versionConflict(kind, name, resourceVersion, version));
            }
        }
    }

    /** Deletes an object: pods with their grace period, what has finalizers when these are gone. */
    public <T extends KubeObject> T delete(
            Kind<T> kind,
            String namespace,
            String name,
            Preconditions preconditions,
            Optional<Duration> grace,
            boolean dryRun) {
        T object = existing(kind, namespace, name);
        preconditions.check(kind, object);
        if (object instanceof Pod pod) {
            Pod after = Deleter.deletePod(store, pod, grace, dryRun);
            return kind.type().cast(after);
        }
        return dryRun ? object : Deleter.delete(store, kind, object);
    }

    /** What of an object a write is meant for. */
    public enum Part {
        /** The object; a node's status is not written this way. */
        OBJECT,
        /** Its subresource status. */
        STATUS,
        /** All of it, which no client can. */
        EVERYTHING
    }

    /** Changes an object. The body may carry a version and a uid as guards. */
    public <T extends KubeObject> T patch(
            Kind<T> kind, String namespace, String name, Part part, Patch.Type type, Document body, boolean dryRun) {
        T before = existing(kind, namespace, name);
        checkGuards(kind, before, body.at("metadata"));
        Document old = before.toDocument();
        Document merged = MergePatch.apply(type, old, body.without("metadata", "resourceVersion"));
        if (part == Part.OBJECT && kind.equals(Kind.NODES)) {
            merged = merged.with(old.at("status"), "status"); // only by way of nodes/status
        } else if (part == Part.STATUS) {
            merged = merged.with(old.at("spec"), "spec");
        }
        return write(kind, before, merged, "unknown", dryRun);
    }

    /** Changes an object by a function of its tree; a version that this leaves in it must be the present one. */
    <T extends KubeObject> T change(
            Kind<T> kind,
            String namespace,
            String name,
            UnaryOperator<Document> change,
            String manager,
            boolean dryRun) {
        T before = existing(kind, namespace, name);
        Document changed = change.apply(before.toDocument());
        checkGuards(kind, before, changed.at("metadata"));
        return write(kind, before, changed, manager, dryRun);
    }

    /** Replaces an object. With a version in it, only if it has that version still. */
    public <T extends KubeObject> T replace(Kind<T> kind, Document object, boolean dryRun) {
        return replace(kind, object, "unknown", dryRun);
    }

    /** Replaces an object in the name of a field manager. */
    <T extends KubeObject> T replace(Kind<T> kind, Document object, String manager, boolean dryRun) {
        T before = existing(kind, object.namespace(), object.name());
        checkGuards(kind, before, object.at("metadata"));
        return write(kind, before, object, manager, dryRun);
    }

    private static <T extends KubeObject> T read(Kind<T> kind, Document written) {
        try {
            return kind.read(written);
        } catch (IllegalArgumentException | java.time.DateTimeException e) {
            throw new StatusException(Statuses.badRequest(kind.kind() + " in version \"" + kind.version()
                    + "\" cannot be handled as a " + kind.kind() + ": " + e.getMessage()));
        }
    }

    private <T extends KubeObject> T write(Kind<T> kind, T before, Document written, String manager, boolean dryRun) {
        boolean tracked = before.metadata().other().has("managedFields");
        return save(
                kind,
                before,
                tracked ? FieldManagers.updated(before.toDocument(), written, manager, time()) : written,
                dryRun);
    }

    private <T extends KubeObject> T save(Kind<T> kind, T before, Document written, boolean dryRun) {
        Document whole = Schemas.completed(store, kind, written, new ArrayList<>());
        Schemas.check(store, kind, whole);
        T read = read(kind, whole);
        T after = Writes.keepingWhatIsNotWritten(kind, before, read, written);
        Writes.validate(kind, before, after);
        if (dryRun) {
            return after;
        }
        if (Deleter.isReleased(before, after)) {
            store.remove(kind, before);
            return after;
        }
        return store.update(kind, after);
    }

    /** What an object becomes by what a field manager wants; refuses what he can't have. */
    <T extends KubeObject> Document applied(Kind<T> kind, Document config, String manager, boolean force) {
        T before = existing(kind, config.namespace(), config.name());
        checkGuards(kind, before, config.at("metadata"));
        return FieldManagers.apply(kind, before.toDocument(), config, manager, force, time());
    }

    /** Merges what a field manager wants into an object that is there. */
    public <T extends KubeObject> T apply(
            Kind<T> kind, Document config, String manager, boolean force, boolean dryRun) {
        T before = existing(kind, config.namespace(), config.name());
        Document old = before.toDocument();
        Document merged = applied(kind, config, manager, force);
        if (merged.without("metadata", "managedFields").equals(old.without("metadata", "managedFields"))
                && old.documents("metadata", "managedFields").stream()
                        .anyMatch(each -> each.text("manager").orElse("").equals(manager))) {
            return before; // an apply that changes nothing makes no new version
        }
        return save(kind, before, merged, dryRun);
    }

    /** Refuses what can't be created, before policies have their say; a name that the server makes is a good one. */
    void checkCreation(Kind<?> kind, Document object) {
        if (kind.isNamespaced()) {
            checkNamespace(kind, object.namespace(), object.name());
        }
        String prefix = object.text("metadata", "generateName").orElse("");
        boolean generated = object.name().isEmpty() && !prefix.isEmpty();
        Validation.created(kind, generated ? object.with(prefix + "xxxxx", "metadata", "name") : object);
    }

    /** Creates an object of which no field manager is known. */
    public <T extends KubeObject> T create(Kind<T> kind, Document object, boolean dryRun) {
        return create(kind, object, dryRun, "", "");
    }

    /** Creates an object; the operation is Update or Apply. */
    public <T extends KubeObject> T create(
            Kind<T> kind, Document object, boolean dryRun, String manager, String operation) {
        String namespace = kind.isNamespaced() ? object.namespace() : "";
        if (kind.isNamespaced()) {
            checkNamespace(kind, namespace, object.name());
        }
        Document named = object;
        Optional<String> prefix = object.text("metadata", "generateName");
        if (object.name().isEmpty() && prefix.isPresent()) {
            named = object.with(prefix.get() + suffix(), "metadata", "name");
        }
        String name = named.name();
        if (name.isEmpty()) {
            throw new StatusException(Statuses.required(kind));
        } else if (!isName(kind, name)) {
            throw new StatusException(Statuses.invalidName(kind, name));
        } else if (store.find(kind, namespace, name).isPresent()) {
            throw new StatusException(Statuses.exists(kind, name));
        }
        if (kind.resource().equals("services")) {
            checkAddress(kind, named);
        }
        Document clean = named;
        for (String given : List.of(
                "uid",
                "resourceVersion",
                "creationTimestamp",
                "deletionTimestamp",
                "deletionGracePeriodSeconds",
                "generation",
                "managedFields")) {
            clean = clean.without("metadata", given);
        }
        if (kind.equals(Definitions.KIND) && store.runs(new Definitions().name())) {
            clean = Definitions.installing(clean);
        }
        if (!manager.isEmpty()) {
            clean = FieldManagers.created(clean, manager, operation, time());
        }
        clean = Schemas.completed(store, kind, clean, new ArrayList<>());
        Schemas.check(store, kind, clean);
        T made = read(kind, clean);
        if (made instanceof KubeDocument document) {
            made = kind.type().cast(KubeDocument.of(document.document()));
        }
        return dryRun ? made : store.create(kind, made);
    }

    /** A Service may not have the address of another. */
    private void checkAddress(Kind<?> kind, Document service) {
        String address = service.text("spec", "clusterIP").orElse("");
        boolean taken = !address.isEmpty()
                && !address.equals("None")
                && store.all(kind).stream().anyMatch(each -> each.toDocument()
                        .text("spec", "clusterIP")
                        .orElse("")
                        .equals(address));
        if (taken) {
            Invalid.of(kind, service.name())
                    .invalid(
                            "spec.clusterIPs",
                            GoText.json(List.of(address)),
                            "failed to allocate IP " + address + ": provided IP is already allocated")
                    .check();
        }
    }

    /** Roles and bindings may be named by anything that can stand in a path; most other kinds are stricter. */
    private static boolean isName(Kind<?> kind, String name) {
        return kind.group().equals("rbac.authorization.k8s.io")
                ? !name.equals(".") && !name.equals("..") && name.indexOf('/') < 0 && name.indexOf('%') < 0
                : Labels.isSubdomain(name);
    }

    private void checkNamespace(Kind<?> kind, String namespace, String name) {
        boolean known = !isMissing(Kind.NAMESPACES);
        if (known && SystemNamespaces.ALL.contains(namespace)) {
            Engine.makeNamespace(store, namespace);
        }
        if (known && store.find(Kind.NAMESPACES, "", namespace).isEmpty()) {
            throw new StatusException(Statuses.notFound(Kind.NAMESPACES, namespace));
        } else if (isTerminating(namespace)) {
            throw new StatusException(Statuses.namespaceTerminating(kind, namespace, name));
        }
    }

    /** Whether a namespace is being deleted. */
    boolean isTerminating(String namespace) {
        return store.find(Kind.NAMESPACES, "", namespace)
                .map(found -> found.metadata().isTerminating())
                .orElse(false);
    }

    private String time() {
        return store.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private String suffix() {
        String letters = "bcdfghjklmnpqrstvwxz2456789";
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 5; i++) {
            text.append(letters.charAt(store.random(letters.length())));
        }
        return text.toString();
    }

    private <T extends KubeObject> T existing(Kind<T> kind, String namespace, String name) {
        return store.find(kind, namespace, name).orElseThrow(() -> new StatusException(Statuses.notFound(kind, name)));
    }

    /** Refuses where version or uid of a body are not the object's. */
    static void checkGuards(Kind<?> kind, KubeObject before, Document metadata) {
        ObjectMeta now = before.metadata();
        String version = metadata.text("resourceVersion").orElse("");
        if (!version.isEmpty() && !version.equals(now.resourceVersion())) {
            throw new StatusException(Statuses.modified(kind, now.name()));
        }
        String uid = metadata.text("uid").orElse("");
        if (!uid.isEmpty() && !uid.equals(now.uid())) {
            throw new StatusException(Statuses.uidImmutable(kind, now.name(), uid));
        }
    }
}
