package io.github.kubemaintenance.mock.internal;

import java.util.List;

/** The controllers that run in every simulated cluster. */
public final class ControlPlane {
    private ControlPlane() {}

    /** One of each, in the order in which they hear of a change; new ones, which belong to one world. */
    public static List<Controller> controllers() {
        return List.of(
                new NodeLifecycle(),
                new TaintManager(),
                new PodGarbage(),
                new NamespaceController(),
                new Definitions(),
                new OwnerGarbage(),
                new DeploymentController(),
                ReplicaSetController.replicaSets(),
                ReplicaSetController.replicationControllers(),
                new StatefulSetController(),
                new DaemonSetController(),
                new JobController(),
                new Scheduler(),
                new Kubelet(),
                new Reboots(),
                new DisruptionController());
    }
}
