package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.WorkloadKind;
import java.util.Optional;

/** Finds the workload that an object belongs to. */
final class Owners {
    private Owners() {}

    /** The key of an object's controller, if it is of a kind. */
    static Optional<String> keyOf(KubeObject object, WorkloadKind kind) {
        return object.metadata()
                .controller()
                .filter(owner -> owner.kind().equals(kind.kind())
                        && WorkloadKind.find(owner.apiVersion(), owner.kind()).isPresent())
                .map(owner -> Keys.of(object.namespace(), owner.name()));
    }
}
