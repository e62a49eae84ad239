package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.event.MaintenanceEvent;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.LabelSelector;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Saves what the API server shows into a folder, one file an object, or into one {@code .tar.gz}. By default: every kind
 * that discovery lists with {@code list} and {@code create}, each once at its preferred version, without what makes itself
 * again, without Secrets (nobody chose), as JSON that {@code kubectl apply -f} takes. Only reads from the cluster.
 *
 * <p>Each kind is of one moment, different kinds are of different moments: no API server can do better. Files are
 * readable for their owner only (0600). A backup is under its name only when it is whole. Immutable: every method returns
 * a changed copy. Thread-safe.
 */
public final class SaveRequest {
    private final ClusterBackend backend;
    private final Path target;
    private final SaveOptions options;
    private final List<Consumer<? super MaintenanceEvent>> listeners;
    private final BackupWriter.Disk disk;

    private SaveRequest(
            ClusterBackend backend,
            Path target,
            SaveOptions options,
            List<Consumer<? super MaintenanceEvent>> listeners,
            BackupWriter.Disk disk) {
        this.backend = backend;
        this.target = target;
        this.options = options;
        this.listeners = List.copyOf(listeners);
        this.disk = disk;
    }

    /**
     * Begins a request with the defaults.
     *
     * @param backend the cluster; it needs the capability {@link io.github.kubemaintenance.cluster.Documents}
     * @param target a folder, or a file whose name ends with {@code .tar.gz} or {@code .tgz}
     * @return the request
     */
    public static SaveRequest of(ClusterBackend backend, Path target) {
        return new SaveRequest(
                Objects.requireNonNull(backend, "backend"),
                Objects.requireNonNull(target, "target"),
                SaveOptions.DEFAULT,
                List.of(),
                PrivateFiles::write);
    }

    /** {@return the options} */
    public SaveOptions options() {
        return options;
    }

    /**
     * Takes only what is in some namespaces, those Namespaces themselves, and the definitions of the custom resources
     * found there. Other cluster-wide objects are left out.
     *
     * @param names at least one
     * @return the changed request
     */
    public SaveRequest namespaces(String... names) {
        return with(draft -> draft.namespaces = KindNames.more(draft.namespaces, names));
    }

    /**
     * Leaves namespaces out.
     *
     * @param names at least one
     * @return the changed request
     */
    public SaveRequest withoutNamespaces(String... names) {
        return with(draft -> draft.withoutNamespaces = KindNames.more(draft.withoutNamespaces, names));
    }

    /**
     * Takes only some kinds; one that is named here is taken even where its kind is left out by default.
     *
     * @param names plurals, as {@code configmaps} or {@code deployments.apps}
     * @return the changed request
     */
    public SaveRequest resources(String... names) {
        return with(draft -> draft.resources = KindNames.more(draft.resources, names));
    }

    /**
     * Leaves kinds out.
     *
     * @param names plurals, as {@code configmaps} or {@code deployments.apps}
     * @return the changed request
     */
    public SaveRequest withoutResources(String... names) {
        return with(draft -> draft.withoutResources = KindNames.more(draft.withoutResources, names));
    }

    /**
     * Takes only objects with some labels.
     *
     * @param selector as kubectl takes it, for example {@code app=shop,tier!=test}
     * @return the changed request
     */
    public SaveRequest labels(String selector) {
        return with(draft -> draft.labels = LabelSelector.parse(selector));
    }

    /**
     * Takes also what controllers own: ReplicaSets of Deployments, Pods, and whatever an operator made, Secrets too. By
     * default only the claims of StatefulSets are taken of these, for data hangs on them.
     *
     * @return the changed request
     */
    public SaveRequest includeOwned() {
        return with(draft -> draft.includeOwned = true);
    }

    /**
     * Keeps cluster IPs and node ports of Services. Such a backup fits this cluster; elsewhere they may be refused.
     *
     * @return the changed request
     */
    public SaveRequest keepAddresses() {
        return with(draft -> draft.keepAddresses = true);
    }

    /**
     * Chooses what becomes of Secrets.
     *
     * @param choice left out, kept readable, or encrypted
     * @return the changed request
     */
    public SaveRequest secrets(SecretHandling choice) {
        return with(draft -> draft.secrets = Objects.requireNonNull(choice, "choice"));
    }

    /**
     * Replaces a backup that is there. In a folder only {@code resources}, {@code SHA256SUMS} and {@code manifest.json}
     * are replaced: a Git checkout stays one.
     *
     * @return the changed request
     */
    public SaveRequest overwrite() {
        return with(draft -> draft.overwrite = true);
    }

    /**
     * Writes objects in another format than JSON.
     *
     * @param format for example that of YAML from maintenance-fabric8
     * @return the changed request
     */
    public SaveRequest format(DocumentFormat format) {
        return with(draft -> draft.format = Objects.requireNonNull(format, "format"));
    }

    /**
     * Sets how many kinds are listed at once; 3 by default.
     *
     * @param kinds at least 1
     * @return the changed request
     */
    public SaveRequest parallel(int kinds) {
        return with(draft -> draft.parallel = kinds);
    }

    /**
     * Sets how many objects an answer has at most; 500 by default, as with kubectl.
     *
     * @param objects at least 1
     * @return the changed request
     */
    public SaveRequest pageSize(int objects) {
        return with(draft -> draft.pageSize = objects);
    }

    /**
     * Adds a listener.
     *
     * @param listener hears of every kind that is done, on the thread of the save; what it throws changes nothing
     * @return the changed request
     */
    public SaveRequest onEvent(Consumer<? super MaintenanceEvent> listener) {
        List<Consumer<? super MaintenanceEvent>> all = new ArrayList<>(listeners);
        all.add(Objects.requireNonNull(listener, "listener"));
        return new SaveRequest(backend, target, options, all, disk);
    }

    /**
     * Saves.
     *
     * @return what was saved; {@link BackupReport#isPartial()} where something could not be read
     * @throws BackupException where there is no backup: it carries the report, and nothing new is under the name
     */
    public BackupReport run() {
        return new SaveRun(backend, target, options, listeners, disk, new Halt())
                .run()
                .orThrow();
    }

    /**
     * Saves in the background, on the backend's executor.
     *
     * @return an operation that can be awaited and cancelled; a cancelled save leaves nothing new under the name
     */
    public BackupOperation<BackupReport> start() {
        return BackupOperation.start(
                backend,
                halt -> new SaveRun(backend, target, options, listeners, disk, halt).run(),
                e -> new SaveRun(backend, target, options, listeners, disk, new Halt()).notBegun(e));
    }

    /** The seam for disks that are full. */
    SaveRequest onDisk(BackupWriter.Disk other) {
        return new SaveRequest(backend, target, options, listeners, other);
    }

    private SaveRequest with(Consumer<SaveOptions.Draft> change) {
        SaveOptions.Draft draft = new SaveOptions.Draft(options);
        change.accept(draft);
        return new SaveRequest(backend, target, draft.options(), listeners, disk);
    }
}
