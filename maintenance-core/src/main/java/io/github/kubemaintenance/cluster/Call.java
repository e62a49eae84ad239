package io.github.kubemaintenance.cluster;

import io.github.kubemaintenance.model.KubeObject;
import java.util.Optional;
import java.util.function.Function;

/**
 * One request, as a value.
 *
 * @param <A> type of its answer
 */
public sealed interface Call<A> {
    /**
     * Carries the request out.
     *
     * @param api where
     * @return the answer
     */
    A on(ClusterApi api);

    /**
     * Names the request for messages and access rules.
     *
     * @return verb and resource, for example {@code list pods} or {@code create pods/eviction shop/web-1}
     */
    String describe();

    /**
     * Expresses a failure as this request answers it: a read throws it, a write returns it as its outcome.
     *
     * @param failure why the request has no answer
     * @return the outcome of a write
     * @throws ApiException for reads and capabilities
     */
    default A failed(ApiFailure failure) {
        throw new ApiException(failure);
    }

    /**
     * Tells whether the request changes the cluster.
     *
     * @return false for reads
     */
    default boolean isWrite() {
        return false;
    }

    /**
     * Lists a page.
     *
     * @param kind which kind
     * @param query which of its objects
     * @param page which page
     * @param <T> type of the objects
     */
    record ListPage<T extends KubeObject>(Kind<T> kind, Query query, PageRequest page) implements Call<Page<T>> {
        @Override
        public Page<T> on(ClusterApi api) {
            return api.list(kind, query, page);
        }

        @Override
        public String describe() {
            return "list " + kind.resource();
        }
    }

    /**
     * Gets one object.
     *
     * @param kind its kind
     * @param namespace its namespace, empty for none
     * @param name its name
     * @param <T> type of the object
     */
    record Get<T extends KubeObject>(Kind<T> kind, String namespace, String name) implements Call<Optional<T>> {
        @Override
        public Optional<T> on(ClusterApi api) {
            return api.get(kind, namespace, name);
        }

        @Override
        public String describe() {
            return "get " + kind.resource() + " " + (namespace.isEmpty() ? name : namespace + "/" + name);
        }
    }

    /**
     * Evicts a pod.
     *
     * @param eviction the request
     */
    record Evict(Eviction eviction) implements Call<EvictionOutcome> {
        @Override
        public EvictionOutcome on(ClusterApi api) {
            return api.evict(eviction);
        }

        @Override
        public String describe() {
            return "create pods/eviction " + eviction.pod();
        }

        @Override
        public EvictionOutcome failed(ApiFailure failure) {
            return failure.kind() == ApiFailure.Kind.THROTTLED
                    ? new EvictionOutcome.Throttled(failure.message(), failure.retryAfter())
                    : new EvictionOutcome.Unavailable(failure.message(), failure.retryAfter());
        }

        @Override
        public boolean isWrite() {
            return true;
        }
    }

    /**
     * Deletes an object.
     *
     * @param deletion the request
     */
    record Delete(Deletion deletion) implements Call<DeleteOutcome> {
        @Override
        public DeleteOutcome on(ClusterApi api) {
            return api.delete(deletion);
        }

        @Override
        public DeleteOutcome failed(ApiFailure failure) {
            return new DeleteOutcome.Failed(failure);
        }

        @Override
        public String describe() {
            String namespace = deletion.namespace();
            return "delete " + deletion.kind().resource() + " "
                    + (namespace.isEmpty() ? deletion.name() : namespace + "/" + deletion.name());
        }

        @Override
        public boolean isWrite() {
            return true;
        }
    }

    /**
     * Changes an object.
     *
     * @param patch the request
     * @param <T> type of the object
     */
    record Change<T extends KubeObject>(Patch<T> patch) implements Call<PatchOutcome<T>> {
        @Override
        public PatchOutcome<T> on(ClusterApi api) {
            return api.patch(patch);
        }

        @Override
        public PatchOutcome<T> failed(ApiFailure failure) {
            return new PatchOutcome.Failed<>(failure);
        }

        @Override
        public String describe() {
            String namespace = patch.namespace();
            return "patch " + patch.kind().resource() + " "
                    + (namespace.isEmpty() ? patch.name() : namespace + "/" + patch.name());
        }

        @Override
        public boolean isWrite() {
            return true;
        }
    }

    /**
     * Uses an optional capability.
     *
     * @param capability the sub-interface
     * @param what names the request for messages and access rules
     * @param write whether it changes the cluster
     * @param function what to do with it
     * @param <C> the sub-interface
     * @param <A> type of the answer
     */
    record Use<C extends ClusterApi, A>(Class<C> capability, String what, boolean write, Function<C, A> function)
            implements Call<A> {
        @Override
        public A on(ClusterApi api) {
            if (!capability.isInstance(api)) {
                throw new ApiException(new ApiFailure(
                        ApiFailure.Kind.UNSUPPORTED,
                        what,
                        0,
                        "",
                        "this backend has no " + capability.getSimpleName(),
                        Optional.empty()));
            }
            return function.apply(capability.cast(api));
        }

        @Override
        public String describe() {
            return what;
        }

        @Override
        public boolean isWrite() {
            return write;
        }
    }
}
