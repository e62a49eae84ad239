package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.model.KubernetesVersion;
import java.util.List;

/**
 * The way, before a platform turns it into steps.
 *
 * @param from where it begins: the version of the oldest API server
 * @param to where it ends
 * @param hops the versions that the control plane gets one after the other
 * @param stages who moves when
 * @param inventory the facts it was made of
 * @param strategy how many workers move at a time
 * @param timings how long the parts take
 */
public record Route(
        KubernetesVersion from,
        KubernetesVersion to,
        List<KubernetesVersion> hops,
        List<Stage> stages,
        Inventory inventory,
        WorkerStrategy strategy,
        Timings timings) {
    public Route {
        hops = List.copyOf(hops);
        stages = List.copyOf(stages);
    }
}
