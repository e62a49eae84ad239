package io.github.kubemaintenance.fabric8.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.RecordedRequest;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The real kubectl against the mock API server, beside what it did on a real cluster of the same make: the same requests
 * in the same order until the first pod goes, then the same questions with the same answers, the same words and the same
 * end. How often a pod is asked for depends on the clock, and which pod meets the closed budget on chance: neither counts.
 */
class KubectlDrainRecordingsTest {
    private static final Path FOLDER = Path.of("../maintenance-core/src/test/resources/recordings/kubectl-drain-1.32");
    private static final Pattern OBJECT = Pattern.compile(
            "/(?:api/v1|apis/[^/]+/v1)/(?:namespaces/([^/]+)/)?([a-z]+)(?:/([^/?]+))?(/[a-z]+)?(\\?.*)?");

    @TempDir
    static Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"refused", "with-budget", "timeout", "dry-run-server", "disable-eviction"})
    void kubectlAsksAndHearsWhatItDoesOnARealCluster(String name) throws Exception {
        Document recording = DocumentFormat.json().read(Files.readString(FOLDER.resolve(name + ".json")));
        String[] arguments = recording.text("situation").orElseThrow().strip().split(" +", -1);
        MockCluster cluster = cluster();
        try (MockApiServer server = MockApiServer.builder(cluster).start()) {
            Kubectl kubectl = new Kubectl(server, folder);
            kubectl.run("get", "nodes").ok(); // discovery is asked for once, and kept
            cluster.clearRequests();

            Kubectl.Result result = kubectl.run(Arrays.copyOfRange(arguments, 1, arguments.length));

            List<String> recorded = recorded(recording);
            List<String> sent = cluster.requests().stream()
                    .map(KubectlDrainRecordingsTest::line)
                    // some distributions of kubectl first ask which of their versions fits
                    .filter(line -> !line.startsWith("get /version "))
                    .toList();
            assertEquals(head(recorded), head(sent));
            assertEquals(kinds(recorded), kinds(sent));
            assertEquals(recording.number("exit").orElseThrow(), result.exit(), result::toString);
            assertEquals(said(recording.text("stdout").orElse("")), said(result.out()));
            assertEquals(said(recording.text("stderr").orElse("")), said(result.err()));
        }
    }

    private static MockCluster cluster() {
        Duration start = Duration.ofMillis(300);
        Duration stop = Duration.ofMillis(500);
        return MockCluster.builder()
                .seed(7)
                .nodes("node-", 3, node -> node.cpu("16").memory("64Gi"))
                .namespace("default")
                .deployment(
                        "default/web",
                        d -> d.replicas(12).readyAfter(start).stopsIn(stop).gracePeriod(Duration.ofSeconds(5)))
                .statefulSet("default/db", s -> s.replicas(3)
                        .emptyDir("scratch")
                        .antiAffinity("kubernetes.io/hostname")
                        .readyAfter(start)
                        .stopsIn(stop))
                .daemonSet("kube-system/agent", d -> d.readyAfter(start).stopsIn(stop))
                .pod("default/bare", p -> p.node("node-1").stopsIn(stop))
                .budget("default/web", b -> b.maxUnavailable(1))
                .build();
    }

    private static List<String> recorded(Document recording) {
        List<String> lines = new ArrayList<>();
        for (Document each : recording.documents("timeline")) {
            if (each.has("request")) {
                String uri = each.text("uri").orElseThrow();
                Matcher object = OBJECT.matcher(uri);
                String what = object.matches()
                        ? object.group(2)
                                + (object.group(4) == null ? "" : object.group(4))
                                + " "
                                + (object.group(1) == null ? "" : object.group(1) + "/")
                                + (object.group(3) == null ? "" : object.group(3))
                        : uri;
                lines.add(each.text("request").orElseThrow() + " " + plain(what.strip())
                        + (uri.contains("dryRun=All") ? " dry run" : "") + " "
                        + each.number("status").orElseThrow());
            }
        }
        return lines;
    }

    private static String line(RecordedRequest request) {
        String resource = request.resource().replaceFirst("\\..*", "");
        String object = request.namespace().isEmpty() ? request.name() : request.namespace() + "/" + request.name();
        // An eviction says that it is dry in its body, which the audit log does not show.
        boolean dry = request.dryRun() && !request.resource().endsWith("eviction");
        return request.verb() + " " + plain((resource + " " + object).strip()) + (dry ? " dry run" : "") + " "
                + request.status();
    }

    /** Names without what a cluster makes up. */
    private static String plain(String text) {
        return text.replaceAll("web-[a-z0-9]+-[a-z0-9]{5}", "web")
                .replaceAll("agent-[a-z0-9]{5}", "agent")
                .replaceAll("db-[0-9]", "db")
                .replaceAll("node-[0-9]", "node");
    }

    private static List<String> head(List<String> lines) {
        List<String> head = new ArrayList<>();
        for (String line : lines) {
            if (line.contains("eviction") || line.startsWith("delete")) {
                return head;
            }
            head.add(line);
        }
        return head;
    }

    /** Each kind of exchange once; whether a pod was still seen on its way out is the clock's. */
    private static Set<String> kinds(List<String> lines) {
        return lines.stream()
                .filter(line -> !line.matches("get pods .* 200"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The sentences of a text: their order and how many pods they name is kubectl's chance. */
    private static Set<String> said(String text) {
        Set<String> sentences = new TreeSet<>();
        plain(text)
                .replaceAll("[\\[\\]]|; |Warning: |, (?=cannot|error when)", "\n")
                .lines()
                .map(line -> line.strip().replaceAll("(\\S+)(?:, \\1)+", "$1"))
                .filter(line -> !line.isEmpty())
                .forEach(sentences::add);
        return sentences;
    }
}
