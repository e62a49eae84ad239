package io.github.kubemaintenance.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.model.Minor;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogueTest {
    @Test
    void theTableOfRemovedApisIsWhole() {
        assertEquals(130, RemovedApis.all().size());
        assertEquals(
                104,
                RemovedApis.all().stream()
                        .filter(api -> api.isGoneIn(Minor.of(36)))
                        .count());
        assertEquals(
                24, RemovedApis.all().stream().filter(RemovedApi::announced).count());
    }

    @ParameterizedTest(name = "{0} {1} is gone in {2}, use {3}")
    @CsvSource({
        "extensions/v1beta1, Deployment, 1.16, apps/v1",
        "networking.k8s.io/v1beta1, Ingress, 1.22, networking.k8s.io/v1",
        "policy/v1beta1, PodDisruptionBudget, 1.25, policy/v1",
        "autoscaling/v2beta2, HorizontalPodAutoscaler, 1.26, autoscaling/v2",
        "flowcontrol.apiserver.k8s.io/v1beta1, FlowSchema, 1.26, flowcontrol.apiserver.k8s.io/v1",
        "flowcontrol.apiserver.k8s.io/v1beta2, FlowSchema, 1.29, flowcontrol.apiserver.k8s.io/v1",
        "flowcontrol.apiserver.k8s.io/v1beta3, FlowSchema, 1.32, flowcontrol.apiserver.k8s.io/v1",
    })
    void aRemovedApiAndItsReplacementStillServedIn136(String apiVersion, String kind, String gone, String use) {
        RemovedApi api = RemovedApis.find(apiVersion, kind).orElseThrow();

        assertEquals(Optional.of(Minor.parse(gone)), api.removedIn());
        assertFalse(api.isGoneIn(Minor.parse(gone).plus(-1)));
        assertEquals(
                Optional.of(use), RemovedApis.replacementAt(api, Minor.of(36)).map(RemovedApi.Replacement::apiVersion));
    }

    @Test
    void aReplacementThatIsStillServedAtAnEarlierTargetIsGoodThere() {
        RemovedApi api = RemovedApis.find("flowcontrol.apiserver.k8s.io/v1beta2", "FlowSchema")
                .orElseThrow();

        assertEquals(
                Optional.of("flowcontrol.apiserver.k8s.io/v1beta3"),
                RemovedApis.replacementAt(api, Minor.of(29)).map(RemovedApi.Replacement::apiVersion));
    }

    @Test
    void podSecurityPolicyHasNoSuccessor() {
        RemovedApi policy =
                RemovedApis.find("policy/v1beta1", "PodSecurityPolicy").orElseThrow();

        assertEquals(Optional.empty(), RemovedApis.replacementAt(policy, Minor.of(25)));
    }

    @Test
    void A20_aKindOfTheSameNameInAnotherGroupIsNoFinding() {
        assertEquals(Optional.empty(), RemovedApis.find("example.com/v1beta1", "CronJob"));
    }

    @Test
    void whatOneHopTakesAway() {
        assertTrue(RemovedApis.between(Minor.of(24), Minor.of(25)).stream()
                .anyMatch(api -> api.kind().equals("PodSecurityPolicy")));
        assertTrue(RemovedApis.between(Minor.of(25), Minor.of(25)).isEmpty());
    }

    @Test
    void everyMinorFrom110ToTheNewestIsKnownAndInOrder() {
        assertEquals(Minor.of(10), Releases.oldest());
        LocalDate before = LocalDate.MIN;
        for (int minor = 10; minor <= Releases.newest().minor(); minor++) {
            Release release = Releases.find(Minor.of(minor)).orElseThrow();
            assertTrue(release.released().isAfter(before), release.toString());
            before = release.released();
        }
        assertEquals(
                Optional.of("1.31.14"),
                Releases.find(Minor.of(31)).orElseThrow().newestPatch());
    }

    @Test
    void aReleaseIsOverFromItsLastDayOn() {
        Release release = Releases.find(Minor.of(28)).orElseThrow();

        assertFalse(release.isOver(LocalDate.of(2024, 10, 27)));
        assertTrue(release.isOver(LocalDate.of(2024, 10, 28)));
    }
}
