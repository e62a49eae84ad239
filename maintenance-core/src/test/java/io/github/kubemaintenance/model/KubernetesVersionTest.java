package io.github.kubemaintenance.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.model.KubernetesVersion.Stage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KubernetesVersionTest {
    @ParameterizedTest
    @CsvSource({
        "v1.29.4, 1.29, 4, RELEASE, 0, '', 1.29.4",
        "1.30.0-rc.1, 1.30, 0, RC, 1, '', 1.30.0-rc.1",
        "v1.31.9-eks-5d4a308, 1.31, 9, RELEASE, 0, -eks-5d4a308, 1.31.9-eks-5d4a308",
        "1.30.5-gke.1014001, 1.30, 5, RELEASE, 0, -gke.1014001, 1.30.5-gke.1014001",
        "v1.29.3+k3s1, 1.29, 3, RELEASE, 0, +k3s1, 1.29.3+k3s1",
        "v1.29.3-rc1+k3s1, 1.29, 3, RC, 1, +k3s1, 1.29.3-rc.1+k3s1",
        "v1.31.0-alpha.3.264+58c0c0c, 1.31, 0, ALPHA, 3, .264+58c0c0c, 1.31.0-alpha.3.264+58c0c0c",
        "1.27+, 1.27, -1, RELEASE, 0, '', 1.27",
        "1.10, 1.10, -1, RELEASE, 0, '', 1.10",
        "1.29.3-1.1, 1.29, 3, RELEASE, 0, -1.1, 1.29.3-1.1",
    })
    void the_usual_forms_are_read(
            String text, String minor, int patch, Stage stage, int number, String vendor, String written) {
        KubernetesVersion version = KubernetesVersion.parse(text);
        assertEquals(Minor.parse(minor), version.minor());
        assertEquals(patch < 0 ? OptionalInt.empty() : OptionalInt.of(patch), version.patch());
        assertEquals(stage, version.stage());
        assertEquals(number, version.stageNumber());
        assertEquals(vendor, version.vendor());
        assertEquals(written, version.toString());
        assertEquals(version, KubernetesVersion.parse(written));
        assertEquals(version.hashCode(), KubernetesVersion.parse(written).hashCode());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "v",
                "1",
                "1.",
                "1.x",
                "one.two",
                "1.29.",
                "1.29.4.5",
                "1.29.4-",
                "1.29.4+",
                "1.029.4",
                "01.29",
                "1.29.4 ",
                " 1.29.4",
                "vv1.29.4",
                "1.29.4-rc",
                "1.29.4-alpha.x",
                "1.29.99999",
                "-1.29",
                "1.29.4-eks 1",
                "1.29-rc.1",
                "1.29.4\n"
            })
    void anything_else_is_refused_by_name(String text) {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> KubernetesVersion.parse(text));
        assertTrue(refusal.getMessage().contains("'" + text + "'"), refusal.getMessage());
    }

    @Test
    void prereleases_come_before_their_release_and_minors_are_numbers() {
        List<String> ordered = List.of(
                "1.9",
                "1.9.11",
                "1.10",
                "1.10.0-alpha.1",
                "1.10.0-alpha.2",
                "1.10.0-alpha.10",
                "1.10.0-beta.0",
                "1.10.0-rc.1",
                "1.10.0-rc.2",
                "1.10.0",
                "1.10.0+k3s1",
                "1.10.1-rc.0",
                "1.10.1",
                "1.10.10",
                "2.0.0");
        List<KubernetesVersion> shuffled = new ArrayList<>();
        ordered.forEach(text -> shuffled.add(KubernetesVersion.parse(text)));
        Collections.shuffle(shuffled, new Random(11));
        Collections.sort(shuffled);
        assertEquals(ordered, shuffled.stream().map(KubernetesVersion::toString).toList());
    }

    @Test
    void a_vendors_build_is_the_same_release_but_another_version() {
        KubernetesVersion plain = KubernetesVersion.parse("v1.31.9");
        KubernetesVersion eks = KubernetesVersion.parse("v1.31.9-eks-5d4a308");
        assertTrue(plain.isSameReleaseAs(eks));
        assertFalse(plain.equals(eks));
        assertTrue(plain.compareTo(eks) < 0);
        assertFalse(plain.isSameReleaseAs(KubernetesVersion.parse("1.31.9-rc.1")));
        assertEquals(plain, KubernetesVersion.of(Minor.of(31), 9));
        assertThrows(IllegalArgumentException.class, () -> KubernetesVersion.of(Minor.of(31), -1));
    }

    @Test
    void every_kubelet_in_the_dumps_is_read() {
        long nodes = RealObjects.all().stream()
                .map(RealObjects.Found::object)
                .filter(object -> object.kind().equals("Node"))
                .map(object -> KubernetesVersion.parse(Node.of(object).kubeletVersion()))
                .filter(version -> version.minor().compareTo(Minor.of(25)) > 0)
                .count();
        assertTrue(nodes > 20, "nodes: " + nodes);
    }
}
