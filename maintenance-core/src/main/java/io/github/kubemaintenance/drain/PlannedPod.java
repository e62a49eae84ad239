package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.model.PodRef;
import io.github.kubemaintenance.model.Reason;
import java.util.List;

/**
 * What a plan says of one pod.
 *
 * @param pod the pod
 * @param action what would be done with it
 * @param reasons first what decided that, then every warning and fact, each in the order of the rules; the codes are
 *     those of {@link ReasonCode}, but for what filters of the request say
 */
public record PlannedPod(PodRef pod, PodAction action, List<Reason> reasons) {
    public PlannedPod {
        reasons = List.copyOf(reasons);
    }

    /**
     * Tells whether a reason is among the reasons.
     *
     * @param code code of the reason
     * @return true if it is
     */
    public boolean has(String code) {
        return reasons.stream().anyMatch(reason -> reason.code().equals(code));
    }
}
