package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.model.PodSpec;
import io.github.kubemaintenance.model.internal.Nullable;
import java.util.function.UnaryOperator;

/** Remembers what was last made of a template, so that the pods of one workload share one spec. */
final class SpecMemo {
    private final UnaryOperator<PodSpec> maker;
    private @Nullable PodSpec template;
    private @Nullable PodSpec made;

    SpecMemo(UnaryOperator<PodSpec> maker) {
        this.maker = maker;
    }

    @SuppressWarnings("ReferenceEquality") // only the very same template is known to give the same
    PodSpec of(PodSpec wanted) {
        PodSpec known = made;
        if (known == null || template != wanted) {
            known = maker.apply(wanted);
            template = wanted;
            made = known;
        }
        return known;
    }
}
