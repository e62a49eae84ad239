package io.github.kubemaintenance.mock.internal;

import java.util.List;

/** The controllers that run in every simulated cluster. */
public final class ControlPlane {
    private ControlPlane() {}

    /** One of each, in the order in which they hear of a change. */
    public static List<Controller> controllers() {
        return List.of();
    }
}
