package io.github.kubemaintenance.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.model.Minor;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scenarios K of the skew policy, and the policy's own examples. */
class SkewPolicyTest {
    @ParameterizedTest(name = "{0}: {1} {2} beside API servers {3} is allowed: {4}")
    @CsvSource({
        "K01, KUBELET, 1.24, 1.27, false",
        "K02, KUBELET, 1.25, 1.28, true",
        "K03, KUBELET, 1.25, 1.27, true",
        "K04, KUBELET, 1.25, 1.29, false",
        "n-2 of old, KUBELET, 1.24, 1.26, true",
        "K09, KUBELET, 1.31, 1.30, false",
        "K10, KUBELET, 1.30, 1.30 1.31, true",
        "K10, KUBELET, 1.31, 1.30 1.31, false",
        "K12, KUBELET, 1.29, 1.32 1.33, false",
        "K13, KUBE_CONTROLLER_MANAGER, 1.30, 1.32, false",
        "S5, KUBE_CONTROLLER_MANAGER, 1.31, 1.32, true",
        "K14, KUBE_SCHEDULER, 1.33, 1.32, false",
        "S5, CLOUD_CONTROLLER_MANAGER, 1.33, 1.32 1.33, false",
        "K15, KUBE_PROXY, 1.30, 1.34, false",
        "K16, KUBE_PROXY, 1.24, 1.27, false",
        "K17, KUBECTL, 1.33, 1.34 1.35, false",
        "S6, KUBECTL, 1.35, 1.35 1.36, true",
        "S6, KUBECTL, 1.36, 1.35 1.36, true",
        "S6, KUBECTL, 1.37, 1.35 1.36, false",
        "K19, KUBELET, 1.25, 1.29, false",
        "another major, KUBELET, 1.36, 2.0, false",
    })
    void aPartBesideApiServers(String scenario, Component part, String version, String servers, boolean allowed) {
        List<Minor> all = Stream.of(servers.split(" ")).map(Minor::parse).toList();

        Optional<SkewPolicy.Violation> violation = SkewPolicy.check(part, Minor.parse(version), all);

        assertEquals(allowed, violation.isEmpty(), () -> scenario + ": " + violation);
    }

    @ParameterizedTest(name = "{0}: kube-proxy {1} on a kubelet {2} is allowed: {3}")
    @CsvSource({
        "K15, 1.30, 1.34, false",
        "S4, 1.31, 1.34, true",
        "S4, 1.34, 1.31, true",
        "K16, 1.24, 1.27, false",
        "S4, 1.24, 1.26, true",
    })
    void kubeProxyOnItsNode(String scenario, String proxy, String kubelet, boolean allowed) {
        assertEquals(
                allowed,
                SkewPolicy.checkProxyOnNode(Minor.parse(proxy), Minor.parse(kubelet))
                        .isEmpty(),
                scenario);
    }

    @Test
    void K11_apiServersAreAtMostOneMinorApart() {
        assertTrue(
                SkewPolicy.checkApiServers(List.of(Minor.of(30), Minor.of(31))).isEmpty());
        assertTrue(
                SkewPolicy.checkApiServers(List.of(Minor.of(29), Minor.of(31))).isPresent());
    }

    @Test
    void theOldestKubeletAllowedStepsFromTwoToThreeAtItsOwn125() {
        assertEquals(Minor.of(24), SkewPolicy.oldestAllowed(Component.KUBELET, Minor.of(26)));
        assertEquals(Minor.of(25), SkewPolicy.oldestAllowed(Component.KUBELET, Minor.of(27)));
        assertEquals(Minor.of(25), SkewPolicy.oldestAllowed(Component.KUBELET, Minor.of(28)));
        assertEquals(Minor.of(26), SkewPolicy.oldestAllowed(Component.KUBELET, Minor.of(29)));
    }
}
