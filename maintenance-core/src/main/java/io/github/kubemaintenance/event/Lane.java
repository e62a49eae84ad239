package io.github.kubemaintenance.event;

import io.github.kubemaintenance.model.internal.Nullable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What became of one node or pod, as spells in order. Mutable while events come. */
final class Lane {
    /** How it stands at last. */
    enum End {
        /** It is under way. */
        OPEN,
        /** It went well. */
        DONE,
        /** It did not. */
        FAILED,
        /** Nothing was to be done, or nothing was done. */
        LEFT
    }

    final String name;
    private final List<Spell> spells = new ArrayList<>();
    private Spell.@Nullable Kind open;
    private Instant since = Instant.EPOCH;
    private String why = "";
    private End end = End.OPEN;
    private String last = "";

    Lane(String name) {
        this.name = name;
    }

    /** Ends what was so and begins something else. */
    void turn(Spell.Kind kind, Instant at, String text) {
        if (open == kind && why.equals(text)) {
            return;
        }
        close(at);
        open = kind;
        since = at;
        why = text;
    }

    /** Ends what was so. */
    void close(Instant at) {
        if (open != null) {
            spells.add(new Spell(open, since, at, why));
            open = null;
        }
    }

    void end(End how, Instant at, String text) {
        close(at);
        end = how;
        last = text;
    }

    End end() {
        return end;
    }

    /** What was last said of it. */
    String last() {
        return last;
    }

    boolean isOpen() {
        return open != null;
    }

    /** The spells so far; what is so still lasts until the time given. */
    List<Spell> spells(Instant until) {
        List<Spell> all = new ArrayList<>(spells);
        now(until).ifPresent(all::add);
        return List.copyOf(all);
    }

    /** What is so still. That a pod is being replaced is only known once its replacement is there. */
    Optional<Spell> now(Instant until) {
        return open == null || open == Spell.Kind.REPLACING
                ? Optional.empty()
                : Optional.of(new Spell(open, since, until.isBefore(since) ? since : until, why));
    }

    /** How long it took in all, without gaps. */
    Duration total(Instant until) {
        return spells(until).stream().map(Spell::length).reduce(Duration.ZERO, Duration::plus);
    }
}
