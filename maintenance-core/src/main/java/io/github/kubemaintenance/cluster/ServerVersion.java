package io.github.kubemaintenance.cluster;

import io.github.kubemaintenance.model.KubernetesVersion;

/** Optional capability: tells which version of Kubernetes the API server is ({@code GET /version}). */
public interface ServerVersion extends ClusterApi {
    /**
     * Asks for the version.
     *
     * @return the version of the API server that answered; where there are several they may differ during an upgrade
     * @throws ApiException where it can't be read
     */
    KubernetesVersion serverVersion();

    /**
     * Makes the request.
     *
     * @return a read that fails with UNSUPPORTED where the backend lacks this capability
     */
    static Call<KubernetesVersion> call() {
        return new Call.Use<>(ServerVersion.class, "get /version", false, ServerVersion::serverVersion);
    }
}
