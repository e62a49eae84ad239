package io.github.kubemaintenance.mock;

import io.github.kubemaintenance.model.Document;

/**
 * Where the events of a watch go. Called in the order of the changes, on the thread that makes them and while the
 * simulated cluster stands still: an implementation hands over and returns.
 */
public interface RestStream {
    /**
     * Takes an event.
     *
     * @param event {@code type} and {@code object}, as a line of the answer
     */
    void event(Document event);

    /**
     * Takes note of the end; nothing comes after it.
     *
     * @param clean true where the server ends the stream in order, false where the connection breaks
     */
    void end(boolean clean);
}
