package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.etcd.ObjectDecoder;
import io.github.kubemaintenance.etcd.SnapshotFile;
import io.github.kubemaintenance.event.MaintenanceEvent;
import io.github.kubemaintenance.model.DocumentFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Restores objects of a backup, or out of a snapshot of etcd, into a cluster. What is not there is created, in the order
 * in which objects need each other; what is there otherwise is left as it is, unless a {@link ConflictPolicy} says more.
 * Nothing is ever deleted. If an object can't be restored, nothing is written, unless {@link #skipRefused()}. Run a second
 * time, or after a crash, it goes on where it was: what is there as in the backup is not written again.
 *
 * <p>Immutable: every method returns a changed copy. Thread-safe.
 */
public final class RestoreRequest {
    private record From(
            Optional<Path> backup,
            Optional<SnapshotFile> snapshot,
            ObjectDecoder decoder,
            Map<String, DocumentFormat> formats,
            Optional<UnaryOperator<byte[]>> decryption,
            boolean edited) {}

    private final ClusterBackend backend;
    private final From from;
    private final RestoreOptions options;
    private final List<Consumer<? super MaintenanceEvent>> listeners;
    private final Optional<RestorePlan> expected;

    private RestoreRequest(
            ClusterBackend backend,
            From from,
            RestoreOptions options,
            List<Consumer<? super MaintenanceEvent>> listeners,
            Optional<RestorePlan> expected) {
        this.expected = expected;
        this.backend = backend;
        this.from = from;
        this.options = options;
        this.listeners = List.copyOf(listeners);
    }

    /**
     * Begins a restore from a backup.
     *
     * @param backend the cluster; it needs the capability {@link io.github.kubemaintenance.cluster.Documents}
     * @param backup a folder or archive that {@link SaveRequest} wrote
     * @return the request
     */
    public static RestoreRequest of(ClusterBackend backend, Path backup) {
        return begin(
                backend,
                new From(
                        Optional.of(Objects.requireNonNull(backup, "backup")),
                        Optional.empty(),
                        ObjectDecoder.none(),
                        Map.of("json", DocumentFormat.json()),
                        Optional.empty(),
                        false));
    }

    /**
     * Begins a restore of single objects out of a snapshot of etcd, through the API server of a live cluster. Nothing is
     * done to any etcd. What is encrypted at rest is refused by name.
     *
     * @param backend the cluster
     * @param snapshot the file
     * @param decoder of protobuf, from maintenance-etcd; {@link ObjectDecoder#none()} where only custom resources, which
     *     are JSON, are wanted
     * @return the request
     */
    public static RestoreRequest of(ClusterBackend backend, SnapshotFile snapshot, ObjectDecoder decoder) {
        return begin(
                backend,
                new From(
                        Optional.empty(),
                        Optional.of(Objects.requireNonNull(snapshot, "snapshot")),
                        Objects.requireNonNull(decoder, "decoder"),
                        Map.of(),
                        Optional.empty(),
                        false));
    }

    private static RestoreRequest begin(ClusterBackend backend, From from) {
        return new RestoreRequest(
                Objects.requireNonNull(backend, "backend"), from, RestoreOptions.DEFAULT, List.of(), Optional.empty());
    }

    /** {@return the options} */
    public RestoreOptions options() {
        return options;
    }

    /**
     * Restores only what is in some namespaces, these themselves, and the definitions that they need.
     *
     * @param names as in the backup, at least one
     * @return the changed request
     */
    public RestoreRequest namespaces(String... names) {
        return with(draft -> draft.namespaces = KindNames.more(draft.namespaces, names));
    }

    /**
     * Restores only some kinds.
     *
     * @param names plurals, as {@code configmaps} or {@code deployments.apps}
     * @return the changed request
     */
    public RestoreRequest resources(String... names) {
        return with(draft -> draft.resources = KindNames.more(draft.resources, names));
    }

    /**
     * Leaves kinds out.
     *
     * @param names plurals, as {@code configmaps} or {@code deployments.apps}
     * @return the changed request
     */
    public RestoreRequest withoutResources(String... names) {
        return with(draft -> draft.withoutResources = KindNames.more(draft.withoutResources, names));
    }

    /**
     * Restores a namespace under another name. Where objects of Kubernetes' own kinds name it (subjects of role bindings,
     * webhooks' services, selectors of network policies and the like) they follow; what custom resources or plain text
     * (a host name in an argument) say stays.
     *
     * @param inBackup its name in the backup
     * @param inCluster its name in the cluster
     * @return the changed request
     */
    public RestoreRequest mapNamespace(String inBackup, String inCluster) {
        Map<String, String> mapping = new TreeMap<>(options.mapping());
        mapping.put(KindNames.notBlank(inBackup), KindNames.notBlank(inCluster));
        return with(draft -> draft.mapping = mapping);
    }

