package io.github.kubemaintenance.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.github.kubemaintenance.EtcdSnapshots;
import io.github.kubemaintenance.NodeMaintenance;
import io.github.kubemaintenance.ResourceBackups;
import io.github.kubemaintenance.UpgradePlanner;
import io.github.kubemaintenance.backup.BackupReport;
import io.github.kubemaintenance.backup.RestoreReport;
import io.github.kubemaintenance.backup.RestoreRequest;
import io.github.kubemaintenance.backup.SecretHandling;
import io.github.kubemaintenance.cluster.AccessRights;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.ServerVersion;
import io.github.kubemaintenance.drain.DrainPlan;
import io.github.kubemaintenance.drain.DrainReport;
import io.github.kubemaintenance.drain.DrainRequest;
import io.github.kubemaintenance.etcd.EtcdBackend;
import io.github.kubemaintenance.etcd.SnapshotFolder;
import io.github.kubemaintenance.etcd.SnapshotRetention;
import io.github.kubemaintenance.event.Timeline;
import io.github.kubemaintenance.fabric8.Fabric8Cluster;
import io.github.kubemaintenance.jetcd.JetcdBackend;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.node.NodeCheckReport;
import io.github.kubemaintenance.node.Nodes;
import io.github.kubemaintenance.node.OutageForecast;
import io.github.kubemaintenance.node.PodFate;
import io.github.kubemaintenance.node.RollReport;
import io.github.kubemaintenance.node.RollRequest;
import io.github.kubemaintenance.node.ServiceOutage;
import io.github.kubemaintenance.upgrade.UpgradePlan;
import io.github.kubemaintenance.upgrade.WorkerStrategy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows is what is compiled and run here: its blocks of Java stand, line by line, in this file. */
class ReadmeTest {
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @Test
    void everySnippetOfTheReadmeStandsInThisTest() throws IOException {
        String readme = Files.readString(Path.of("../README.md"));
        String here =
                squeezed(Files.readString(Path.of("src/test/java/io/github/kubemaintenance/examples/ReadmeTest.java")));
        List<String> snippets = new ArrayList<>();
        Matcher matcher = JAVA.matcher(readme);
        while (matcher.find()) {
            snippets.add(matcher.group(1));
        }

        assertTrue(snippets.size() > 2, "the three snippets of its first page");
        assertEquals(readme.split("```java", -1).length - 1, snippets.size(), "every block is read");
        for (String snippet : snippets) {
            assertTrue(here.contains(squeezed(snippet)), () -> "not compiled: " + snippet);
        }
    }

    @Test
    void theRolesOfTheReadmeAreThoseOfTheCode() throws IOException {
        String readme = Files.readString(Path.of("../README.md"));

        assertContains(readme, AccessRights.drain().toMarkdown());
        assertContains(readme, "```yaml\n" + DrainRights.text() + "```");
    }

    private static void assertContains(String readme, String part) {
        assertTrue(
                readme.contains(part), () -> "the README has to have this part, which is made of the code:\n" + part);
    }

    private static String squeezed(String code) {
        return code.replaceAll("//[^\n]*", "").replaceAll("\\s+", "");
    }

    @Test
    void theSnippetsAboutNodesRun() throws IOException {
        PrintStream out = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            outage(ShopCluster.create());
            checks(MockCluster.builder()
                    .node("worker-1", n -> n.label("pool", "blue"))
                    .build());
            watching(shop());
        } finally {
            System.setOut(out);
        }
        String text = printed.toString(StandardCharsets.UTF_8);

