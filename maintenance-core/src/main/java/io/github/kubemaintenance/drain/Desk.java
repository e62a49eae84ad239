package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.event.MaintenanceEvent;
import io.github.kubemaintenance.event.NodeEvent;
import io.github.kubemaintenance.event.PodEvent;
import io.github.kubemaintenance.event.ServerEvent;
import io.github.kubemaintenance.model.PodRef;
import io.github.kubemaintenance.model.Reason;
import io.github.kubemaintenance.model.internal.Later;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What the parts of one machine share: what was asked, what time it is, and where commands and notes are put. */
final class Desk {
    final String node;
    final DrainOptions options;
    final DrainPlanner planner;
    private final List<DrainCommand> out = new ArrayList<>();
    private final List<Reason> notes = new ArrayList<>();
    final Instant begunAt;
    private Instant now;
    private Instant lookAgain = Instant.MAX;

    Desk(String node, DrainPlanner planner, Instant now) {
        this.node = node;
        this.options = planner.options();
        this.planner = planner;
        this.begunAt = now;
        this.now = now;
    }

    Instant now() {
        return now;
    }

    /** {@return a time from now on, however long that is} */
    Instant in(Duration time) {
        return Later.after(now, time);
    }

    /** A signal has come: from here on it is this late, and nobody has asked for a look yet. */
    void begins(Instant at) {
        now = at;
        lookAgain = Instant.MAX;
    }

    /** Asks for a look at a time, if nothing happens before. */
    void lookAgain(Instant at) {
        lookAgain = at.isBefore(lookAgain) ? at : lookAgain;
    }

    Instant lookAgain() {
        return lookAgain;
    }

    void wants(DrainCommand command) {
        out.add(command);
    }

    /** Returns what is to be done, and forgets it. */
    List<DrainCommand> taken() {
        List<DrainCommand> all = List.copyOf(out);
        out.clear();
        return all;
    }

    void note(String code, String text) {
        notes.add(new Reason(code, text));
    }

    List<Reason> notes() {
        return List.copyOf(notes);
    }

    void tell(NodeEvent.Step step, String text) {
        tell(new NodeEvent(now, node, step, text));
    }

    void tell(PodRef pod, PodEvent.Kind kind, Reason reason) {
        tell(new PodEvent(now, node, pod, kind, reason));
    }

    void tell(ServerEvent.Kind kind, String text) {
        tell(new ServerEvent(now, node, kind, text));
    }

    private void tell(MaintenanceEvent event) {
        wants(new DrainCommand.Tell(event));
    }
}
