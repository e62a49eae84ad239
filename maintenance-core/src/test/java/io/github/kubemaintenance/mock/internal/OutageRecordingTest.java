package io.github.kubemaintenance.mock.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Condition;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.Minor;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.WorkloadKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a real cluster did when the kubelet of a node died, against what the simulator does. */
class OutageRecordingTest {
    /** How often the recording looked, and how late a controller may be. */
    private static final double TOLERANCE = 1.0;

    /** Lease and death were not in step there; the death is found out 40 to 50 s after it. */
    private static final double NOTICED_EARLIEST = 40;

    private static final double NOTICED_LATEST = 50;

    private final Sim sim = new Sim(7, Minor.of(34));
    private final Map<String, String> last = new TreeMap<>();
    private final List<String> seen = new ArrayList<>();
    private final List<Double> times = new ArrayList<>();

    private static Document recording() throws IOException {
        try (InputStream in = OutageRecordingTest.class.getResourceAsStream("/recordings/outage-kube-1.34.json")) {
            return DocumentFormat.json().read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static String state(Pod pod) {
        String ready = pod.status().condition("Ready").map(Condition::status).orElse("");
        String disrupted = pod.status()
                .condition("DisruptionTarget")
                .map(each -> each.type() + "=" + each.status() + "/" + each.reason())
                .orElse("");
        return stable(pod.name()) + " node=" + place(pod.nodeName()) + " phase="
                + pod.status().phase().text() + " ready=" + ready + " terminating=" + pod.isTerminating() + " ["
                + disrupted + "]";
    }

    private static String state(Node node) {
        String ready = node.condition("Ready").map(Condition::status).orElse("");
        return node.name() + " ready=" + ready + " taints="
                + node.taints().stream()
                        .map(each -> each.key() + ":" + each.effect().text())
                        .sorted()
                        .toList();
    }

    /** Chance decides between the nodes that live. */
    private static String place(String node) {
        return node.equals("dead-1") ? node : "alive";
    }

    /** Without what the API server or a hash made up. */
    private static String stable(String name) {
        return name.startsWith("agent-") ? "agent" : name.replaceAll("-[a-z0-9]+-[a-z0-9]{5}$", "");
    }

    private static String state(Document observed) {
        Document state = observed.at("state");
        String name = observed.text("name").orElseThrow();
        if (observed.text("kind").orElseThrow().equals("nodes")) {
            return name + " ready=" + state.text("ready").orElseThrow() + " taints=" + state.texts("taints");
        }
        return stable(name) + " node=" + place(state.text("node").orElseThrow()) + " phase="
                + state.text("phase").orElseThrow() + " ready="
                + state.text("ready").orElseThrow() + " terminating="
                + state.flag("terminating").orElseThrow() + " "
                + state.texts("conditions").toString().replace("[]", "[]");
    }

    private void look(double second) {
        List<String> now = new ArrayList<>();
        for (Node node : sim.world.all(Kind.NODES)) {
            note(node.uid(), state(node), now);
        }
        for (Pod pod : sim.world.all(Kind.PODS)) {
            note(pod.uid(), state(pod), now);
        }
        now.sort(null);
        for (String each : now) {
            seen.add(each);
            times.add(second);
        }
    }

    private void note(String uid, String state, List<String> now) {
        if (!state.equals(last.put(uid, state))) {
            now.add(state);
        }
    }

    @Test
    void whatChangedWhenANodeDied() throws IOException {
        sim.node("dead-1");
        for (WorkloadKind kind : List.of(WorkloadKind.DEPLOYMENT, WorkloadKind.STATEFUL_SET)) {
            String name = kind == WorkloadKind.DEPLOYMENT ? "web" : "db";
            sim.workload(kind, "default/" + name, "{'replicas':1}", "{}");
        }
        sim.workload(
                WorkloadKind.DEPLOYMENT,
                "default/fast",
                "{'replicas':1}",
                "{'tolerations':[{'key':'node.kubernetes.io/unreachable','operator':'Exists','effect':'NoExecute',"
                        + "'tolerationSeconds':30},{'key':'node.kubernetes.io/not-ready','operator':'Exists',"
                        + "'effect':'NoExecute','tolerationSeconds':30}]}");
        sim.bare("default/bare", "dead-1", "{}");
        sim.settle();
        sim.node("node-1");
        sim.node("node-2");
        sim.workload(WorkloadKind.DAEMON_SET, "default/agent", "{}", "{}");
        sim.advance(Duration.ofSeconds(30));

        sim.kill("dead-1");
        look(0.2);
        for (int tenths = 3; tenths <= 4000; tenths++) {
            sim.advance(Duration.ofMillis(100));
            look(tenths / 10.0);
        }

        List<String> expected = new ArrayList<>();
        List<Double> at = new ArrayList<>();
        List<Document> observed = recording().documents("observed");
        for (Document each : observed) {
            expected.add(state(each));
            double time = Double.parseDouble(
                    each.value("secondsAfterDeath").orElseThrow().toString());
            at.add(time);
        }
        assertEquals(
                String.join("\n", expected.stream().sorted().toList()),
                String.join("\n", seen.stream().sorted().toList()));
        double noticed = at.get(expected.indexOf(unknown(expected)));
        double ours = times.get(seen.indexOf(unknown(seen)));
        assertTrue(ours >= NOTICED_EARLIEST && ours <= NOTICED_LATEST, "noticed after " + ours);
        for (int i = 0; i < expected.size(); i++) {
            double theirs = at.get(i) - (at.get(i) < 1 ? 0 : noticed);
            int mine = seen.indexOf(expected.get(i));
            double here = times.get(mine) - (times.get(mine) < 1 ? 0 : ours);
            assertEquals(theirs, here, TOLERANCE, expected.get(i));
        }
    }

    private static String unknown(List<String> states) {
        return states.stream()
                .filter(each -> each.startsWith("dead-1 ready=Unknown"))
                .findFirst()
                .orElseThrow();
    }
}
