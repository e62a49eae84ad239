package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.model.PodRef;
import io.github.kubemaintenance.model.Reason;
import java.util.List;

/**
 * What a plan says of one pod.
 *
 * @param pod the pod
 * @param action what would be done with it
 * @param reasons every reason for that, and every warning, in the order of the rules
 */
public record PlannedPod(PodRef pod, PodAction action, List<Reason> reasons) {
    /** Copies the list. */
    public PlannedPod {
        reasons = List.copyOf(reasons);
    }

    /**
     * Tells whether a reason is among them.
     *
     * @param code code of the reason
     * @return true if it is
     */
    public boolean has(String code) {
        return reasons.stream().anyMatch(reason -> reason.code().equals(code));
    }
}
