package io.github.kubemaintenance.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.catalog.Fit.Kind;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.KubeDocument;
import io.github.kubemaintenance.model.Minor;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodRef;
import io.github.kubemaintenance.model.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CapacityTest {
    private static final String CPU = "'containers':[{'name':'c','resources':{'requests':{'cpu':'2'}}}]";
    private static final String CLAIM = CPU + ",'volumes':[{'name':'v','persistentVolumeClaim':{'claimName':'data'}}]";

    private final List<Node> nodes = new ArrayList<>();
    private final List<Pod> pods = new ArrayList<>();
    private final List<KubeDocument> claims = new ArrayList<>();
    private final List<KubeDocument> volumes = new ArrayList<>();

    private static Document json(String text) {
        return DocumentFormat.json().read(text.replace('\'', '"'));
    }

    private void node(String name, String zone, String labels) {
        nodes.add(Node.of(json("{'metadata':{'name':'" + name + "','labels':{'kubernetes.io/hostname':'" + name
                + "','topology.kubernetes.io/zone':'" + zone + "'" + labels
                + "}},'status':{'allocatable':{'cpu':'4','memory':'8Gi','pods':'10'}}}")));
    }

    private PodRef pod(String name, String node, String spec) {
        Pod pod = Pod.of(json("{'metadata':{'name':'" + name + "','uid':'" + name
                        + "','namespace':'ns','labels':{'app':'web'}},'spec':{" + spec
                        + "},'status':{'phase':'Running'}}"))
                .boundTo(node);
        pods.add(pod);
        return pod.ref();
    }

    private Map<PodRef, Fit> fits(PodRef... leaving) {
        return Capacity.of(nodes, pods, Claims.of(claims, volumes), Minor.of(34))
                .fits(List.of(leaving), Set.of("a"));
    }

    private static List<String> codes(Fit fit) {
        return fit.reasons().stream().map(Reason::code).toList();
    }

    private Fit fit(PodRef pod) {
        return fits(pod).get(pod);
    }

    @Test
    void aPodGoesToTheEmptiestOtherNode() {
        node("a", "z1", "");
        node("b", "z1", "");
        node("c", "z1", "");
        pod("there", "b", CPU);
        PodRef leaving = pod("web", "a", CPU);
        assertEquals(new Fit(Kind.FITS, "c", List.of()), fit(leaving));
        assertEquals("FITS on c", fit(leaving).toString());
    }

    @Test
    void podsThatLeaveTogetherTakeEachOthersRoomByPriority() {
        node("a", "z1", "");
        node("b", "z1", "");
        pod("there", "b", CPU);
        PodRef first = pod("first", "a", CPU);
        PodRef vital = pod("vital", "a", CPU + ",'priority':1000");
        Map<PodRef, Fit> fits = fits(first, vital);
        assertEquals(List.of(first, vital), List.copyOf(fits.keySet()), "in the order of the question");
        assertEquals(Kind.FITS, fits.get(vital).kind());
        assertEquals(Kind.DOES_NOT_FIT, fits.get(first).kind());
        assertEquals(List.of("INSUFFICIENT_CPU", Capacity.TOGETHER), codes(fits.get(first)));
    }

    @Test
    void eachReasonIsNamedOnceWithItsNodes() {
        node("a", "z1", "");
        for (String name : List.of("b", "c", "d", "e", "f")) {
            node(name, "z1", "");
            pod("on-" + name, name, CPU);
            pod("more-on-" + name, name, CPU);
        }
        Fit fit = fit(pod("web", "a", CPU));
        assertEquals("DOES_NOT_FIT: Insufficient cpu (on each of b, c, d and 2 more)", fit.toString());
    }

    @Test
    void withoutAnotherNodeThereIsNoPlace() {
        node("a", "z1", "");
        assertEquals(List.of("NO_OTHER_NODE"), codes(fit(pod("web", "a", CPU))));
    }

    @Test
    void whatKeepsAPodAwayIsNamed() {
        node("a", "z1", "");
        node("b", "z2", "");
        pod("there", "b", "'containers':[{'name':'c','ports':[{'hostPort':80,'containerPort':80}]}]");
        assertEquals(
                List.of("HOST_PORT"),
                codes(fit(
                        pod("port", "a", "'containers':[{'name':'c','ports':[{'hostPort':80,'containerPort':80}]}]"))));
        assertEquals(List.of("NODE_AFFINITY"), codes(fit(pod("sel", "a", CPU + ",'nodeSelector':{'disk':'ssd'}"))));
        assertEquals(
                List.of("POD_ANTI_AFFINITY"),
                codes(
                        fit(
                                pod(
                                        "anti",
                                        "a",
                                        CPU
                                                + ",'affinity':{'podAntiAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':"
                                                + "[{'labelSelector':{'matchLabels':{'app':'web'}},'topologyKey':'kubernetes.io/hostname'}]}}"))));
    }

    @Test
    void anAutoscalerMayHelp() {
        node("a", "z1", "");
        node("b", "z1", ",'karpenter.sh/nodepool':'default'");
        pod("there", "b", CPU);
        pod("more", "b", CPU);
        Fit fit = fit(pod("web", "a", CPU));
        assertEquals(List.of("INSUFFICIENT_CPU", Capacity.AUTOSCALER), codes(fit));
        assertTrue(fit.toString().contains("Karpenter runs in this cluster and may add a node"), fit.toString());
    }

    @Test
    void theClusterAutoscalerIsKnownByItsImage() {
        node("a", "z1", "");
        pod("ca", "a", "'containers':[{'name':'c','image':'registry.k8s.io/autoscaling/cluster-autoscaler:v1.34.0'}]");
        assertTrue(codes(fit(pod("web", "a", CPU))).contains(Capacity.AUTOSCALER));
    }

    private void volume(String zone, String mode) {
        claims.add(KubeDocument.of(
                json("{'metadata':{'name':'data','namespace':'ns'},'spec':{'volumeName':'pv','accessModes':['" + mode
                        + "']}}")));
        volumes.add(KubeDocument.of(
                json("{'metadata':{'name':'pv'},'spec':{'nodeAffinity':{'required':{'nodeSelectorTerms':"
                        + "[{'matchExpressions':[{'key':'topology.kubernetes.io/zone','operator':'In','values':['"
                        + zone
                        + "']}]}]}}}}")));
    }

    @Test
    void aVolumeKeepsItsPodInItsZone() {
        node("a", "z1", "");
        node("b", "z2", "");
        PodRef web = pod("web", "a", CLAIM);
        volume("z1", "ReadWriteOnce");
        assertEquals(List.of("VOLUME_NODE_AFFINITY"), codes(fit(web)));
        node("c", "z1", "");
        assertEquals("c", fit(web).node());
    }

    @Test
    void aVolumeThatIsNotKnownMakesItUnknownButNotWhereThereIsNoRoomAnyway() {
        node("a", "z1", "");
        node("b", "z1", "");
        PodRef web = pod("web", "a", CLAIM);
        assertEquals(Kind.UNKNOWN, fit(web).kind());
        assertEquals(List.of("VOLUME_UNKNOWN"), codes(fit(web)));
        pod("there", "b", CPU);
        pod("more", "b", CPU);
        assertEquals(Kind.DOES_NOT_FIT, fit(web).kind());
    }

    @Test
    void claimsTellWhetherAVolumeIsForOneNode() {
        pod("web", "a", CLAIM);
        Pod web = pods.get(0);
        assertTrue(Claims.has(web));
        assertTrue(Claims.unknown("forbidden").places(web).oneNodeAtATime());
        assertEquals(
                "forbidden", Claims.unknown("forbidden").places(web).unknown().orElseThrow());
        volume("z1", "ReadWriteMany");
        assertFalse(Claims.of(claims, volumes).places(web).oneNodeAtATime());
        claims.clear();
        volume("z1", "ReadWriteOncePod");
        assertTrue(Claims.of(claims, volumes).places(web).oneNodeAtATime());
        claims.clear();
        claims.add(KubeDocument.of(json("{'metadata':{'name':'data','namespace':'ns'},'spec':{}}")));
        assertFalse(Claims.of(claims, volumes).places(web).oneNodeAtATime(), "not bound, so it is nowhere yet");
        assertTrue(Claims.of(claims, volumes).places(web).unknown().isEmpty());
    }

    @Test
    void whatIsNotModelledIsUnknown() {
        node("a", "z1", "");
        node("b", "z1", "");
        for (String spec : List.of(
                "'resourceClaims':[{'name':'gpu'}]",
                "'schedulerName':'volcano'",
                "'resources':{'requests':{'cpu':'1'}}",
                "'topologySpreadConstraints':[{'maxSkew':1,'topologyKey':'kubernetes.io/hostname','whenUnsatisfiable':"
                        + "'DoNotSchedule','matchLabelKeys':['pod-template-hash']}]")) {
            pods.clear();
            assertEquals(Kind.UNKNOWN, fit(pod("web", "a", CPU + "," + spec)).kind(), spec);
        }
        pods.clear();
        assertEquals(
                Kind.FITS,
                fit(pod("web", "a", CPU + ",'schedulerName':'default-scheduler'"))
                        .kind());
    }

    @Test
    void aPodThatLingersOnADeadNodeStillKeepsItsReplacementAway() {
        node("a", "z1", "");
        node("b", "z1", "");
        PodRef web = pod(
                "web",
                "a",
                CPU + ",'affinity':{'podAntiAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':"
                        + "[{'labelSelector':{'matchLabels':{'app':'web'}},'topologyKey':'topology.kubernetes.io/zone'}]}}");
        Capacity capacity = Capacity.of(nodes, pods, Claims.of(claims, volumes), Minor.of(34));
        assertEquals(
                Kind.FITS, capacity.fits(List.of(web), Set.of("a")).get(web).kind());
        assertEquals(
                Kind.DOES_NOT_FIT,
                capacity.fitsBeside(List.of(web), Set.of("a")).get(web).kind());
    }

    @Test
    void aPodThatIsNotThereIsNotJudged() {
        node("a", "z1", "");
        assertEquals(Map.of(), fits(new PodRef("ns", "nobody", "u")));
    }
}
