package io.github.kubemaintenance.fabric8.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.kubemaintenance.NodeMaintenance;
import io.github.kubemaintenance.fabric8.Fabric8Cluster;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.RecordedRequest;
import io.github.kubemaintenance.model.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * kubectl and this library, each over HTTP on its own copy of the same cluster, leave the same cluster, and end alike.
 *
 * <p>What differs by design, and is therefore taken out of the comparison here:
 *
 * <ul>
 *   <li>A drain that kubectl refuses it has cordoned for; the library refuses before it writes anything.
 *   <li>A pod that a budget never lets go kubectl tries until its timeout; the library refuses unless told to try ({@code
 *       proceedDespiteBlockers()}), as it is here.
 *   <li>A pod that is terminating kubectl evicts once more, which leaves a mark on it; the library only waits, and
 *       shortens its time only if told to ({@code shortenGrace()}), as it is here.
 *   <li>kubectl up to 1.32 at least takes any controller of the kind DaemonSet, of whatever group, for one of {@code
 *       apps}; the library looks at the group too, as later ones do. No situation here has one.
 * </ul>
 */
class KubectlAndThisLibraryTest {
    private static final double SPEED = 200;
    private static final Duration SETTLED = Duration.ofHours(12);
    private static final Map<String, Future<Ends>> ENDS = new LinkedHashMap<>();
    /** kubectl sleeps most of its time. */
    private static final ExecutorService POOL = Executors.newFixedThreadPool(16);

    private static final ExecutorService KUBECTLS = Executors.newCachedThreadPool();

    @TempDir
    static Path folder;

    /** How both ended, and what they left. */
    private record Ends(Kubectl.Result kubectl, List<String> itsCluster, Outcome outcome, List<String> ourCluster) {
        boolean areAlike() {
            return itsCluster.equals(ourCluster)
                    && (kubectl.exit() == 0) == (outcome == Outcome.COMPLETED)
                    && refused(kubectl) == (outcome == Outcome.REFUSED);
        }
    }

    static Stream<Situation> all() {
        return Situations.all().stream();
    }

    static Stream<String> situations() {
        return all().map(Situation::toString);
    }

    @BeforeAll
    static void begin() {
        for (Situation each : all().toList()) {
            ENDS.put(each.toString(), POOL.submit(() -> ends(each)));
        }
    }

    @AfterAll
    static void end() throws InterruptedException {
        for (ExecutorService each : List.of(POOL, KUBECTLS)) {
            each.shutdownNow();
            each.awaitTermination(60, TimeUnit.SECONDS);
        }
    }

    private static Ends ends(Situation situation) throws Exception {
        Ends ends = null;
        for (Situation each : situation.everMorePatient()) {
            ends = once(each);
            if (ends.areAlike()) {
                break;
            }
        }
        return Objects.requireNonNull(ends);
    }

    private static Ends once(Situation situation) throws Exception {
        MockCluster theirs = situation.cluster().copy();
        Future<Kubectl.Result> kubectl = KUBECTLS.submit(() -> kubectl(situation, theirs));

        MockCluster ours = situation.cluster().copy();
        Outcome outcome;
        try (MockApiServer server = MockApiServer.builder(ours).speed(SPEED).start();
                KubernetesClient client = server.client()) {
            outcome = situation.run(Fabric8Cluster.of(client));
        }
        if (outcome == Outcome.REFUSED) {
            assertEquals(List.of(), writes(ours), situation::toString);
            ours = situation.cluster().copy();
            for (String node : situation.isDry() ? List.<String>of() : situation.nodes()) {
                NodeMaintenance.cordon(node).run(ours);
            }
        }
        ours.advance(SETTLED);
        Kubectl.Result result = kubectl.get();
        theirs.advance(SETTLED);
        return new Ends(
                result,
                ClusterState.lines(situation.cluster(), situation.nodes(), theirs),
                outcome,
                ClusterState.lines(situation.cluster(), situation.nodes(), ours));
    }

    private static Kubectl.Result kubectl(Situation situation, MockCluster cluster) throws Exception {
        try (MockApiServer server = MockApiServer.builder(cluster).speed(SPEED).start()) {
            return new Kubectl(server, Files.createTempDirectory(folder, "run")).run(situation.command());
        }
    }

    /** Else it would be up to the machine what kubectl and this library meet. */
    @ParameterizedTest
    @MethodSource("all")
    void nothingGoesOnByItselfBefore(Situation situation) {
        MockCluster later = situation.cluster().copy();
        later.advance(SETTLED);

        assertEquals(
                ClusterState.lines(situation.cluster(), situation.nodes(), situation.cluster()),
                ClusterState.lines(situation.cluster(), situation.nodes(), later));
    }

    @ParameterizedTest
    @MethodSource("situations")
    void leaveTheSameCluster(String situation) throws Exception {
        Ends ends = ENDS.get(situation).get();

        String both = situation + "\nours: " + ends.outcome() + "\nkubectl: " + ends.kubectl();
        assertEquals(ends.kubectl().exit() == 0, ends.outcome() == Outcome.COMPLETED, both);
        assertEquals(refused(ends.kubectl()), ends.outcome() == Outcome.REFUSED, both);
        assertEquals(
                without(ends.ourCluster(), ends.itsCluster()), without(ends.itsCluster(), ends.ourCluster()), both);
    }

    /** What the first has more than the second. */
    private static String without(List<String> all, List<String> others) {
        List<String> more = new ArrayList<>(all);
        others.forEach(more::remove);
        return String.join("\n", more);
    }

    private static List<RecordedRequest> writes(MockCluster cluster) {
        return cluster.requests().stream()
                .filter(each -> !List.of("get", "list", "watch").contains(each.verb()))
                .toList();
    }

    private static boolean refused(Kubectl.Result kubectl) {
        return kubectl.exit() != 0 && kubectl.err().contains("cannot delete");
    }
}
