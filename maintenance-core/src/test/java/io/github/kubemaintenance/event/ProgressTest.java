package io.github.kubemaintenance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.model.PodRef;
import io.github.kubemaintenance.model.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final StringBuilder out = new StringBuilder();
    private final Progress progress = new Progress(out, 100);

    private void node(int second, String node, NodeEvent.Step step, String text) {
        progress.accept(new NodeEvent(BEGIN.plusSeconds(second), node, step, text));
    }

    private void pod(int second, String name, PodEvent.Kind kind, String text) {
        progress.accept(new PodEvent(
                BEGIN.plusSeconds(second), "worker-1", new PodRef("shop", name, name), kind, new Reason("CODE", text)));
    }

    @Test
    void aLineTellsHowFarANodeIsAndWhatHoldsItUp() {
        node(0, "worker-1", NodeEvent.Step.CORDONED, "");
        pod(0, "a", PodEvent.Kind.EVICTED, "");
        pod(0, "b", PodEvent.Kind.BLOCKED, "budget shop/b is closed");
        pod(5, "a", PodEvent.Kind.GONE, "");
        assertEquals(
                List.of(
                        "worker-1 [##########----------] 1/2 draining, 5 s, 1 blocked: shop/b, budget shop/b is closed"),
                progress.lines());
        pod(9, "b", PodEvent.Kind.STUCK, "finalizers: x");
        assertTrue(
                progress.lines().get(0).endsWith("1 stuck: shop/b, finalizers: x"),
                progress.lines().toString());
        pod(10, "b", PodEvent.Kind.GONE, "");
        node(10, "worker-1", NodeEvent.Step.ACTING, "");
        assertEquals(List.of("worker-1 [####################] 2/2 action, 10 s"), progress.lines());
        node(70, "worker-1", NodeEvent.Step.UNCORDONED, "");
        assertEquals(List.of("worker-1 [####################] 2/2 done, 1 min 10 s"), progress.lines());
    }

    @Test
    void whyANodeWasNotCompletedIsOnItsLine() {
        node(0, "worker-1", NodeEvent.Step.CORDONED, "");
        node(9, "worker-1", NodeEvent.Step.ENDED, "the timeout is over");
        assertEquals(
                List.of("worker-1 [####################] 0/0 NOT COMPLETED, 9 s: the timeout is over"),
                progress.lines());
    }

    @Test
    void eachEventIsDrawnOverTheLast() {
        node(0, "worker-1", NodeEvent.Step.CORDONED, "");
        node(0, "worker-2", NodeEvent.Step.CORDONED, "");
        node(1, "worker-2", NodeEvent.Step.DRAINED, "");
        String text = out.toString();
        assertEquals(0, text.indexOf("worker-1"));
        assertTrue(text.contains("\u001b[1A") && text.contains("\u001b[2A"), text);
        assertTrue(text.endsWith("done, 1 s\u001b[K\n\u001b[J"), text);
    }

    @Test
    void ofManyNodesThoseAtWorkAreShownAndTheOthersCounted() {
        for (int i = 0; i < 40; i++) {
            node(i, "node-" + i, NodeEvent.Step.CORDONED, "");
            if (i < 30) {
                node(i, "node-" + i, i == 3 ? NodeEvent.Step.ENDED : NodeEvent.Step.DRAINED, "");
            }
        }
        List<String> lines = progress.lines();
        assertEquals("40 nodes begun, 29 over, 1 not completed, 39 s so far", lines.get(0));
        assertEquals(11, lines.size());
        assertTrue(lines.get(1).startsWith("node-30 "), lines.toString());
    }

    @Test
    void aServerThatIsAwayIsSaid() {
        node(0, "worker-1", NodeEvent.Step.CORDONED, "");
        progress.accept(new ServerEvent(BEGIN, "worker-1", ServerEvent.Kind.AWAY, "refused"));
        node(7, "worker-1", NodeEvent.Step.CORDONED, "");
        assertEquals("The API server is away since 7 s", progress.lines().get(1));
        progress.accept(new ServerEvent(BEGIN.plusSeconds(8), "worker-1", ServerEvent.Kind.BACK, "answers"));
        assertEquals(1, progress.lines().size());
    }

    @Test
    void longLinesAreCut() {
        Progress narrow = new Progress(out, 40);
        narrow.accept(new NodeEvent(BEGIN, "a-node-with-quite-a-long-name.example.org", NodeEvent.Step.CORDONED, ""));
        assertTrue(narrow.lines().get(0).length() < 40, narrow.lines().toString());
        assertTrue(narrow.lines().get(0).endsWith("..."), narrow.lines().toString());
        assertThrows(IllegalArgumentException.class, () -> Listeners.progress(out, 39));
    }

    @Test
    void whatCannotBeWrittenIsNotSwallowed() {
        Appendable broken = new Appendable() {
            @Override
            public Appendable append(CharSequence text) throws IOException {
                throw new IOException("terminal gone");
            }

            @Override
            public Appendable append(CharSequence text, int start, int end) throws IOException {
                throw new IOException("terminal gone");
            }

            @Override
            public Appendable append(char c) throws IOException {
                throw new IOException("terminal gone");
            }
        };
        NodeEvent event = new NodeEvent(BEGIN, "n", NodeEvent.Step.CORDONED, "");
        assertThrows(
                UncheckedIOException.class, () -> Listeners.progress(broken, 80).accept(event));
    }
}
