package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.catalog.Component;
import io.github.kubemaintenance.model.KubernetesVersion;

/**
 * One running part of a cluster gets another version.
 *
 * @param component which part
 * @param instance the node it runs on; for a provider's control plane {@value Inventory#PROVIDER}
 * @param to the new version
 */
public record VersionChange(Component component, String instance, KubernetesVersion to) {
    /** Returns for example {@code kubelet on worker-1 to 1.31.14}. */
    @Override
    public String toString() {
        return component.text() + " on " + instance + " to " + to;
    }
}
