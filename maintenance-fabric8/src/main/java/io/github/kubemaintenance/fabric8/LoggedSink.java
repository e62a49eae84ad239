package io.github.kubemaintenance.fabric8;

import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.WatchSink;
import io.github.kubemaintenance.model.KubeObject;
import org.slf4j.Logger;

/** Tells the log of a watch that has ended without our closing it. */
record LoggedSink<T extends KubeObject>(WatchSink<T> sink, String request, Logger log) implements WatchSink<T> {
    @Override
    public void changed(ChangeType type, T object) {
        sink.changed(type, object);
    }

    @Override
    public void bookmark(String resourceVersion) {
        sink.bookmark(resourceVersion);
    }

    @Override
    public void lost(ApiFailure why) {
        log.info("{} has ended: {}", request, why.text());
        sink.lost(why);
    }
}
