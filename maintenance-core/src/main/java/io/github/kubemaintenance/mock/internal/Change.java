package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.model.KubeObject;
import java.util.Optional;

/**
 * A change of one object, as the store made it.
 *
 * @param kind its kind
 * @param type how
 * @param before its state before; empty for ADDED
 * @param object its state now; for DELETED the last one
 * @param version revision of the change
 * @param <T> type of the object
 */
public record Change<T extends KubeObject>(Kind<T> kind, ChangeType type, Optional<T> before, T object, long version) {}
