package io.github.kubemaintenance.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.NodeMaintenance;
import io.github.kubemaintenance.catalog.Fit;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.Taint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a real cluster did when the kubelet of a node died, against what the forecast says, second by second. */
class OutageOnRecordTest {
    /** How often the recording looked, and how late a controller may be. */
    private static final Duration LATE = Duration.ofSeconds(1);

    private static List<Document> observed() throws IOException {
        try (InputStream in = Objects.requireNonNull(
                OutageOnRecordTest.class.getResourceAsStream("/recordings/outage-kube-1.34.json"))) {
            return DocumentFormat.json()
                    .read(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .documents("observed");
        }
    }

    private static Duration time(Document observation) {
        double seconds = Double.parseDouble(
                observation.value("secondsAfterDeath").orElseThrow().toString());
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    private static MockCluster likeTheRecordedOne() {
        Duration half = Duration.ofSeconds(30);
        MockCluster cluster = MockCluster.builder()
                .version("1.34")
                .node("dead-1")
                .deployment("default/web", d -> d.replicas(1))
                .deployment(
                        "default/fast",
                        d -> d.replicas(1).toleration(Taint.UNREACHABLE, half).toleration(Taint.NOT_READY, half))
                .statefulSet("default/db", d -> d.replicas(1))
                .daemonSet("default/agent", d -> {})
                .pod("default/bare", p -> p.node("dead-1"))
                .build();
        Document node = cluster.node("dead-1").toDocument();
        for (String name : List.of("node-1", "node-2")) {
            cluster.apply(node.with(Document.of("name", name), "metadata"));
        }
        cluster.advance(half);
        return cluster;
    }

    private static PodOutage foretold(OutageForecast forecast, String recordedName) {
        String name = "default/" + recordedName.replaceAll("-.*", "");
        return forecast.pods().stream()
                .filter(each -> each.pod().toString().startsWith(name))
                .findFirst()
                .orElseThrow();
    }

    private static boolean within(Optional<TimeRange> range, Duration time) {
        return range.map(each -> each.contains(time) || each.contains(time.minus(LATE)))
                .orElse(false);
    }

    @Test
    void whatHappenedWasForetold() throws IOException {
        OutageForecast forecast = NodeMaintenance.outage("dead-1").forecast(likeTheRecordedOne());
        Duration noticed = Duration.ZERO;
        int compared = 0;
        for (Document each : observed()) {
            Duration time = time(each);
            Document state = each.at("state");
            String what = each.text("name").orElseThrow() + " " + state;
            if (time.compareTo(LATE) < 0) {
                continue;
            } else if (each.text("kind").orElseThrow().equals("nodes")) {
                assertEquals("Unknown", state.text("ready").orElseThrow());
                assertTrue(within(forecast.noticed(), time), what);
                assertTrue(state.texts("taints").contains("node.kubernetes.io/unreachable:NoExecute"));
                assertTrue(within(forecast.evictionsBegin(), time), what);
                noticed = time;
            } else if (!state.text("node").orElseThrow().equals("dead-1")) {
                PodOutage pod = foretold(forecast, each.text("name").orElseThrow());
                assertEquals(PodFate.RECREATED, pod.fate(), what);
                assertEquals(Fit.Kind.FITS, pod.replacement().orElseThrow().kind(), what);
                assertTrue(within(pod.evicted(), time), what);
            } else if (state.flag("terminating").orElseThrow()) {
                PodOutage pod = foretold(forecast, each.text("name").orElseThrow());
                assertTrue(within(pod.evicted(), time), what + " against " + pod);
                Duration tolerated = pod.evicted()
                        .orElseThrow()
                        .earliest()
                        .minus(forecast.noticed().orElseThrow().earliest());
                Duration late = time.minus(noticed).minus(tolerated);
                assertTrue(late.abs().compareTo(LATE) <= 0, what + " is " + late + " off");
            } else {
                assertTrue(within(forecast.noticed(), time), what + ": not Ready with the notice");
            }
            compared++;
        }
        assertEquals(12, compared);
    }

    @Test
    void whatDidNotHappenWasNotForetold() throws IOException {
        OutageForecast forecast = NodeMaintenance.outage("dead-1").forecast(likeTheRecordedOne());
        for (PodOutage pod : forecast.pods()) {
            String name = pod.pod().name().replaceAll("-.*", "");
            boolean replaced = observed().stream()
                    .anyMatch(each -> each.text("name").orElseThrow().startsWith(name)
                            && each.text("kind").orElseThrow().equals("pods")
                            && time(each).compareTo(LATE) > 0
                            && !each.at("state").text("node").orElseThrow().equals("dead-1"));
            assertEquals(replaced, pod.fate() == PodFate.RECREATED, pod.toString());
        }
        assertEquals(PodFate.LOST, foretold(forecast, "bare").fate());
        assertEquals(PodFate.STUCK, foretold(forecast, "db-0").fate());
        assertEquals(PodFate.STAYS, foretold(forecast, "agent").fate());
    }
}
