package io.github.kubemaintenance.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.NodeMaintenance;
import io.github.kubemaintenance.catalog.Fit;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.Fault;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.MockClusterBuilder;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubernetesVersion;
import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.Taint;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OutageForecastTest {
    private static Duration s(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    private static TimeRange range(long earliest, long latest) {
        return new TimeRange(s(earliest), s(latest));
    }

    private static MockClusterBuilder shop() {
        return MockCluster.builder()
                .node("worker-1")
                .node("worker-2", n -> n.unschedulable())
                .deployment("shop/web", d -> d.replicas(1))
                .statefulSet("shop/db", d -> d.replicas(1))
                .daemonSet("kube-system/agent", d -> {})
                .pod("shop/bare", p -> p.node("worker-1"))
                .staticPod("kube-system/proxy", p -> p.node("worker-1"));
    }

    private static PodOutage pod(OutageForecast forecast, String prefix) {
        return forecast.pods().stream()
                .filter(each -> each.pod().toString().startsWith(prefix))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + prefix + " in\n" + forecast));
    }

    private static List<String> codes(OutageForecast forecast) {
        return forecast.findings().stream().map(each -> each.code()).toList();
    }

    @Test
    void eachPodHasItsFate() {
        OutageForecast forecast = NodeMaintenance.outage("worker-1").forecast(shop().build());
        assertEquals(Optional.of(range(40, 50)), forecast.noticed());
        assertEquals(Optional.of(range(40, 50)), forecast.evictionsBegin());
        assertEquals(PodFate.RECREATED, pod(forecast, "shop/web").fate());
        assertEquals(Optional.of(range(340, 350)), pod(forecast, "shop/web").evicted());
        assertEquals(PodFate.STUCK, pod(forecast, "shop/db").fate());
        assertEquals(PodFate.LOST, pod(forecast, "shop/bare").fate());
        assertEquals(PodFate.STAYS, pod(forecast, "kube-system/agent").fate());
        assertEquals(PodFate.STAYS, pod(forecast, "kube-system/proxy").fate());
        assertEquals(Optional.empty(), pod(forecast, "kube-system/agent").evicted());
        assertTrue(codes(forecast).contains("OUT_OF_SERVICE"), forecast.toString());
    }

    @Test
    void aReplacementThatFindsNoNodeIsNamed() {
        OutageForecast forecast = NodeMaintenance.outage("worker-1").forecast(shop().build());
        Fit fit = pod(forecast, "shop/web").replacement().orElseThrow();
        assertEquals(Fit.Kind.DOES_NOT_FIT, fit.kind());
        assertEquals("NODE_UNSCHEDULABLE", fit.reasons().get(0).code());
        assertTrue(forecast.toString().contains("node(s) were unschedulable (worker-2)"), forecast.toString());
    }

    @Test
    void beforeKubernetes132TheGracePeriodIsTenSecondsShorter() {
        OutageForecast forecast = NodeMaintenance.outage("worker-1")
                .forecast(shop().version("1.31").build());
        assertEquals(Optional.of(range(30, 40)), forecast.noticed());
    }

    @Test
    void thePodEvictionTimeoutIsNamedWhereItExisted() {
        OutageForecast forecast = NodeMaintenance.outage("worker-1")
                .forecast(shop().version("1.26").build());
        assertTrue(codes(forecast).contains("POD_EVICTION_TIMEOUT"), forecast.toString());
        assertFalse(codes(NodeMaintenance.outage("worker-1").forecast(shop().build()))
                .contains("POD_EVICTION_TIMEOUT"));
    }

    @Test
    void before113TheTimeoutDecidesAndTolerationsDont() {
        OutageForecast forecast = NodeMaintenance.outage("worker-1")
                .controlPlane(KubernetesVersion.parse("1.12.10"))
                .forecast(shop().deployment("shop/fast", d -> d.replicas(1).toleration(Taint.UNREACHABLE, s(30)))
                        .build());
        assertEquals(Optional.of(range(330, 340)), pod(forecast, "shop/fast").evicted());
        assertEquals(PodFate.STAYS, pod(forecast, "kube-system/agent").fate());
    }

    @Test
    void flagsOfTheControllerManagerCountWhereItsPodShows() {
        Document manager = Document.of("apiVersion", "v1")
                .with("Pod", "kind")
                .with("kube-controller-manager-cp", "metadata", "name")
                .with("kube-system", "metadata", "namespace")
                .with("x", "metadata", "annotations", "kubernetes.io/config.mirror")
                .with("cp", "spec", "nodeName")
                .with(
                        List.of(Document.of("name", "kube-controller-manager")
                                .with("registry.k8s.io/kube-controller-manager:v1.30.2", "image")
                                .with(
                                        List.of(
                                                "kube-controller-manager",
                                                "--node-monitor-grace-period=1m40s",
                                                "--node-eviction-rate=0.01"),
                                        "command")),
                        "spec",
                        "containers");
        MockCluster cluster = shop().objects(List.of(manager)).build();
        OutageForecast forecast = NodeMaintenance.outage("worker-1").forecast(cluster);
        assertEquals(Optional.of(range(90, 100)), forecast.noticed());
        assertEquals(KubernetesVersion.parse("1.30.2"), forecast.controlPlane());
        assertFalse(codes(forecast).contains(OutageForecast.ASSUMED), forecast.toString());
    }

    @Test
    void aNodeThatIsBackBeforeItIsNoticedChangesNothing() {
        OutageForecast forecast =
                NodeMaintenance.outage("worker-1").returnsAfter(s(39)).forecast(shop().build());
        assertEquals(Optional.empty(), forecast.noticed());
        assertEquals(Optional.empty(), forecast.evictionsBegin());
        assertEquals(forecast.pods(), forecast.pods(PodFate.STAYS));
    }

    @Test
    void aNodeThatIsBackWithinFiveMinutesKeepsItsPods() {
        OutageForecast forecast =
                NodeMaintenance.outage("worker-1").returnsAfter(s(300)).forecast(shop().build());
        assertEquals(Optional.of(range(40, 50)), forecast.noticed());
        assertEquals(forecast.pods(), forecast.pods(PodFate.STAYS));
    }

    @Test
    void aNodeThatIsBackJustThenMayBeTooLate() {
        OutageForecast forecast =
                NodeMaintenance.outage("worker-1").returnsAfter(s(345)).forecast(shop().build());
        assertEquals(PodFate.DEPENDS, pod(forecast, "shop/db").fate());
        assertEquals(PodFate.STAYS, pod(forecast, "kube-system/agent").fate());
    }

    @Test
    void aNodeThatIsBackLaterFreesWhatIsStuck() {
        OutageForecast forecast = NodeMaintenance.outage("worker-1")
                .returnsAfter(Duration.ofMinutes(10))
                .forecast(shop().build());
        PodOutage db = pod(forecast, "shop/db");
        assertEquals(PodFate.STUCK, db.fate());
        assertTrue(db.reasons().get(0).text().contains("freed when the node is back, after 10m"), db.toString());
    }

    @Test
    void servicesKeepSendingUntilTheOutageIsNoticed() {
        Document service = Document.of("apiVersion", "v1")
                .with("Service", "kind")
                .with("web", "metadata", "name")
                .with("shop", "metadata", "namespace")
                .with("web", "spec", "selector", "app");
        Document database = service.with("db", "metadata", "name").with("db", "spec", "selector", "app");
        Document agents = service.with("agents", "metadata", "name")
                .with("kube-system", "metadata", "namespace")
                .with("agent", "spec", "selector", "app");
        MockCluster cluster = shop().objects(List.of(service, database, agents)).build();
        OutageForecast forecast = NodeMaintenance.outage("worker-1").forecast(cluster);
        assertEquals(
                List.of("kube-system/agents 1 of 2 endpoints", "shop/db 1 of 1 endpoints", "shop/web 1 of 1 endpoints"),
                forecast.services().stream().map(ServiceOutage::toString).toList());
        ServiceOutage web = forecast.services().get(2);
        assertTrue(web.isWhole());
        assertEquals(Optional.of(range(40, 50)), web.sendsUntil());
        assertEquals(Optional.of(range(340, 350)), web.backFrom());
        assertEquals(Optional.empty(), forecast.services().get(1).backFrom(), "a StatefulSet waits for the node");
        OutageForecast back =
                NodeMaintenance.outage("worker-1").returnsAfter(s(120)).forecast(cluster);
        assertEquals(Optional.of(TimeRange.at(s(120))), back.services().get(1).backFrom());
    }

    @Test
    void aServiceWithoutASelectorHasTheEndpointsOfItsSlices() {
        Document service = Document.of("apiVersion", "v1")
                .with("Service", "kind")
                .with("outside", "metadata", "name")
                .with("shop", "metadata", "namespace");
        Document slice = Document.of("apiVersion", "discovery.k8s.io/v1")
                .with("EndpointSlice", "kind")
                .with("outside-1", "metadata", "name")
                .with("shop", "metadata", "namespace")
                .with("outside", "metadata", "labels", "kubernetes.io/service-name")
                .with(List.of(Document.of("addresses", List.of("10.0.0.1")).with("worker-1", "nodeName")), "endpoints");
        OutageForecast forecast = NodeMaintenance.outage("worker-1")
                .forecast(shop().objects(List.of(service, slice)).build());
        assertEquals("shop/outside 1 of 1 endpoints", forecast.services().get(0).toString());
    }

    @Test
    void whatCantBeReadIsAFindingAndNoCleanBill() {
        MockCluster cluster = shop().missing(Kind.document("", "v1", "services", "Service", true))
                .build();
        OutageForecast forecast = NodeMaintenance.outage("worker-1").forecast(cluster);
        assertEquals(List.of(), forecast.services());
        assertTrue(
                forecast.findings().stream()
                        .anyMatch(each -> each.code().equals(OutageForecast.UNKNOWN)
                                && each.text().contains("list services")),
                forecast.toString());
    }

    @Test
    void aVolumeThatIsAtOneNodeOnlyHoldsTheReplacementUp() {
        MockCluster cluster = MockCluster.builder()
                .node("worker-1")
                .node("worker-2", n -> n.unschedulable())
                .deployment("shop/files", d -> d.replicas(1).claim("data"))
                .build();
        assertEquals(
                PodFate.STUCK,
                pod(NodeMaintenance.outage("worker-1").forecast(cluster), "shop/files")
                        .fate());
    }

    @Test
    void aFinishedPodLosesOnlyItsRecordAndATerminatingOneWaits() {
        MockCluster cluster = MockCluster.builder()
                .node("worker-1")
                .node("worker-2")
                .pod("shop/done", p -> p.node("worker-1").restartPolicy("Never").runsFor(s(1)))
                .pod("shop/going", p -> p.node("worker-1").gracePeriod(s(600)).ignoresTermination())
                .build();
        cluster.advance(s(10));
        cluster.delete(Kind.PODS, "shop/going");
        OutageForecast forecast = NodeMaintenance.outage("worker-1").forecast(cluster);
        assertEquals(PodFate.ENDED, pod(forecast, "shop/done").fate());
        assertEquals(PodFate.STUCK, pod(forecast, "shop/going").fate());
    }

    @Test
    void theLastNodeIsNotEvicted() {
        OutageForecast forecast = NodeMaintenance.outage("worker-1")
                .forecast(MockCluster.builder()
                        .node("worker-1")
                        .pod("shop/bare", p -> p.node("worker-1"))
                        .build());
        assertEquals(Optional.empty(), forecast.evictionsBegin());
        assertEquals(PodFate.STAYS, pod(forecast, "shop/bare").fate());
        assertTrue(codes(forecast).contains("NO_EVICTIONS"), forecast.toString());
    }

    @Test
    void inAZoneThatIsMostlyDownNothingIsEvicted() {
        MockClusterBuilder builder = MockCluster.builder().node("other", n -> n.zone("b"));
        IntStream.range(0, 5).forEach(i -> builder.node("a-" + i, n -> n.zone("a")));
        MockCluster cluster = builder.pod("shop/bare", p -> p.node("a-4"))
                .kubeletDead("a-0")
                .kubeletDead("a-1")
                .build();
        cluster.advance(Duration.ofMinutes(5));
        OutageForecast forecast = NodeMaintenance.outage("a-4").forecast(cluster);
        assertEquals(Optional.empty(), forecast.evictionsBegin());
        assertTrue(codes(forecast).contains("NO_EVICTIONS"), forecast.toString());
    }

    @Test
    void aNodeThatIsSilentAlreadyIsToldTheRest() {
        MockCluster cluster = shop().build();
        cluster.kill("worker-1");
        cluster.advance(s(100));
        OutageForecast forecast = NodeMaintenance.outage("worker-1").forecast(cluster);
        assertTrue(forecast.alreadySilent());
        assertEquals(Optional.of(TimeRange.at(Duration.ZERO)), forecast.noticed());
        TimeRange evicted = pod(forecast, "shop/web").evicted().orElseThrow();
        assertEquals(evicted.earliest(), evicted.latest());
        assertTrue(
                evicted.earliest().compareTo(s(240)) >= 0 && evicted.latest().compareTo(s(250)) <= 0,
                evicted.toString());
        cluster.advance(evicted.earliest());
        assertTrue(cluster.pod(pod(forecast, "shop/web").pod().toString()).isTerminating());
    }

    @Test
    void aNodeThatIsNotThereIsAnError() {
        MaintenanceException error = assertThrows(MaintenanceException.class, () -> NodeMaintenance.outage("nobody")
                .forecast(shop().build()));
        assertTrue(error.getMessage().contains("node \"nobody\" not found"), error.getMessage());
    }

    @Test
    void podsThatCantBeReadAreAnError() {
        MockCluster cluster = shop().fault(Fault.forbidden("list", "pods")).build();
        MaintenanceException error = assertThrows(MaintenanceException.class, () -> NodeMaintenance.outage("worker-1")
                .forecast(cluster));
        assertTrue(error.getMessage().contains("list pods"), error.getMessage());
    }

    @Test
    void badArgumentsFailAtTheCall() {
        assertThrows(IllegalArgumentException.class, () -> NodeMaintenance.outage("No Node"));
        assertThrows(IllegalArgumentException.class, () -> NodeMaintenance.outage("n")
                .returnsAfter(s(-1)));
        assertThrows(IllegalArgumentException.class, () -> new TimeRange(s(2), s(1)));
    }

    @Test
    void onlyReads() {
        MockCluster cluster = shop().build();
        NodeMaintenance.outage("worker-1").forecast(cluster);
        assertTrue(
                cluster.requests().stream()
                        .allMatch(each ->
                                each.verb().equals("list") || each.verb().equals("get")),
                cluster.requests().toString());
        assertEquals(5, cluster.requests().size(), cluster.requests().toString());
    }

    @Test
    void durationsAreWrittenAsGoDoes() {
        assertEquals(Optional.of(s(100)), GoDuration.parse("1m40s"));
        assertEquals(Optional.of(Duration.ofMillis(1500)), GoDuration.parse("1.5s"));
        assertEquals(Optional.of(Duration.ofMillis(20)), GoDuration.parse("20ms"));
        assertEquals(Optional.empty(), GoDuration.parse("40"));
        assertEquals(Optional.empty(), GoDuration.parse(""));
    }
}
