package io.github.kubemaintenance.fabric8;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.MockClusterBuilder;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Minor;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A cluster's state in a file, as {@code kubectl get nodes,pods,pdb,... -A -o json} prints it.
 *
 * <p>The file is a {@code List}, a typed list ({@code PodList}) or single objects, several of them one after the other
 * or as documents of a YAML stream; JSON or YAML, plain or {@code .gz}, with a byte order mark or without. What it is
 * is found out by its content, not its name. fabric8 reads it; every object is kept as it was, managed fields included.
 * YAML is read up to 3 MiB a document, JSON without a bound: 50 MB of it load in a heap of 1 GiB.
 *
 * <p>A dump says nothing of kinds that are not in it, for kubectl prints the same for "there are none" and for "nobody
 * asked". Such a kind is one that {@linkplain #missingKinds() can't be read}: a plan on the mock then says UNKNOWN where
 * it matters, never "all clear". Whoever asked for a kind says so with {@link #complete(Kind...)}; a typed list without
 * items says it by itself.
 *
 * <p>Immutable and thread-safe. Reading needs no cluster and touches none.
 */
public final class ClusterDump {
    private static final Pattern MINOR = Pattern.compile("^v?1\\.(\\d{1,3})(?!\\d)");

    private final Path path;
    private final List<Document> objects;
    private final Set<Kind<?>> seen;

    private ClusterDump(Path path, List<Document> objects, Set<Kind<?>> seen) {
        this.path = path;
        this.objects = objects;
        this.seen = seen;
    }

    /**
     * Makes a simulated cluster of a dump; short for {@code read(path).toMock()}.
     *
     * @param path the file
     * @return a cluster in the state of the dump, its clock at {@link #takenAt()}
     * @throws ClusterDumpException as {@link #read} and {@link #toMock} throw it
     */
    public static MockCluster load(Path path) {
        return read(path).toMock();
    }

    /**
     * Reads a dump.
     *
     * @param path the file
     * @return what is in it
     * @throws ClusterDumpException where the file is missing, cut off, damaged or no dump: says which file, the place
     *     in it and what to do
     */
    public static ClusterDump read(Path path) {
        DumpItems items = DumpReader.read(path);
        return new ClusterDump(path, items.finish(), items.seen());
    }

    /**
     * Returns the file.
     *
     * @return its path as it was given
     */
    public Path path() {
        return path;
    }

    /**
     * Returns the objects.
     *
     * @return in the order of the file, each as it was there; items of typed lists with the apiVersion and kind of the
     *     list
     */
    public List<Document> objects() {
        return objects;
    }

    /**
     * Returns when the dump was taken, as near as its objects tell.
     *
     * @return the newest moment that an object's metadata or status names as past, empty if none names any
     */
    public Optional<Instant> takenAt() {
        return Moments.newest(objects);
    }

    /**
     * Returns the kinds that the library may ask for and of which the dump holds nothing.
     *
     * @return what can't be read on a mock made of it
     */
    public List<Kind<?>> missingKinds() {
        return DumpItems.KNOWN.stream().filter(kind -> !seen.contains(kind)).toList();
    }

    /**
     * States that kinds were asked for when the dump was taken: where none of theirs is in it, there were none.
     *
     * @param kinds for example {@link Kind#BUDGETS}
     * @return the dump with fewer missing kinds
     */
    public ClusterDump complete(Kind<?>... kinds) {
        Set<Kind<?>> more = new LinkedHashSet<>(seen);
        more.addAll(List.of(kinds));
        return new ClusterDump(path, objects, more);
    }

    /**
     * Makes a simulated cluster of the dump. Nothing has happened in it since; its controllers and kubelets take over from
     * there.
     *
     * @return a new cluster for each call, its clock at {@link #takenAt()}
     * @throws ClusterDumpException if there is no node in the dump
     */
    public MockCluster toMock() {
        return toBuilder().build();
    }

    /**
     * Starts a simulated cluster with the dump's objects, to which a seed, faults and more can be added.
     *
     * @return a new builder for each call: its clock at {@link #takenAt()}, its version that of the newest kubelet (no
     *     kubelet is newer than its API server), without the missing kinds
     * @throws ClusterDumpException if there is no node in the dump
     */
    public MockClusterBuilder toBuilder() {
        if (objects.stream().noneMatch(ClusterDump::isNode)) {
            throw new ClusterDumpException(
                    path,
                    "there is no Node in it, so it makes no cluster; " + Texts.Hint.GET
                            + " with nodes among the kinds");
        }
        MockClusterBuilder builder = MockCluster.builder().unsettled().objects(objects);
        missingKinds().forEach(builder::missing);
        takenAt().ifPresent(builder::start);
        newestKubelet().ifPresent(builder::version);
        return builder;
    }

    private static boolean isNode(Document object) {
        return object.kind().equals(Kind.NODES.kind()) && object.apiVersion().equals(Kind.NODES.apiVersion());
    }

    private Optional<String> newestKubelet() {
        return objects.stream()
                .filter(ClusterDump::isNode)
                .flatMap(node -> node.text("status", "nodeInfo", "kubeletVersion").stream())
                .flatMap(version -> MINOR.matcher(version).results())
                .map(found -> Minor.of(Integer.parseInt(found.group(1))))
                .max(Comparator.naturalOrder())
                .map(Minor::toString);
    }

    /** Returns file, number of objects and missing kinds on one line. */
    @Override
    public String toString() {
        List<String> missing = new ArrayList<>();
        missingKinds().forEach(kind -> missing.add(kind.resource()));
        return path + ": " + objects.size() + " objects" + (missing.isEmpty() ? "" : ", nothing of " + missing);
    }
}
