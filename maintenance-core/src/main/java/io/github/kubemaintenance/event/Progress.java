package io.github.kubemaintenance.event;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Progress for a terminal: one line a node, drawn anew with each event: how many of its pods are gone, what it is at, what
 * holds it up. Nodes that are done are counted, so that a long roll stays on the screen. Confined to one thread at a time.
 */
final class Progress implements Consumer<MaintenanceEvent> {
    private static final int BAR = 20;
    private static final int MOST_LINES = 12;
    private static final int NARROWEST = 40;
    private static final String ESCAPE = "\u001b[";
    private static final String CLEAR = ESCAPE + "K";
    private static final String CLEAR_BELOW = ESCAPE + "J";

    private final Appendable out;
    private final int columns;
    private final Story story = new Story();
    private int drawn;

    Progress(Appendable out, int columns) {
        if (columns < NARROWEST) {
            throw new IllegalArgumentException("a line of progress needs " + NARROWEST + " columns, not " + columns);
        }
        this.out = out;
        this.columns = columns;
    }

    @Override
    public void accept(MaintenanceEvent event) {
        story.take(event);
        StringBuilder text = new StringBuilder();
        if (drawn > 0) {
            text.append(ESCAPE).append(drawn).append('A');
        }
        List<String> lines = lines();
        lines.forEach(line -> text.append(line).append(CLEAR).append('\n'));
        text.append(CLEAR_BELOW);
        drawn = lines.size();
        try {
            out.append(text);
        } catch (IOException e) {
            throw new UncheckedIOException("progress could not be written", e);
        }
    }

    /** What is to be seen now. */
    List<String> lines() {
        List<NodeLanes> active = new ArrayList<>();
        List<NodeLanes> over = new ArrayList<>();
        for (NodeLanes node : story.nodes()) {
            (node.node.isOpen() || node.node.end() == Lane.End.OPEN ? active : over).add(node);
        }
        List<String> lines = new ArrayList<>();
        boolean all = story.nodes().size() <= MOST_LINES;
        List<NodeLanes> shown = new ArrayList<>(all ? story.nodes() : active);
        if (!all) {
            long failed = over.stream()
                    .filter(each -> each.node.end() == Lane.End.FAILED)
                    .count();
            lines.add(cut(story.nodes().size() + " nodes begun, " + (over.size() - failed) + " over"
                    + (failed > 0 ? ", " + failed + " not completed" : "") + ", "
                    + Spell.words(story.length()) + " so far"));
        }
        int width =
                shown.stream().mapToInt(each -> each.node.name.length()).max().orElse(0);
        shown.stream().limit(MOST_LINES).forEach(node -> lines.add(cut(line(node, Math.min(width, columns / 3)))));
        if (shown.size() > MOST_LINES) {
            lines.add(cut("... and " + (shown.size() - MOST_LINES) + " more"));
        }
        if (story.server().isOpen()) {
            lines.add(cut(
                    "The API server is away since " + Spell.words(story.server().total(story.end()))));
        }
        return lines;
    }

    private String line(NodeLanes lanes, int width) {
        Instant now = story.end();
        int pods = lanes.pods().size();
        long gone = lanes.gone();
        int filled = pods == 0 ? (lanes.node.end() == Lane.End.OPEN ? 0 : BAR) : (int) (gone * BAR / pods);
        String name = lanes.node.name.length() > width ? lanes.node.name.substring(0, width) : lanes.node.name;
        String bar = "#".repeat(filled) + "-".repeat(BAR - filled);
        return name + " ".repeat(width - name.length()) + " [" + bar + "] " + gone + "/" + pods + " " + stands(lanes)
                + ", " + Spell.words(lanes.node.total(now)) + holdsUp(lanes, now);
    }

    private String stands(NodeLanes lanes) {
        Optional<Spell> now = lanes.node.now(story.end());
        if (now.isPresent()) {
            return now.get().kind().words();
        }
        return switch (lanes.node.end()) {
            case OPEN -> "begins";
            case DONE -> "done";
            case FAILED -> "NOT COMPLETED";
            case LEFT -> "left as it was";
        };
    }

    /** What somebody may have to do something about: first what failed or is stuck, then what blocks. */
    private static String holdsUp(NodeLanes lanes, Instant now) {
        if (lanes.node.end() == Lane.End.FAILED || lanes.node.end() == Lane.End.LEFT) {
            return ": " + lanes.node.last();
        }
        for (Spell.Kind kind : List.of(Spell.Kind.STUCK, Spell.Kind.BLOCKED)) {
            List<Lane> held = lanes.pods().values().stream()
                    .filter(lane ->
                            lane.now(now).filter(each -> each.kind() == kind).isPresent())
                    .toList();
            if (!held.isEmpty()) {
                String why = held.get(0).now(now).map(Spell::text).orElse("");
                return ", " + held.size() + " " + kind.words() + ": " + held.get(0).name + ", " + why;
            }
        }
        return "";
    }

    private String cut(String line) {
        return line.length() < columns ? line : line.substring(0, columns - 4) + "...";
    }
}