        assertTrue(text.contains("tools/debug-shell it has no controller"), text);
        assertTrue(text.contains("1 node checked"), text);
    }

    private static void outage(MockCluster cluster) {
        OutageForecast forecast = NodeMaintenance.outage("worker-2").forecast(cluster);
        System.out.println(forecast);
        forecast.pods(PodFate.LOST)
                .forEach(pod ->
                        System.out.println(pod.pod() + " " + pod.reasons().get(0)));
        forecast.services().stream().filter(ServiceOutage::isWhole).forEach(System.out::println);
        OutageForecast back = NodeMaintenance.outage("worker-2")
                .returnsAfter(Duration.ofMinutes(3))
                .forecast(cluster);
        assertEquals(back.pods(), back.pods(PodFate.STAYS));
    }

    private static void checks(MockCluster cluster) {
        NodeCheckReport report =
                NodeMaintenance.checks().labelled("pool=blue").readingKubelets().run(cluster);
        System.out.println(report);
        report.orThrow();
    }

    private static void watching(MockCluster cluster) throws IOException {
        Timeline timeline = Timeline.of("Kernel update");
        NodeMaintenance.drain("worker-3").ignoreDaemonSets().onEvent(timeline).run(cluster);
        timeline.writeTo(Path.of("target/kernel-update.html"));
        assertTrue(Files.readString(Path.of("target/kernel-update.html")).contains("Kernel update"));
    }

    @Test
    void theSnippetsRun() {
        PrintStream out = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            planAndDrain(shop());
        } finally {
            System.setOut(out);
        }
        String text = printed.toString(StandardCharsets.UTF_8);

        assertTrue(text.contains("worker-1"), text);
        assertTrue(text.contains("pods moved in"), text);
        testYourOwn();
    }

    @Test
    void theSnippetOfBackupsRuns(@TempDir Path parent) {
        MockCluster cluster = shop();
        MockCluster other = MockCluster.builder().node("worker-1").build();
        PrintStream out = System.out;
        System.setOut(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
        try {
            backUp(cluster, other, parent.resolve("backup"));
        } finally {
            System.setOut(out);
        }
        assertTrue(other.find(Kind.DEPLOYMENTS, "shop-2/web").isPresent());
    }

    private static void backUp(MockCluster cluster, MockCluster other, Path folder) {
        BackupReport saved = ResourceBackups.of(cluster)
                .saveTo(folder)
                .secrets(SecretHandling.keptReadable())
                .run();
        RestoreRequest restore = ResourceBackups.of(other).restoreFrom(folder).mapNamespace("shop", "shop-2");
        System.out.println(restore.plan());
        RestoreReport restored = restore.run();
        assertEquals(saved.objects(), restored.objects().size());
    }

    @Test
    void theRollRuns() {
        MockCluster pool = MockCluster.builder()
                .nodes("worker-", 4, node -> node.label("pool", "blue").zone("a"))
                .deployment("shop/web", web -> web.replicas(3).readyAfter(Duration.ofSeconds(8)))
                .build();
        mock = pool;
        PrintStream out = System.out;
        System.setOut(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
        try {
            assertEquals(4, roll(pool).done().size());
        } finally {
            System.setOut(out);
        }
        assertEquals(4, tested);
    }

    private MockCluster mock = shop();
    private int tested;

    private void reboot(Node node) {
        mock.reboot(node.name(), Duration.ofSeconds(30));
    }

    private void smokeTest(Node node) {
        tested += node.isReady() ? 1 : 0;
    }

    private RollReport roll(ClusterBackend cluster) {
        RollRequest roll = NodeMaintenance.rolling(Nodes.labelled("pool=blue"))
                .maxUnavailable("25%")
                .maxUnavailablePer("topology.kubernetes.io/zone", "1")
                .canary(1)
                .drain(d -> d.ignoreDaemonSets())
                .action(node -> reboot(node))
                .check(node -> smokeTest(node));
        System.out.println(roll.plan(cluster));
        RollReport rolled = roll.onEvent(System.out::println).run(cluster);
        return rolled;
    }

    private static MockCluster shop() {
        return MockCluster.builder()
                .nodes("worker-", 3, node -> node.cpu("4").memory("16Gi"))
                .deployment("shop/web", web -> web.replicas(3).readyAfter(Duration.ofSeconds(8)))
                .budget("shop/web", budget -> budget.minAvailable(2))
                .build();
    }

    private static void planAndDrain(MockCluster cluster) {
        DrainRequest drain = NodeMaintenance.drain("worker-1")
                .ignoreDaemonSets()
                .deleteEmptyDirData()
                .timeout(Duration.ofMinutes(10));
        DrainPlan plan = drain.plan(cluster);
        System.out.println(plan);
        plan.refusals().forEach(pod -> System.out.println(pod.pod() + " " + pod.reasons()));
        plan.blockers().forEach(blocker -> System.out.println(blocker.kind() + " " + blocker.explanation()));
        DrainReport report = drain.onEvent(System.out::println).expecting(plan).run(cluster);
        System.out.println(report.evicted().size() + " pods moved in " + report.duration());
    }

    private static void testYourOwn() {
        MockCluster cluster = MockCluster.builder()
                .seed(7)
                .nodes("worker-", 3, node -> node.cpu("4").memory("16Gi"))
                .deployment("shop/web", web -> web.replicas(3).readyAfter(Duration.ofSeconds(8)))
                .budget("shop/web", budget -> budget.minAvailable(2))
                .build();
        NodeMaintenance.drain("worker-1").run(cluster);
        assertTrue(cluster.node("worker-1").unschedulable());
        assertFalse(cluster.pods("shop").isEmpty());
    }

    /** Stands in for what a reader would show events in. */
    private interface Ui {
        void show(Object event);
    }

    @Test
    void theBackendIsMadeWithoutARequest() {
        List<Object> shown = new ArrayList<>();
        assertTrue(live(shown::add).has(ServerVersion.class));
        assertEquals(List.of(), shown);
    }

    private static ClusterBackend live(Ui ui) {
        KubernetesClient client = new KubernetesClientBuilder().build();
        ClusterBackend cluster =
                Fabric8Cluster.builder(client).onEvent(event -> ui.show(event)).build();
        client.close();
        return cluster;
    }

    @Test
    void theUpgradeSnippetRuns() {
        MockCluster cluster =
                MockCluster.builder().version("1.32").node("worker-1").build();
        PrintStream out = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            upgrade(cluster);
        } finally {
            System.setOut(out);
        }
        assertTrue(printed.toString(StandardCharsets.UTF_8).contains("1.33"));
    }

    private static void upgrade(ClusterBackend cluster) {
        UpgradePlan upgrade =
                UpgradePlanner.to("1.33").workers(WorkerStrategy.atOnce(2)).plan(cluster);
        System.out.println(upgrade);
        upgrade.findings().forEach(System.out::println);
    }

    @Test
    void anEtcdIsReachedWithoutARequest() {
        Path pki = Path.of("/etc/kubernetes/pki/etcd");
        assertEquals(List.of(), etcd(pki, Path.of("target/no-such-folder")).list());
    }

    private static SnapshotFolder etcd(Path pki, Path folder) {
        EtcdBackend etcd = JetcdBackend.builder()
                .endpoints("https://10.0.0.1:2379", "https://10.0.0.2:2379", "https://10.0.0.3:2379")
                .caFile(pki.resolve("ca.crt"))
                .certFile(pki.resolve("healthcheck-client.crt"))
                .keyFile(pki.resolve("healthcheck-client.key"))
                .build();
        SnapshotFolder backups = EtcdSnapshots.of(etcd)
                .keepIn(folder)
                .retention(SnapshotRetention.newest(3).andDaily(7).andWeekly(4));
        etcd.close();
        return backups;
    }
}
