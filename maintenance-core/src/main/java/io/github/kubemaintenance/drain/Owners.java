package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.model.OwnerReference;
import io.github.kubemaintenance.model.Pod;
import java.util.Optional;

/** Who makes a pod, as people and autoscalers name it. Pure. */
final class Owners {
    /** A controller by kind and name. */
    record Owner(String kind, String namespace, String name) {
        /** Returns {@code Kind namespace/name}. */
        @Override
        public String toString() {
            return kind + " " + namespace + "/" + name;
        }
    }

    private Owners() {}

    /** Returns the key of a pod's controller in {@link DrainFacts#owners}; empty for none. */
    static Optional<String> key(Pod pod) {
        return pod.controller().map(owner -> owner.kind() + "/" + pod.namespace() + "/" + owner.name());
    }

    /**
     * Returns who decides how many such pods there are: a Deployment for the pods of its ReplicaSet, which is named after
     * it and the pod template's hash, else the controller itself.
     */
    static Optional<Owner> of(Pod pod) {
        Optional<OwnerReference> controller = pod.controller();
        if (controller.isEmpty()) {
            return Optional.empty();
        }
        String name = controller.get().name();
        String hash = pod.metadata().labels().getOrDefault("pod-template-hash", "");
        if (controller.get().kind().equals("ReplicaSet") && !hash.isEmpty() && name.endsWith("-" + hash)) {
            String deployment = name.substring(0, name.length() - hash.length() - 1);
            return Optional.of(new Owner("Deployment", pod.namespace(), deployment));
        }
        return Optional.of(new Owner(controller.get().kind(), pod.namespace(), name));
    }
}
