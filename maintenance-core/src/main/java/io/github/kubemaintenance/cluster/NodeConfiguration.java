package io.github.kubemaintenance.cluster;

import io.github.kubemaintenance.model.Document;

/**
 * Optional capability: reads the configuration that a node's kubelet runs with, from the kubelet itself ({@code GET
 * /api/v1/nodes/NAME/proxy/configz}). It needs {@code get} on {@code nodes/proxy}, a powerful right, which is why it stands
 * alone: give it to a role of its own. Where the kubelet authorizes finely (since Kubernetes 1.33) {@code nodes/configz}
 * is enough.
 */
public interface NodeConfiguration extends ClusterApi {
    /**
     * Asks a kubelet.
     *
     * @param node name of the node
     * @return its KubeletConfiguration: what {@code /configz} says under {@code kubeletconfig}
     * @throws ApiException where it can't be read, for example because the kubelet doesn't answer
     */
    Document kubeletConfiguration(String node);

    /**
     * Makes the request.
     *
     * @param node name of the node
     * @return a read that fails with UNSUPPORTED where the backend lacks this capability
     */
    static Call<Document> of(String node) {
        return new Call.Use<>(
                NodeConfiguration.class, "get nodes/proxy " + node, false, api -> api.kubeletConfiguration(node));
    }
}
