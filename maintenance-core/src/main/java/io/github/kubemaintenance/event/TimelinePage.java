package io.github.kubemaintenance.event;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/** Draws a story as an HTML page: no script, nothing loaded, light and dark, readable without colours. */
final class TimelinePage {
    private static final int OPEN_NODES = 12;
    private static final int MOST_PODS = 40;
    private static final int FEW_PODS = 10;
    private static final int MANY_NODES = 100;
    private static final int SMALL = 5;
    private static final int MOST_EVENTS = 2000;
    private static final int MOST_REASONS = 8;

    private final Story story;
    private final StringBuilder out = new StringBuilder();
    private final Scale whole;

    private TimelinePage(Story story) {
        this.story = story;
        this.whole = Scale.of(story.begin(), story.end());
    }

    static String of(String title, Story story, List<MaintenanceEvent> events) {
        TimelinePage page = new TimelinePage(story);
        page.write(title, events);
        return page.out.toString();
    }

    private static String style() {
        try (InputStream in = Objects.requireNonNull(TimelinePage.class.getResourceAsStream("timeline.css"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("timeline.css, which lies beside " + TimelinePage.class, e);
        }
    }

    private void write(String title, List<MaintenanceEvent> events) {
        out.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
                .append(escaped(title))
                .append("</title>\n<style>\n")
                .append(style())
                .append("\n:root { --tick: ")
                .append(whole.percent(whole.tick().toMillis()))
                .append("%; }\n</style>\n</head>\n<body>\n<h1>")
                .append(escaped(title))
                .append("</h1>\n");
        if (story.isEmpty()) {
            out.append("<p>Nothing has happened yet.</p>\n</body>\n</html>\n");
            return;
        }
        summary();
        spent();
        lost();
        legend();
        chart();
        events(events);
        out.append("</body>\n</html>\n");
    }

    private void summary() {
        List<NodeLanes> nodes = story.nodes();
        long pods = nodes.stream().mapToLong(each -> each.pods().size()).sum();
        long gone = nodes.stream().mapToLong(NodeLanes::gone).sum();
        out.append("<p class=\"lead\"><b>")
                .append(Spell.words(story.length()))
                .append("</b>, from ")
                .append(time(story.begin()))
                .append(" to ")
                .append(time(story.end()))
                .append(". ")
                .append(nodes.size() == 1 ? "1 node" : nodes.size() + " nodes")
                .append(", ")
                .append(gone)
                .append(" of ")
                .append(pods)
                .append(pods == 1 ? " pod" : " pods")
                .append(" gone");
        for (Lane.End end : List.of(Lane.End.FAILED, Lane.End.LEFT, Lane.End.OPEN)) {
            long count = nodes.stream().filter(each -> each.node.end() == end).count();
            if (count > 0) {
                out.append(", <span class=\"")
                        .append(end.name().toLowerCase(Locale.ROOT))
                        .append("\">")
                        .append(count)
                        .append(count == 1 ? " node " : " nodes ")
                        .append(words(end))
                        .append("</span>");
            }
        }
        out.append(".</p>\n");
    }

    private static String words(Lane.End end) {
        return switch (end) {
            case OPEN -> "under way";
            case DONE -> "done";
            case FAILED -> "not completed";
            case LEFT -> "left as it was";
        };
    }

    private void spent() {
        List<Story.Spent> spent = story.spent();
        out.append("<p class=\"lead\">Nodes spent ");
        for (int i = 0; i < spent.size(); i++) {
            Story.Spent each = spent.get(i);
            out.append(i == 0 ? "" : i == spent.size() - 1 ? " and " : ", ")
                    .append("<b>")
                    .append(Spell.words(each.total()))
                    .append("</b> ")
                    .append(each.kind().words());
            if (story.nodes().size() > 1) {
                out.append(" (most: ")
                        .append(escaped(each.node()))
                        .append(", ")
                        .append(Spell.words(each.longest()))
                        .append(")");
            }
        }
        out.append(spent.isEmpty() ? "no time.</p>\n" : ".</p>\n");
    }

    private void lost() {
        List<Story.Lost> lost = story.lost();
        if (lost.isEmpty()) {
            return;
        }
        out.append("<h2>What pods waited for</h2>\n<table><tr><th>why</th><th>pods</th><th>longest</th>")
                .append("<th>all together</th></tr>\n");
        for (Story.Lost each : lost.subList(0, Math.min(lost.size(), MOST_REASONS))) {
            out.append("<tr><td><i class=\"key ")
                    .append(each.kind().css())
                    .append("\"></i>")
                    .append(escaped(each.text()))
                    .append("</td><td class=\"n\">")
                    .append(each.pods())
                    .append("</td><td class=\"n\">")
                    .append(Spell.words(each.longest()))
                    .append("</td><td class=\"n\">")
                    .append(Spell.words(each.total()))
                    .append("</td></tr>\n");
        }
        out.append("</table>\n");
        if (lost.size() > MOST_REASONS) {
            out.append("<p>And ")
                    .append(lost.size() - MOST_REASONS)
                    .append(" further reasons, each less costly.</p>\n");
        }
    }

    private void legend() {
        Set<Spell.Kind> used = EnumSet.noneOf(Spell.Kind.class);
        drawn(story.server()).forEach(each -> used.add(each.kind()));
        for (NodeLanes node : story.nodes()) {
            drawn(node.node).forEach(each -> used.add(each.kind()));
            node.pods().values().forEach(lane -> drawn(lane).forEach(each -> used.add(each.kind())));
            node.replacements().values().forEach(lane -> drawn(lane).forEach(each -> used.add(each.kind())));
        }
        out.append("<h2>When</h2>\n<p class=\"legend\">");
        used.forEach(kind -> out.append("<span><i class=\"key ")
                .append(kind.css())
                .append("\"></i>")
                .append(kind.words())
                .append("</span> "));
        out.append("</p>\n");
    }

    /** What lasted long enough to be seen. */
    private List<Spell> drawn(Lane lane) {
        return lane.spells(story.end()).stream()
                .filter(spell -> !spell.length().isZero())
                .toList();
    }

    private void chart() {
        out.append("<div class=\"chart\">\n");
        axis(whole, "");
        if (!story.server().spells(story.end()).isEmpty()) {
            row("node", story.server(), "", whole);
        }
        boolean open = story.nodes().size() <= OPEN_NODES;
        for (NodeLanes node : story.nodes()) {
            node(node, open || node.node.end() == Lane.End.FAILED);
        }
        out.append("</div>\n");
    }

    private void axis(Scale scale, String words) {
        out.append("<span class=\"row axis\"><span class=\"said\">")
                .append(words)
                .append("</span><span></span><span class=\"track\">");
        long step = scale.tick().toMillis();
        for (long at = 0; at <= scale.millis(); at += step) {
            out.append("<span style=\"left:")
                    .append(scale.percent(at))
                    .append("%\">")
                    .append(Spell.words(Duration.ofMillis(at)))
                    .append("</span>");
        }
        out.append("</span></span>\n");
    }

    /** A node that took a small part of the time has a clock of its own: its pods would be specks else. */
    private Scale scale(NodeLanes lanes) {
        Instant from = story.end();
        Instant to = story.begin();
        List<Lane> all = new ArrayList<>(lanes.pods().values());
        all.addAll(lanes.replacements().values());
        all.add(lanes.node);
        for (Lane lane : all) {
            for (Spell spell : lane.spells(story.end())) {
                from = spell.from().isBefore(from) ? spell.from() : from;
                to = spell.to().isAfter(to) ? spell.to() : to;
            }
        }
        Scale own = Scale.of(from, to);
        return from.isBefore(to) && own.millis() * SMALL < whole.millis() ? own : whole;
    }

    private void node(NodeLanes lanes, boolean open) {
        out.append("<details").append(open ? " open" : "").append("><summary>");
        row("node", lanes.node, Spell.words(lanes.node.total(story.end())), whole);
        out.append("</summary>\n");
        Scale scale = scale(lanes);
        boolean own = !scale.equals(whole);
        out.append("<div")
                .append(
                        own
                                ? " class=\"own\" style=\"--tick:"
                                        + scale.percent(scale.tick().toMillis()) + "%\""
                                : "")
                .append(">\n");
        if (own) {
            axis(scale, "since " + time(scale.from()));
            row("pod", lanes.node, "", scale);
        }
        if (lanes.node.end() == Lane.End.FAILED || lanes.node.end() == Lane.End.LEFT) {
            out.append("<p class=\"said ")
                    .append(lanes.node.end().name().toLowerCase(Locale.ROOT))
                    .append("\">")
                    .append(escaped(lanes.node.last()))
                    .append("</p>\n");
        }
        pods(lanes.pods().values(), scale);
        for (Lane lane : lanes.replacements().values()) {
            row("pod", lane, Spell.words(lane.total(story.end())), scale);
        }
        if (lanes.skipped() > 0) {
            out.append("<p class=\"said\">")
                    .append(lanes.skipped())
                    .append(lanes.skipped() == 1 ? " pod stays" : " pods stay")
                    .append(" on the node.</p>\n");
        }
        out.append("</div></details>\n");
    }

    /** The slowest of too many, each in its place. */
    private void pods(Collection<Lane> all, Scale scale) {
        int most = story.nodes().size() > MANY_NODES ? FEW_PODS : MOST_PODS;
        List<Lane> slowest = new ArrayList<>(all);
        slowest.sort(Comparator.comparing((Lane lane) -> lane.end() != Lane.End.FAILED)
                .thenComparing(lane -> lane.total(story.end()), Comparator.reverseOrder()));
        Set<Lane> shown = new java.util.HashSet<>(slowest.subList(0, Math.min(slowest.size(), most)));
        for (Lane lane : all) {
            if (shown.contains(lane)) {
                row("pod", lane, Spell.words(lane.total(story.end())), scale);
            }
        }
        if (all.size() > most) {
            Duration longest = slowest.get(most).total(story.end());
            out.append("<p class=\"said\">And ")
                    .append(all.size() - most)
                    .append(" pods that took no more than ")
                    .append(Spell.words(longest))
                    .append(" each.</p>\n");
        }
    }

    private void row(String kind, Lane lane, String length, Scale scale) {
        String end = lane.end().name().toLowerCase(Locale.ROOT);
        out.append("<span class=\"row ")
                .append(kind)
                .append("\"><span class=\"name ")
                .append(end)
                .append("\" title=\"")
                .append(escaped(lane.name))
                .append("\">")
                .append(escaped(lane.name))
                .append("</span><span class=\"n\">")
                .append(length)
                .append("</span><span class=\"track\">");
        for (Spell spell : drawn(lane)) {
            out.append("<i class=\"")
                    .append(spell.kind().css())
                    .append("\" style=\"left:")
                    .append(scale.place(spell.from()))
                    .append("%;width:")
                    .append(scale.percent(spell.length().toMillis()))
                    .append("%\" title=\"")
                    .append(escaped(title(spell)))
                    .append("\">")
                    .append(label(spell, scale))
                    .append("</i>");
        }
        out.append("</span></span>\n");
    }

    private String title(Spell spell) {
        return spell.kind().words() + " " + Spell.words(spell.length()) + ", from "
                + Spell.words(Duration.between(story.begin(), spell.from())) + " on"
                + (spell.text().isEmpty() ? "" : ": " + spell.text());
    }

    /** What fits into a bar, judged by its share of the width. */
    private static String label(Spell spell, Scale scale) {
        String text = spell.kind() == Spell.Kind.BLOCKED
                        || spell.kind() == Spell.Kind.STUCK
                        || spell.kind() == Spell.Kind.STARTING
                ? spell.text()
                : spell.kind().ofNode() ? spell.kind().words() : "";
        long room = spell.length().toMillis() * 100 / scale.millis();
        return text.isEmpty() || room < 6 ? "" : escaped(text);
    }

    private void events(List<MaintenanceEvent> events) {
        out.append("<details class=\"events\"><summary><h2>All that was told</h2></summary>\n<pre>");
        events.stream().limit(MOST_EVENTS).forEach(each -> out.append(escaped(each.toString()))
                .append('\n'));
        if (events.size() > MOST_EVENTS) {
            out.append("... and ").append(events.size() - MOST_EVENTS).append(" more\n");
        }
        out.append("</pre></details>\n");
    }

    private static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    static String escaped(String text) {
        StringBuilder safe = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.append(c < ' ' && c != '\n' ? ' ' : c);
            }
        }
        return safe.toString();
    }
}
