package io.github.kubemaintenance.cluster;

/** A watch that is open. Closing it is idempotent, ends it without {@code lost} and frees its connection. */
@FunctionalInterface
public interface Watch extends AutoCloseable {
    @Override
    void close();
}
