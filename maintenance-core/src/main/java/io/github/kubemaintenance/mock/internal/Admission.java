package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.PodSpec;
import io.github.kubemaintenance.model.Taint;
import io.github.kubemaintenance.model.TaintEffect;
import io.github.kubemaintenance.model.Toleration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the API server's own admission adds to every pod: the classic five minutes on a node that is lost. Pure. */
public final class Admission {
    private static final Duration CLASSIC = Duration.ofMinutes(5);

    private Admission() {}

    /** The spec with the default tolerations; the same object if it has them. */
    public static PodSpec admitted(PodSpec spec) {
        List<Toleration> added = new ArrayList<>();
        for (String key : List.of(Taint.NOT_READY, Taint.UNREACHABLE)) {
            Taint taint = Taint.of(key, TaintEffect.NO_EXECUTE);
            if (spec.tolerations().stream().noneMatch(each -> each.tolerates(taint))) {
                added.add(new Toleration(key, true, "", Optional.of(TaintEffect.NO_EXECUTE), Optional.of(CLASSIC)));
            }
        }
        return added.isEmpty() ? spec : withTolerations(spec, added);
    }

    /** The spec with further tolerations; what is not modelled of it stays. */
    static PodSpec withTolerations(PodSpec spec, List<Toleration> added) {
        List<Toleration> all = new ArrayList<>(spec.tolerations());
        all.addAll(added);
        PodSpec modelled = spec.toBuilder().tolerations(all).build();
        if (spec.toBuilder().build().equals(spec)) {
            return modelled; // nothing of it is kept but as values: much smaller than a tree
        }
        Document written = spec.toDocument();
        return PodSpec.of(written.with(all.stream().map(Toleration::toDocument).toList(), "tolerations"));
    }
}
