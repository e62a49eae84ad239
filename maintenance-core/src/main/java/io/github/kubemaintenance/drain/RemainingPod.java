package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.model.PodRef;
import io.github.kubemaintenance.model.Reason;

/**
 * A pod that had to go and is still there, or of which it isn't known.
 *
 * @param pod the pod
 * @param reason why, with what to do
 */
public record RemainingPod(PodRef pod, Reason reason) {}
