package io.github.kubemaintenance.drain;

/** A drain was not begun: no pod was touched and the node is as schedulable as before. */
public final class DrainRefusedException extends DrainException {
    private static final long serialVersionUID = 1L;

    DrainRefusedException(DrainReport report) {
        super(report, null);
    }
}
