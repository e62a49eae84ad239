package io.github.kubemaintenance.upgrade;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** E02 to E04: the same counts as kubeadm's own tests of its policy. */
class KubeadmPolicyTest {
    @ParameterizedTest
    @CsvSource({
        // cluster, target, kubeadm, kubelet, allow rc, allow experimental, mandatory, skippable
        "1.12.3, 1.10.10, 1.12.3, 1.12.3, false, false, 1, 1",
        "1.11.3, 1.13.0, 1.13.0, 1.11.3, false, false, 1, 0",
        "1.14.3, 1.15.0, 1.15.0, 1.12.3, false, false, 0, 0",
        "1.14.3, 1.15.0, 1.15.0, 1.11.3, false, false, 0, 1",
        "1.13.0, 1.13.0, 1.13.0, 1.10.8, false, false, 0, 0",
        "1.13.0, 1.14.0, 1.14.0, 1.10.8, false, false, 0, 1",
        "1.12.0, 1.13.0-beta.1, 1.13.0-beta.1, 1.12.0, true, false, 0, 1",
        "1.12.0, 1.13.0-rc.1, 1.13.0-rc.1, 1.12.0, true, false, 0, 0",
        "1.12.0, 1.13.0-rc.1, 1.13.0-rc.1, 1.12.0, false, true, 0, 0",
        "1.33.1, 1.33.5, 1.33.1, 1.33.1, false, false, 0, 1",
        "1.32.1, 1.33.1, 1.34.1, 1.32.1, false, false, 0, 1",
        "1.32.1, 1.33.1, 1.32.1, 1.32.1, false, false, 1, 0",
        "1.31.1, 1.32.1, 1.34.1, 1.31.1, false, false, 1, 1",
    })
    void counts(
            String cluster,
            String target,
            String kubeadm,
            String kubelet,
            boolean candidates,
            boolean experimental,
            int mandatory,
            int skippable) {
        KubeadmPolicy.Verdict verdict = KubeadmPolicy.check(
                A.version(cluster),
                A.version(target),
                A.version(kubeadm),
                java.util.List.of(A.version(kubelet)),
                candidates,
                experimental);

        assertEquals(mandatory, verdict.mandatory().size(), verdict::toString);
        assertEquals(skippable, verdict.skippable().size(), verdict::toString);
    }
}
