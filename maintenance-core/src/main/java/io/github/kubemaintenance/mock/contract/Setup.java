package io.github.kubemaintenance.mock.contract;

import io.github.kubemaintenance.cluster.ClusterApi;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Document;
import java.time.Duration;
import java.util.Set;

/**
 * A cluster to run one scenario on, made afresh for it, and what a person may do there beside the backend that is judged.
 * Implement it for your backend.
 */
public interface Setup extends AutoCloseable {
    /** {@return the backend that is judged} */
    ClusterBackend backend();

    /**
     * Returns the API under the backend.
     *
     * @return the API
     * @throws UnsupportedOperationException where {@link Need#API} isn't offered
     */
    default ClusterApi api() {
        throw new UnsupportedOperationException("no " + Need.API);
    }

    /** {@return what is offered} */
    Set<Need> offers();

    /** {@return a namespace that exists and has no pods and no budgets in it} */
    String namespace();

    /** {@return the name of a node that exists, is Ready, and has no pods of the namespace on it} */
    String node();

    /**
     * Creates an object, or replaces it, with the status that it has.
     *
     * @param object the whole object, with apiVersion and kind
     */
    void put(Document object);

    /**
     * Changes an object by a merge patch, its status too.
     *
     * @param kind its kind
     * @param namespace its namespace, empty for none
     * @param name its name
     * @param patch the change
     */
    void patch(Kind<?> kind, String namespace, String name, Document patch);

    /**
     * Deletes an object without a grace period.
     *
     * @param kind its kind
     * @param namespace its namespace, empty for none
     * @param name its name
     */
    void remove(Kind<?> kind, String namespace, String name);

    /** Starts to delete the namespace, which goes on existing for a while. */
    void terminateNamespace();

    /**
     * Lets older revisions be forgotten.
     *
     * @throws UnsupportedOperationException where {@link Need#COMPACTION} isn't offered
     */
    default void compact() {
        throw new UnsupportedOperationException("no " + Need.COMPACTION);
    }

    /** {@return how long a scenario waits for something that has to come} */
    default Duration patience() {
        return Duration.ofMinutes(2);
    }

    /** Takes everything away that was made. */
    @Override
    default void close() {}
}
