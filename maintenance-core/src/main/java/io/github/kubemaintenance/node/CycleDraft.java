package io.github.kubemaintenance.node;

import io.github.kubemaintenance.drain.DrainReport;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.model.Reason;
import io.github.kubemaintenance.model.internal.Nullable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What will be in a {@link CycleReport}, as it comes together. */
final class CycleDraft {
    private final String node;
    private final Instant startedAt;
    private final List<Reason> notes = new ArrayList<>();
    private String kubelet = "";
    CycleStep step = CycleStep.UNTOUCHED;
    Optional<DrainReport> drain = Optional.empty();
    Instant awaySince = Instant.MAX;
    Instant backAt = Instant.MAX;
    /** The node is another's, or another node: nothing may be written on it. */
    boolean lost;

    @Nullable
    Throwable cause;

    CycleDraft(String node, Instant startedAt) {
        this.node = node;
        this.startedAt = startedAt;
    }

    void note(String code, String text) {
        notes.add(new Reason(code, text));
    }

    void before(Node seen) {
        kubelet = seen.kubeletVersion();
    }

    void returned(Node now, Comeback comeback) {
        if (!kubelet.isEmpty() && !kubelet.equals(now.kubeletVersion())) {
            note(
                    CycleCode.KUBELET_CHANGED,
                    "the node came back with kubelet " + now.kubeletVersion() + ", it had " + kubelet);
        }
        comeback.unreadable()
                .ifPresent(why -> note(
                        CycleCode.UNREADABLE,
                        "whether the pods that always run there are Ready is not known: " + why.text()));
    }

    CycleReport report(Outcome outcome, List<Reason> reasons, Optional<Node> after, Instant now) {
        return new CycleReport(
                node,
                outcome,
                step,
                reasons,
                notes,
                drain,
                after,
                startedAt,
                now,
                backAt.isBefore(awaySince) || backAt.equals(Instant.MAX) || awaySince.equals(Instant.MAX)
                        ? Duration.ZERO
                        : Duration.between(awaySince, backAt),
                cause);
    }
}
