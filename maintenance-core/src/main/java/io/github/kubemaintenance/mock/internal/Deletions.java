package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.KubeObject;
import java.time.Duration;

/** How objects that have no grace period are deleted. */
final class Deletions {
    private Deletions() {}

    /** Removes an object, or marks it as being deleted while finalizers hold it. */
    static <T extends KubeObject> void delete(World world, Kind<T> kind, T object) {
        if (object.metadata().finalizers().isEmpty()) {
            world.remove(kind, object);
        } else if (!object.metadata().isTerminating()) {
            world.update(kind, Shapes.with(kind, object, object.metadata().deleted(world.now(), Duration.ZERO)));
        }
    }
}
