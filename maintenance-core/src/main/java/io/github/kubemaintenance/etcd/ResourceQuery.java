package io.github.kubemaintenance.etcd;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Reads the Kubernetes objects of a snapshot, by group, kind, namespace and name, in the order of their keys. Immutable;
 * each method that reads opens the file, reads and closes it.
 *
 * @see SnapshotFile#resources()
 */
public final class ResourceQuery {
    private final KeyQuery keys;
    private final String registry;
    private final Predicate<StoredResource> filter;
    private final ObjectDecoder decoder;

    ResourceQuery(Path path) {
        this(new KeyQuery(path), "/registry", resource -> true, ObjectDecoder.none());
    }

    private ResourceQuery(KeyQuery keys, String registry, Predicate<StoredResource> filter, ObjectDecoder decoder) {
        this.keys = keys;
        this.registry = registry;
        this.filter = filter;
        this.decoder = decoder;
    }

    private ResourceQuery only(Predicate<StoredResource> more) {
        return new ResourceQuery(keys, registry, filter.and(more), decoder);
    }

    /**
     * Keeps to an API group.
     *
     * @param group for example {@code apps}; empty for the core group
     * @return a changed copy
     */
    public ResourceQuery group(String group) {
        return only(resource -> resource.group().equals(group));
    }

    /**
     * Keeps to a kind. Encrypted objects don't show their kind; {@link #resource(String)} finds them.
     *
     * @param kind for example {@code Deployment}
     * @return a changed copy
     */
    public ResourceQuery kind(String kind) {
        return only(resource -> resource.kind().equals(kind));
    }

    /**
     * Keeps to a resource as it is named in keys.
     *
     * @param plural for example {@code secrets}; {@code minions} for nodes
     * @return a changed copy
     */
    public ResourceQuery resource(String plural) {
        return only(resource -> resource.resource().equals(plural));
    }

    /**
     * Keeps to a namespace.
     *
     * @param namespace its name; empty for what belongs to the whole cluster
     * @return a changed copy
     */
    public ResourceQuery namespace(String namespace) {
        return only(resource -> resource.namespace().equals(namespace));
    }

    /**
     * Keeps to a name.
     *
     * @param name the object's
     * @return a changed copy
     */
    public ResourceQuery name(String name) {
        return only(resource -> resource.name().equals(name));
    }

    /**
     * Reads as it was at an older revision, as {@link KeyQuery#atRevision(long)}.
     *
     * @param revision not compacted away and not above the snapshot's
     * @return a changed copy
     */
    public ResourceQuery atRevision(long revision) {
        return new ResourceQuery(keys.atRevision(revision), registry, filter, decoder);
    }

    /**
     * Says where the API server keeps its objects. Default: {@code /registry}.
     *
     * @param prefix the value of {@code kube-apiserver --etcd-prefix}
     * @return a changed copy
     */
    public ResourceQuery registry(String prefix) {
        return new ResourceQuery(keys, prefix.replaceFirst("/+$", ""), filter, decoder);
    }

    /**
     * Gives the decoder for built-in kinds. Default: none, so only custom resources have documents.
     *
     * @param objects the decoder
     * @return a changed copy
     */
    public ResourceQuery decodedBy(ObjectDecoder objects) {
        return new ResourceQuery(keys, registry, filter, objects);
    }

    /**
     * Reads object after object.
     *
     * @param action called for each on the caller's thread, while the file is open
     * @throws SnapshotFileException if the file can't be read or is damaged
     */
    public void forEach(Consumer<? super StoredResource> action) {
        keys.prefix(registry + "/").forEach(key -> {
            StoredResource resource = StoredResource.of(registry, key, decoder);
            if (filter.test(resource)) {
                action.accept(resource);
            }
        });
    }

    /**
     * Reads the objects that match, all of them into memory.
     *
     * @return in the order of their keys
     * @throws SnapshotFileException if the file can't be read or is damaged
     */
    public List<StoredResource> list() {
        List<StoredResource> found = new ArrayList<>();
        forEach(found::add);
        return List.copyOf(found);
    }

    /**
     * Reads the first object that matches.
     *
     * @return empty if none does
     * @throws SnapshotFileException if the file can't be read or is damaged
     */
    public Optional<StoredResource> first() {
        List<StoredResource> found = new ArrayList<>();
        keys.prefix(registry + "/").until(key -> {
            StoredResource resource = StoredResource.of(registry, key, decoder);
            return filter.test(resource) && found.add(resource);
        });
        return found.stream().findFirst();
    }
}
