package io.github.kubemaintenance.catalog;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.Reason;
import java.util.Optional;

/** What of a pod would matter for its place and is not modelled by {@link PodPlacement}. Pure. */
final class Unmodelled {
    private static final String CODE = "NOT_MODELLED";

    private Unmodelled() {}

    static Optional<Reason> in(Pod pod) {
        Document spec = pod.spec().toDocument();
        String scheduler = spec.text("schedulerName").orElse("");
        if (!spec.documents("resourceClaims").isEmpty()) {
            return because("it claims dynamic resources");
        } else if (!scheduler.isEmpty() && !scheduler.equals("default-scheduler")) {
            return because("it is placed by the scheduler \"" + scheduler + "\"");
        } else if (!spec.at("resources").isEmpty()) {
            return because("it states resources for the whole pod");
        }
        for (Document each : spec.documents("topologySpreadConstraints")) {
            boolean honorsTaints =
                    each.text("nodeTaintsPolicy").orElse("Ignore").equals("Honor");
            boolean ignoresAffinity =
                    each.text("nodeAffinityPolicy").orElse("Honor").equals("Ignore");
            boolean filters =
                    each.text("whenUnsatisfiable").orElse("DoNotSchedule").equals("DoNotSchedule");
            if (filters
                    && (honorsTaints
                            || ignoresAffinity
                            || !each.texts("matchLabelKeys").isEmpty())) {
                return because("its topology spread has policies or matchLabelKeys");
            }
        }
        return Optional.empty();
    }

    private static Optional<Reason> because(String what) {
        return Optional.of(new Reason(CODE, what + ", which is not modelled here"));
    }
}
