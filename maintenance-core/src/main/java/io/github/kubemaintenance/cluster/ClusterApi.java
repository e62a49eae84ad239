package io.github.kubemaintenance.cluster;

import io.github.kubemaintenance.model.KubeObject;
import java.util.Optional;

/**
 * What the author of a backend writes: the minimum that a drain needs, synchronous and thread-safe. No queue, clock or
 * thread; a write is sent exactly once and never repeated. Optional capabilities are sub-interfaces.
 *
 * <p>Reads throw {@link ApiException}. Writes return their outcome and throw nothing for what a server can answer. An
 * interrupt of the calling thread ends a call as {@link ApiFailure.Kind#UNAVAILABLE} with the flag kept.
 */
public interface ClusterApi {
    /**
     * Lists a page. The first page shows the newest state (a consistent read); further pages show the same revision.
     *
     * @param kind which kind
     * @param query which of its objects
     * @param page which page
     * @return the page
     * @param <T> type of the objects
     * @throws ApiException where it can't be read; EXPIRED for a token that is too old
     */
    <T extends KubeObject> Page<T> list(Kind<T> kind, Query query, PageRequest page);

    /**
     * Gets one object.
     *
     * @param kind its kind
     * @param namespace its namespace, empty for none
     * @param name its name
     * @return empty if there is none
     * @param <T> type of the object
     * @throws ApiException where it can't be read
     */
    <T extends KubeObject> Optional<T> get(Kind<T> kind, String namespace, String name);

    /**
     * Watches from a revision on. Returns when the watch stands; what fails later is {@code lost}.
     *
     * @param kind which kind
     * @param query which of its objects
     * @param afterVersion the revision of the list that was read
     * @param sink where to deliver
     * @return the watch, to be closed by the caller
     * @param <T> type of the objects
     * @throws ApiException where it can't be started
     */
    <T extends KubeObject> Watch watch(Kind<T> kind, Query query, String afterVersion, WatchSink<T> sink);

    /**
     * Evicts a pod: exactly one POST to pods/eviction, guarded by the uid.
     *
     * @param eviction the request
     * @return what the server answered
     */
    EvictionOutcome evict(Eviction eviction);

    /**
     * Deletes an object: exactly one DELETE, guarded by the uid.
     *
     * @param deletion the request
     * @return what the server answered
     */
    DeleteOutcome delete(Deletion deletion);

    /**
     * Changes an object: exactly one PATCH.
     *
     * @param patch the request
     * @return what the server answered
     * @param <T> type of the object
     */
    <T extends KubeObject> PatchOutcome<T> patch(Patch<T> patch);
}
