package io.github.kubemaintenance.mock.replay;

import io.github.kubemaintenance.mock.RestStream;
import io.github.kubemaintenance.mock.internal.RestPath;
import io.github.kubemaintenance.mock.replay.Recording.Exchange;
import io.github.kubemaintenance.mock.replay.Recording.Line;
import io.github.kubemaintenance.mock.replay.Recording.Stream;
import io.github.kubemaintenance.model.Document;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A watch that was recorded and is open here: what it told there, and what it tells here. */
final class Watching implements RestStream {
    /** What is there already is told at once. */
    private static final Duration AT_ONCE = Duration.ofMillis(250);

    private final Exchange exchange;
    private final Stream recorded;
    private final Instant opened;
    private final List<Line> live;
    private final List<Document> told = new ArrayList<>();
    private int atTheStart;
    private int happened;
    private Optional<Boolean> ended = Optional.empty();

    Watching(Exchange exchange, Stream recorded, Instant opened) {
        this.exchange = exchange;
        this.recorded = recorded;
        this.opened = opened;
        this.live = changes(exchange, recorded);
    }

    @Override
    public void event(Document event) {
        told.add(event);
    }

    @Override
    public void end(boolean clean) {
        ended = Optional.of(clean);
    }

    /** The watch is open; what has come by now was there before. */
    void isOpen() {
        atTheStart = changesTold();
    }

    private int changesTold() {
        return (int) told.stream()
                .filter(event -> !event.text("type").orElse("").equals("BOOKMARK"))
                .count();
    }

    Exchange exchange() {
        return exchange;
    }

    /** The object of an event; where a Table was asked for, what its row shows. */
    Document object(Line line) {
        List<Document> shown = Backdrop.shown(exchange, exchange.path().orElseThrow(), line);
        return shown.isEmpty() ? line.object() : shown.get(0);
    }

    /** Whether an object that the watch has lost is there still: only deleted pods have a time of their deletion. */
    boolean leaves(Line line) {
        boolean pod = exchange.path().orElseThrow().resource().equals("pods");
        return selects() && pod && !line.object().has("metadata", "deletionTimestamp");
    }

    Instant opened() {
        return opened;
    }

    Stream recorded() {
        return recorded;
    }

    boolean hasEnded() {
        return ended.isPresent();
    }

    /** What was recorded of changes and hasn't been told here yet; empty if there is nothing. */
    Optional<Line> next() {
        happened = Math.max(happened, changesTold() - atTheStart);
        return happened < live.size() ? Optional.of(live.get(happened)) : Optional.empty();
    }

    /** The next change of the same object after the next one. */
    Optional<Line> afterNext() {
        Document object = live.get(happened).object();
        return live.subList(happened + 1, live.size()).stream()
                .filter(line -> line.object().name().equals(object.name())
                        && line.object().namespace().equals(object.namespace()))
                .findFirst();
    }

    /** The next change has been brought about. */
    void passed() {
        happened++;
    }

    /** The path of an object that it tells of. */
    String place(Document object) {
        RestPath path = exchange.path().orElseThrow();
        return (path.group().isEmpty() ? "/api/" : "/apis/") + path.apiVersion()
                + (object.namespace().isEmpty() ? "" : "/namespaces/" + object.namespace()) + "/" + path.resource()
                + "/" + object.name();
    }

    /** Whether a write is one that it would have told of, after all that it did tell of. */
    boolean isOverBefore(Exchange write) {
        boolean same =
                write.path().map(RestPath::resource).equals(exchange.path().map(RestPath::resource));
        boolean writes =
                !write.isRead() && write.isOk() && !write.request().query().containsKey("dryRun");
        return same && writes && recorded.whole() && next().isEmpty();
    }

    private boolean selects() {
        return !exchange.request().query().getOrDefault("labelSelector", "").isEmpty();
    }

    /** The events of what was there when the watch began. */
    static List<Line> present(Exchange exchange, Stream stream) {
        List<Line> all = stream.lines();
        List<Line> present = new ArrayList<>();
        boolean marked = all.stream().anyMatch(Line::endsTheInitial);
        String version = exchange.request().query().getOrDefault("resourceVersion", "");
        boolean told = marked || version.isEmpty() || version.equals("0");
        for (Line line : all) {
            boolean still = marked || line.at().compareTo(all.get(0).at().plus(AT_ONCE)) <= 0;
            if (!told || line.endsTheInitial() || !line.type().equals("ADDED") || !still) {
                break;
            }
            present.add(line);
        }
        return present;
    }

    /** The events of what happened later. */
    static List<Line> changes(Exchange exchange, Stream stream) {
        return stream.lines().stream()
                .skip(present(exchange, stream).size())
                .filter(line -> !line.isBookmark() && !line.type().equals("ERROR"))
                .toList();
    }

    /** What was told differently; the end is over. */
    Optional<String> difference(UnaryOperator<Document> masked) {
        List<Document> wanted = new ArrayList<>();
        List<Document> bookmarks = new ArrayList<>();
        for (Line line : recorded.lines()) {
            (line.isBookmark() && !line.endsTheInitial() ? bookmarks : wanted).add(masked.apply(line.event()));
        }
        List<Document> given = new ArrayList<>();
        List<Document> marks = new ArrayList<>();
        for (Document event : told) {
            boolean bookmark =
                    new Line(Duration.ZERO, event).isBookmark() && !new Line(Duration.ZERO, event).endsTheInitial();
            (bookmark ? marks : given).add(masked.apply(event));
        }
        for (int i = 0; i < wanted.size(); i++) {
            if (i >= given.size()) {
                return Optional.of("event " + i + " didn't come: " + wanted.get(i) + "\n    told " + told);
            } else if (!wanted.get(i).equals(given.get(i))) {
                return Optional.of("event " + i + " recorded " + wanted.get(i) + "\n    told " + given.get(i));
            }
        }
        if (recorded.whole() && given.size() > wanted.size()) {
            return Optional.of("nothing more was recorded, told " + given.get(wanted.size()));
        }
        // How many bookmarks come within seconds is the server's mood; what they are like is not.
        boolean asked = exchange.request()
                .query()
                .getOrDefault("allowWatchBookmarks", "false")
                .matches("true|1");
        for (Document bookmark : bookmarks) {
            if (!marks.contains(bookmark)) {
                return Optional.of("recorded " + bookmark + "\n    told " + marks);
            }
        }
        if (!asked && !marks.isEmpty()) {
            return Optional.of("nobody asked for " + marks.get(0));
        }
        return ended.equals(Optional.of(recorded.clean()))
                ? Optional.empty()
                : Optional.of("recorded an end that is clean: " + recorded.clean() + ", here " + ended);
    }

    List<Document> told() {
        return told;
    }
}
