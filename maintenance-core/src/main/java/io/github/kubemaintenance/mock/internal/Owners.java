package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.OwnerReference;
import io.github.kubemaintenance.model.WorkloadKind;
import java.util.Optional;

/** Finds the workload that an object belongs to. */
final class Owners {
    private Owners() {}

    /** An object's controller, if it is of a kind. */
    static Optional<OwnerReference> of(KubeObject object, WorkloadKind kind) {
        Optional<OwnerReference> owner = object.metadata().controller();
        return owner.isPresent()
                        && owner.get().kind().equals(kind.kind())
                        && WorkloadKind.find(
                                        owner.get().apiVersion(), owner.get().kind())
                                .isPresent()
                ? owner
                : Optional.empty();
    }

    /** That a controller has to look at an object's owner. */
    static Task task(String controller, KubeObject object, OwnerReference owner) {
        return new Task(controller, object.namespace(), owner.name(), "");
    }
}
