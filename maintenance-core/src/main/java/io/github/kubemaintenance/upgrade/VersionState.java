package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.catalog.Component;
import io.github.kubemaintenance.model.KubernetesVersion;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The versions that run at one moment of an upgrade, part by part. Immutable.
 *
 * @param versions for each component the version of each instance, named by node or {@value Inventory#PROVIDER}
 */
public record VersionState(Map<Component, SortedMap<String, KubernetesVersion>> versions) {
    public VersionState {
        Map<Component, SortedMap<String, KubernetesVersion>> copy = new EnumMap<>(Component.class);
        versions.forEach((component, instances) ->
                copy.put(component, Collections.unmodifiableSortedMap(new TreeMap<>(instances))));
        versions = Collections.unmodifiableMap(copy);
    }

    /**
     * Returns the state of a cluster.
     *
     * @param inventory what runs
     * @return its versions; parts whose version isn't known are left out
     */
    public static VersionState of(Inventory inventory) {
        Map<Component, SortedMap<String, KubernetesVersion>> all = new EnumMap<>(Component.class);
        for (ControlPlaneMember member : inventory.controlPlane()) {
            put(all, Component.KUBE_APISERVER, member.name(), member.apiServer());
            put(all, Component.KUBE_CONTROLLER_MANAGER, member.name(), member.controllerManager());
            put(all, Component.KUBE_SCHEDULER, member.name(), member.scheduler());
        }
        for (ClusterNode node : inventory.nodes()) {
            if (node.kubelet().isPresent()) {
                put(all, Component.KUBELET, node.name(), node.kubelet().get());
            }
            if (inventory.proxy().isPresent() && node.provision() != NodeProvision.FARGATE) {
                put(all, Component.KUBE_PROXY, node.name(), inventory.proxy().get());
            }
        }
        return new VersionState(all);
    }

    /**
     * Returns the versions of a component.
     *
     * @param component which
     * @return by instance, in order; empty if there is none
     */
    public SortedMap<String, KubernetesVersion> of(Component component) {
        return versions.getOrDefault(component, Collections.emptySortedMap());
    }

    /**
     * Returns the state after a change.
     *
     * @param change what changes
     * @return the state
     */
    public VersionState after(VersionChange change) {
        Map<Component, SortedMap<String, KubernetesVersion>> all = new EnumMap<>(Component.class);
        all.putAll(versions);
        SortedMap<String, KubernetesVersion> instances = new TreeMap<>(of(change.component()));
        instances.put(change.instance(), change.to());
        all.put(change.component(), instances);
        return new VersionState(all);
    }

    private static void put(
            Map<Component, SortedMap<String, KubernetesVersion>> all,
            Component component,
            String instance,
            KubernetesVersion version) {
        all.computeIfAbsent(component, key -> new TreeMap<>()).put(instance, version);
    }
}
