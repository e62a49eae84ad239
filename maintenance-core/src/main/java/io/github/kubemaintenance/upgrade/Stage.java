package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.model.KubernetesVersion;
import java.util.List;

/** A part of a route: first the control plane moves, then workers may, and so on. */
public sealed interface Stage {
    /** {@return where the stage leads to} */
    KubernetesVersion version();

    /**
     * The control plane moves.
     *
     * @param version where to
     * @param members names of the control-plane members that aren't there yet
     * @param nodes names of the control-plane nodes whose kubelets aren't there yet
     */
    record ControlPlane(KubernetesVersion version, List<String> members, List<String> nodes) implements Stage {
        public ControlPlane {
            members = List.copyOf(members);
            nodes = List.copyOf(nodes);
        }
    }

    /**
     * Workers move.
     *
     * @param version where to
     * @param nodes their names
     * @param forced whether only those move that would otherwise be too old for the next minor
     */
    record Workers(KubernetesVersion version, List<String> nodes, boolean forced) implements Stage {
        public Workers {
            nodes = List.copyOf(nodes);
        }
    }
}
