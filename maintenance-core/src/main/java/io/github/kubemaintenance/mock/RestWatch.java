package io.github.kubemaintenance.mock;

/**
 * A watch that was asked for.
 *
 * @param reply the answer's head: status 200 where the watch is open, else the whole answer
 * @param closing ends it from the client's side; does nothing where it is not open
 */
public record RestWatch(RestReply reply, Runnable closing) implements AutoCloseable {
    /** {@return whether events come} */
    public boolean isOpen() {
        return reply.status() == 200;
    }

    /** Ends the watch from the client's side; no event comes any more. */
    @Override
    public void close() {
        closing.run();
    }
}
