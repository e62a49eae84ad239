package io.github.kubemaintenance.examples;

import io.github.kubemaintenance.event.MaintenanceEvent;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A picture that is drawn over itself: the clock, a bar, and a line for each pod.
 *
 * <pre>
 *   Draining worker-2   01:24   ━━━━━━━━━━━━━━━━──────────  9 of 14 gone
 *
 *   ● shop/web-7f9c4-k2x5p          stopping, 4 s
 *   ◌ shop/web-7f9c4-p8r2m          budget shop/web: ...
 *   ✓ batch/report-x2l4k            gone
 *   + batch/report-9wq4z            Init:0/1 wait-for-db
 *     6 stay: 2 DaemonSet, 4 static pod
 * </pre>
 */
final class LiveView implements View {
    private static final int BAR = 28;

    private final PrintStream out;
    private final Style style;
    private final Pace pace;
    private final Board board;
    private final String node;
    private final int width;
    private final int mostRows;
    private Instant last;
    private int drawn;

    LiveView(PrintStream out, Style style, Pace pace, Board board, String node, Terminal terminal, Instant begin) {
        this.out = out;
        this.style = style;
        this.pace = pace;
        this.board = board;
        this.node = node;
        this.width = Math.min(terminal.columns() - 4, 140);
        this.mostRows = terminal.rows() - 8;
        this.last = begin;
        out.print("\u001b[?25l"); // no cursor while the picture moves
    }

    @Override
    public void accept(MaintenanceEvent event) {
        pace.pass(last, event.at(), this::draw);
        last = event.at();
        board.take(event);
        draw(last);
    }

    @Override
    public void close() {
        draw(last);
        out.println("\u001b[?25h");
        out.flush();
    }

    private void draw(Instant now) {
        StringBuilder picture = new StringBuilder();
        if (drawn > 0) {
            picture.append("\u001b[").append(drawn).append("A");
        }
        List<String> lines = lines(now);
        lines.forEach(line -> picture.append("\u001b[2K").append(line).append('\n'));
        for (int i = lines.size(); i < drawn; i++) {
            picture.append("\u001b[2K\n");
        }
        drawn = Math.max(drawn, lines.size());
        out.print(picture);
        out.flush();
    }

    /** Returns the picture at a moment. */
    List<String> lines(Instant now) {
        List<Board.Row> moving = board.moving();
        if (moving.size() > mostRows) {
            moving = board.movingByUrgency();
        }
        long gone = board.gone();
        List<String> lines = new ArrayList<>();
        lines.add("  " + style.bold("Draining " + node) + "   " + style.bold(Times.clock(board.elapsed(now))) + "   "
                + bar(gone, moving.size()) + "  " + gone + " of " + moving.size() + " gone");
        lines.add("  " + style.dim(cut(board.headline(), width)));
        lines.add("");
        int name = moving.stream()
                .mapToInt(row -> row.pod().toString().length())
                .max()
                .orElse(0);
        for (Board.Row row : moving.subList(0, Math.min(mostRows, moving.size()))) {
            lines.add("  " + line(row, name, now));
        }
        if (moving.size() > mostRows) {
            lines.add(style.dim("    and " + (moving.size() - mostRows) + " more"));
        }
        board.coming()
                .forEach((pod, where) -> lines.add("  " + style.blue("+ ") + pod + "  "
                        + style.blue(cut(where, width - pod.toString().length() - 6))));
        stay().ifPresent(lines::add);
        return lines;
    }

    private Optional<String> stay() {
        Map<String, Integer> why = new TreeMap<>();
        board.staying().forEach(row -> why.merge(row.detail(), 1, Integer::sum));
        List<String> parts = new ArrayList<>();
        why.forEach((text, count) -> parts.add(count + " " + text));
        return parts.isEmpty()
                ? Optional.empty()
                : Optional.of(style.dim("    " + board.staying().size() + " stay: " + String.join(", ", parts)));
    }

    private String bar(long gone, int all) {
        int full = all == 0 ? BAR : (int) (gone * BAR / all);
        return style.green("━".repeat(full)) + style.dim("─".repeat(BAR - full));
    }

    private String line(Board.Row row, int nameWidth, Instant now) {
        String name = row.pod() + " ".repeat(nameWidth - row.pod().toString().length() + 2);
        String detail = cut(row.detail(), width - nameWidth - 4);
        return switch (row.state()) {
            case WAITS -> style.dim("○ " + name + "waits for its turn");
            case BLOCKED -> style.yellow("◌ ") + name + style.yellow(detail);
            case STOPPING -> style.blue("● ") + name + style.blue("stopping " + clock(row, now));
            case STUCK -> style.red("● ") + name + style.red(detail);
            case FAILED -> style.red("✗ ") + name + style.red(detail);
            default -> style.green("✓ ") + style.dim(name + row.detail());
        };
    }

    private static String clock(Board.Row row, Instant now) {
        return Times.clock(Duration.between(row.asked(), now));
    }

    private static String cut(String text, int width) {
        return text.length() <= width ? text : text.substring(0, Math.max(0, width - 1)) + "…";
    }
}