    /**
     * Sets what becomes of objects that are there otherwise; SKIP by default.
     *
     * @param policy the policy
     * @return the changed request
     */
    public RestoreRequest onConflict(ConflictPolicy policy) {
        return with(draft -> draft.onConflict = Objects.requireNonNull(policy, "policy"));
    }

    /**
     * Restores PersistentVolumes too. They name disks: right where these disks are still there and free.
     *
     * @return the changed request
     */
    public RestoreRequest restoreVolumes() {
        return with(draft -> draft.volumes = true);
    }

    /**
     * Lets the cluster choose cluster IPs and node ports of Services, those too that the backup says: for another cluster,
     * or where they are taken by now. A headless Service stays headless.
     *
     * @return the changed request
     */
    public RestoreRequest newAddresses() {
        return with(draft -> draft.newAddresses = true);
    }

    /**
     * Leaves out what can't be restored here, instead of refusing everything; the report names it.
     *
     * @return the changed request
     */
    public RestoreRequest skipRefused() {
        return with(draft -> draft.skipRefused = true);
    }

    /**
     * Sets how many objects are written at once; 4 by default.
     *
     * @param objects at least 1
     * @return the changed request
     */
    public RestoreRequest parallel(int objects) {
        return with(draft -> draft.parallel = objects);
    }

    /**
     * Reads files of another format too; JSON is always read.
     *
     * @param format for example that of YAML from maintenance-fabric8
     * @return the changed request
     */
    public RestoreRequest format(DocumentFormat format) {
        Map<String, DocumentFormat> formats = new LinkedHashMap<>(from.formats());
        formats.put(format.name(), format);
        return with(
                new From(from.backup(), from.snapshot(), from.decoder(), formats, from.decryption(), from.edited()));
    }

    /**
     * Reads encrypted Secrets.
     *
     * @param function makes the bytes of the object of what was encrypted
     * @return the changed request
     */
    public RestoreRequest decryptSecrets(UnaryOperator<byte[]> function) {
        return with(new From(
                from.backup(),
                from.snapshot(),
                from.decoder(),
                from.formats(),
                Optional.of(Objects.requireNonNull(function, "function")),
                from.edited()));
    }

    /**
     * Takes the files as they are, changed, added or removed since the save: for backups that live in Git. Checksums are
     * not looked at.
     *
     * @return the changed request
     */
    public RestoreRequest acceptEditedFiles() {
        return with(new From(from.backup(), from.snapshot(), from.decoder(), from.formats(), from.decryption(), true));
    }

    /**
     * Adds a listener.
     *
     * @param listener hears of every wave that is done, on the thread of the restore; what it throws changes nothing
     * @return the changed request
     */
    public RestoreRequest onEvent(Consumer<? super MaintenanceEvent> listener) {
        List<Consumer<? super MaintenanceEvent>> all = new ArrayList<>(listeners);
        all.add(Objects.requireNonNull(listener, "listener"));
        return new RestoreRequest(backend, from, options, all, expected);
    }

    /**
     * Makes {@code run} and {@code start} refuse where something else would be done than a person approved: an object came,
     * went or differs otherwise than when the plan was made. Nothing is written then.
     *
     * @param approved a plan of this request
     * @return the changed request
     */
    public RestoreRequest expecting(RestorePlan approved) {
        return new RestoreRequest(backend, from, options, listeners, Optional.of(approved));
    }

    /**
     * Compares the backup with the cluster. Writes nothing; with a policy that updates, updates are tried as dry runs.
     *
     * @return what would be done
     * @throws BackupFormatException where the backup can't be read
     * @throws io.github.kubemaintenance.model.MaintenanceException where the cluster can't be read
     */
    public RestorePlan plan() {
        return going(new Halt()).plan();
    }

    /**
     * Restores.
     *
     * @return the report of a completed restore
     * @throws RestoreException if it did not complete: it carries the report
     */
    public RestoreReport run() {
        return going(new Halt()).run().orThrow();
    }

    /**
     * Restores in the background, on the backend's executor.
     *
     * @return an operation that can be awaited and cancelled; a cancelled restore is simply run again
     */
    public BackupOperation<RestoreReport> start() {
        return BackupOperation.start(
                backend, halt -> going(halt).run(), e -> going(new Halt()).notBegun(e));
    }

    private RestoreRun going(Halt halt) {
        return new RestoreRun(backend, this::open, options, listeners, expected, halt);
    }

    private BackupSource open() {
        return from.snapshot()
                .<BackupSource>map(file -> new SnapshotSource(file, from.decoder(), options::takesNamespace))
                .orElseGet(() -> FolderSource.open(
                        from.backup().orElseThrow(), from.formats(), from.decryption(), from.edited()));
    }

    private RestoreRequest with(Consumer<RestoreOptions.Draft> change) {
        RestoreOptions.Draft draft = new RestoreOptions.Draft(options);
        change.accept(draft);
        return new RestoreRequest(backend, from, draft.options(), listeners, expected);
    }

    private RestoreRequest with(From changed) {
        return new RestoreRequest(backend, changed, options, listeners, expected);
    }
}
