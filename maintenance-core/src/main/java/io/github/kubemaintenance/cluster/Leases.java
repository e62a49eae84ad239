package io.github.kubemaintenance.cluster;

import io.github.kubemaintenance.model.Lease;
import java.util.Optional;

/**
 * Capability: Leases of {@code coordination.k8s.io/v1}, by which one runner at a time does something. As with every write,
 * each method is exactly one request, never repeated.
 */
public interface Leases extends ClusterApi {
    /**
     * Gets a lease.
     *
     * @param namespace its namespace
     * @param name its name
     * @return empty if there is none
     * @throws ApiException where it can't be read
     */
    Optional<Lease> lease(String namespace, String name);

    /**
     * Creates a lease.
     *
     * @param lease the lease
     * @return as it is now, or CONFLICT if there is one of the name
     */
    LeaseOutcome create(Lease lease);

    /**
     * Replaces a lease (a PUT), if it is still as it was read: its resourceVersion is sent along.
     *
     * @param lease the lease, made of one that was read
     * @return as it is now, or CONFLICT if somebody has changed it meanwhile
     */
    LeaseOutcome update(Lease lease);
}
