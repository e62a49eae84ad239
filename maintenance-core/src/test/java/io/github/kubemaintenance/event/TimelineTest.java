package io.github.kubemaintenance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.NodeMaintenance;
import io.github.kubemaintenance.drain.DrainForecast;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.PodRef;
import io.github.kubemaintenance.model.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimelineTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Pattern TAG = Pattern.compile("<(/?)([a-z][a-z0-9]*)[^>]*?>");

    private final Timeline timeline = Timeline.of("A <b>bold</b> title");

    private static PodRef pod(String name) {
        return new PodRef("shop", name, "uid-" + name);
    }

    private void node(int second, NodeEvent.Step step, String text) {
        timeline.accept(new NodeEvent(BEGIN.plusSeconds(second), "worker-1", step, text));
    }

    private void pod(int second, String name, PodEvent.Kind kind, String text) {
        timeline.accept(new PodEvent(BEGIN.plusSeconds(second), "worker-1", pod(name), kind, new Reason("CODE", text)));
    }

    private void aRun() {
        node(0, NodeEvent.Step.PLANNED, "planned");
        node(0, NodeEvent.Step.CORDONED, "cordoned");
        pod(0, "agent", PodEvent.Kind.SKIPPED, "DaemonSet");
        pod(0, "web-1", PodEvent.Kind.STARTED, "evicting");
        pod(0, "web-1", PodEvent.Kind.EVICTED, "accepted");
        pod(0, "web-2", PodEvent.Kind.BLOCKED, "budget shop/web needs 2 healthy pods and has 2, it allows 0 now");
        pod(10, "web-1", PodEvent.Kind.GONE, "gone");
        pod(20, "web-2", PodEvent.Kind.BLOCKED, "budget shop/web needs 2 healthy pods and has 1, it allows 0 now");
        pod(40, "web-2", PodEvent.Kind.EVICTED, "accepted");
        pod(50, "web-2", PodEvent.Kind.GONE, "gone");
        node(50, NodeEvent.Step.DRAINED, "drained");
        node(50, NodeEvent.Step.AWAITING_REPLACEMENTS, "waiting");
        pod(60, "web-9", PodEvent.Kind.REPLACEMENT_STUCK, "Init:0/1 wait-for-db");
        pod(90, "web-2", PodEvent.Kind.REPLACED, "Ready");
        node(90, NodeEvent.Step.ACTING, "the action begins");
        node(150, NodeEvent.Step.ACTED, "the action has returned");
        node(180, NodeEvent.Step.RETURNED, "back");
        node(200, NodeEvent.Step.CHECKED, "checked");
        node(200, NodeEvent.Step.UNCORDONED, "uncordoned");
    }

    private static Story story(List<MaintenanceEvent> events) {
        Story story = new Story();
        events.forEach(story::take);
        return story;
    }

    private static String spells(Lane lane) {
        StringBuilder text = new StringBuilder();
        for (Spell each : lane.spells(BEGIN.plusSeconds(1000))) {
            text.append(each.kind())
                    .append(' ')
                    .append(each.length().toSeconds())
                    .append(' ');
        }
        return text.toString().strip();
    }

    @Test
    void aRunIsSpellsOfItsNodeAndPods() {
        Story story = new Story();
        List<MaintenanceEvent> events = List.of(
                new NodeEvent(BEGIN, "n", NodeEvent.Step.CORDONED, ""),
                new PodEvent(BEGIN, "n", pod("a"), PodEvent.Kind.BLOCKED, new Reason("C", "why")),
                new PodEvent(BEGIN.plusSeconds(5), "n", pod("a"), PodEvent.Kind.EVICTED, new Reason("C", "")),
                new PodEvent(BEGIN.plusSeconds(7), "n", pod("a"), PodEvent.Kind.STUCK, new Reason("C", "finalizers")),
                new PodEvent(BEGIN.plusSeconds(9), "n", pod("a"), PodEvent.Kind.GONE, new Reason("C", "")),
                new NodeEvent(BEGIN.plusSeconds(9), "n", NodeEvent.Step.DRAINED, "drained"));
        events.forEach(story::take);
        NodeLanes lanes = story.nodes().get(0);
        assertEquals("DRAINING 9", spells(lanes.node));
        assertEquals("BLOCKED 5 STOPPING 2 STUCK 2", spells(lanes.pods().get(pod("a"))));
        assertEquals(Lane.End.DONE, lanes.node.end());
        assertEquals(1, lanes.gone());
        assertEquals(Duration.ofSeconds(9), story.length());
    }

    @Test
    void theSameBudgetIsOneReasonWhateverItsNumbersAre() {
        Story story = story(List.of(
                new PodEvent(
                        BEGIN,
                        "n",
                        pod("a"),
                        PodEvent.Kind.BLOCKED,
                        new Reason("C", "budget shop/web needs 2 healthy pods and has 2, it allows 0 now")),
                new PodEvent(
                        BEGIN.plusSeconds(20),
                        "n",
                        pod("a"),
                        PodEvent.Kind.BLOCKED,
                        new Reason("C", "budget shop/web needs 2 healthy pods and has 1, it allows 0 now")),
                new PodEvent(BEGIN.plusSeconds(50), "n", pod("a"), PodEvent.Kind.GONE, new Reason("C", ""))));
        assertEquals(
                List.of(new Story.Lost(
                        Spell.Kind.BLOCKED,
                        "budget shop/web allows no disruption",
                        1,
                        Duration.ofSeconds(50),
                        Duration.ofSeconds(50))),
                story.lost());
    }

    @Test
    void whatIsUnderWayLastsUntilTheLastEvent() {
        Story story = story(List.of(
                new NodeEvent(BEGIN, "n", NodeEvent.Step.ACTING, "the action begins"),
                new ServerEvent(BEGIN.plusSeconds(30), "", ServerEvent.Kind.AWAY, "connection refused")));
        assertEquals(Duration.ofSeconds(30), story.nodes().get(0).node.total(story.end()));
        assertEquals(Lane.End.OPEN, story.nodes().get(0).node.end());
        assertTrue(story.server().isOpen());
    }

    @Test
    void aFailedNodeStaysFailedWhenItIsUncordoned() {
        Story story = story(List.of(
                new NodeEvent(BEGIN, "n", NodeEvent.Step.CORDONED, ""),
                new NodeEvent(BEGIN.plusSeconds(9), "n", NodeEvent.Step.ENDED, "timed out"),
                new NodeEvent(BEGIN.plusSeconds(9), "n", NodeEvent.Step.UNCORDONED, "restored")));
        assertEquals(Lane.End.FAILED, story.nodes().get(0).node.end());
        assertEquals("timed out", story.nodes().get(0).node.last());
    }

    @Test
    void thePageTellsWhatAPersonLooksFor() {
        aRun();
        String html = timeline.html();
        for (String part : List.of(
                "<b>3 min 20 s</b>, from 2026-01-01T00:00:00Z",
                "1 node, 2 of 2 pods gone",
                "<b>50 s</b> draining",
                "<b>1 min</b> action",
                "budget shop/web allows no disruption",
                "shop/web-9",
                "Init:0/1 wait-for-db",
                "1 pod stays on the node",
                "class=\"blocked\"")) {
            assertTrue(html.contains(part), () -> part + " in\n" + html);
        }
        assertEquals(html, timeline.html(), "the same events are the same page");
    }

    @Test
    void thePageNeedsNothingElse() {
        aRun();
        String html = timeline.html();
        assertFalse(html.contains("<script") || html.contains("http:") || html.contains("https:"), html);
        assertFalse(html.contains("<link") || html.contains("@import") || html.contains("url("), html);
    }

    @Test
    void everyTagIsClosed() {
        aRun();
        Deque<String> open = new ArrayDeque<>();
        Matcher tag = TAG.matcher(timeline.html());
        while (tag.find()) {
            String name = tag.group(2);
            boolean isVoid = name.equals("meta");
            if (!isVoid && tag.group(1).isEmpty()) {
                open.push(name);
            } else if (!isVoid) {
                assertEquals(open.pop(), name, "at " + tag.start());
            }
        }
        assertTrue(open.isEmpty(), open.toString());
    }

    @Test
    void whatOthersWroteIsTextAndNoMarkup() {
        pod(0, "web", PodEvent.Kind.BLOCKED, "<script>alert('x')</script> & \"more\"\u0007");
        node(9, NodeEvent.Step.ENDED, "<img src=x onerror=alert(1)>");
        String html = timeline.html();
        assertFalse(html.contains("<script") || html.contains("<img"), html);
        assertTrue(html.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;more&quot;"), html);
        assertTrue(html.contains("A &lt;b&gt;bold&lt;/b&gt; title"), html);
    }

    @Test
    void withoutEventsThereIsAPageToo() {
        assertTrue(timeline.html().contains("Nothing has happened yet."));
    }

    @Test
    void anInstantIsAWholeRun() {
        node(0, NodeEvent.Step.PLANNED, "planned");
        assertTrue(timeline.html().contains("<b>0 s</b>"), timeline.html());
        assertFalse(timeline.html().contains("NaN"));
    }

    @Test
    void ofManyPodsTheSlowestAreShown() {
        node(0, NodeEvent.Step.CORDONED, "cordoned");
        for (int i = 0; i < 100; i++) {
            pod(0, "p-" + i, PodEvent.Kind.EVICTED, "");
            pod(i + 1, "p-" + i, PodEvent.Kind.GONE, "");
        }
        String html = timeline.html();
        assertTrue(html.contains("And 60 pods that took no more than 1 min each."), html);
        assertTrue(html.contains("title=\"shop/p-99\"") && !html.contains("title=\"shop/p-9\""), html);
    }

    @Test
    void aNodeThatTookASmallPartOfTheTimeHasItsOwnClock() {
        aRun();
        assertFalse(timeline.html().contains("class=\"own\""));
        timeline.accept(new NodeEvent(BEGIN.plusSeconds(5000), "worker-2", NodeEvent.Step.CORDONED, ""));
        timeline.accept(new NodeEvent(BEGIN.plusSeconds(9000), "worker-2", NodeEvent.Step.DRAINED, ""));
        String html = timeline.html();
        assertEquals(1, html.split("class=\"own\"", -1).length - 1, html);
        assertTrue(html.contains("since 2026-01-01T00:00:00Z"), html);
    }

    @Test
    void aScaleHasRoundMarks() {
        Scale scale = Scale.of(BEGIN, BEGIN.plusSeconds(840));
        assertEquals(Duration.ofMinutes(2), scale.tick());
        assertEquals("14.286", scale.place(BEGIN.plusSeconds(120)));
        assertEquals("100.000", scale.percent(840_000));
        assertEquals("0.000", Scale.of(BEGIN, BEGIN).percent(0));
        assertEquals(
                Duration.ofDays(3),
                Scale.of(BEGIN, BEGIN.plus(Duration.ofDays(20))).tick());
    }

    @Test
    void aPageIsWrittenWholeOrNotAtAll(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("run.html");
        aRun();
        timeline.writeTo(file);
        timeline.writeTo(file);
        assertEquals(timeline.html(), Files.readString(file));
        try (var files = Files.list(directory)) {
            assertEquals(List.of(file), files.toList());
        }
        assertThrows(
                IOException.class,
                () -> timeline.writeTo(directory.resolve("nowhere").resolve("run.html")));
    }

    @Test
    void aRehearsalHasATimelineToo() {
        MockCluster cluster = MockCluster.builder()
                .nodes("worker-", 2, n -> {})
                .deployment("shop/web", d -> d.replicas(4).readyAfter(Duration.ofSeconds(8)))
                .budget("shop/web", b -> b.maxUnavailable(1))
                .build();
        DrainForecast forecast = NodeMaintenance.drain("worker-1").rehearse(cluster);
        forecast.events().forEach(timeline);
        assertTrue(timeline.html().contains("What pods waited for"), timeline.html());
        assertTrue(cluster.requests().stream().noneMatch(each -> each.isWrite()));
    }

    @Test
    void durationsReadWell() {
        assertEquals("0 s", Spell.words(Duration.ZERO));
        assertEquals("0.4 s", Spell.words(Duration.ofMillis(400)));
        assertEquals("25 s", Spell.words(Duration.ofMillis(25_400)));
        assertEquals("1 min", Spell.words(Duration.ofSeconds(60)));
        assertEquals("5 min 40 s", Spell.words(Duration.ofSeconds(340)));
        assertEquals("2 h 5 min", Spell.words(Duration.ofMinutes(125)));
        assertEquals("3 h", Spell.words(Duration.ofHours(3)));
    }
}
