package io.github.kubemaintenance.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.kubemaintenance.model.Document;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class CleaningTest {
    @TestFactory
    @SuppressWarnings("unchecked") // a tree of maps with text as keys
    Stream<DynamicTest> everyFieldOfTheListIsTakenAwayAndItsNeighbourStays() {
        return ServerSetFields.all().stream()
                .map(field -> dynamicTest(field.toString(), () -> {
                    String resource = field.resource().equals("*") ? "things.example.com" : field.resource();
                    Object value = Map.of(field.path().get(field.path().size() - 1), "set", "neighbour", "kept");
                    for (int i = field.path().size() - 2; i >= 0; i--) {
                        value = field.path().get(i).equals("[]")
                                ? List.of(value)
                                : Map.of(field.path().get(i), value);
                    }
                    Document object = Document.of((Map<String, ?>) value);

                    Document stripped = ServerSetFields.strip(resource, object, Set.of());

                    assertNotEquals(object, stripped);
                    assertFalse(stripped.toString().contains("\"set\""), stripped::toString);
                    assertTrue(stripped.toString().contains("kept"), stripped::toString);
                    assertEquals(
                            object,
                            ServerSetFields.strip(resource, object, Set.copyOf(List.of(field.category(), "always"))));
                }));
    }

    @Test
    void anObjectWithNothingSetByTheServerStaysAsItIs() {
        Document map = Samples.map("shop", "a", "1");
        assertEquals(map, Cleaning.clean("configmaps", map, false));
    }

    @Test
    void aHeadlessServiceStaysHeadlessAndAnAppliedNodePortStays() {
        Document service = Samples.object("v1", "Service", "shop", "db")
                .with("None", "spec", "clusterIP")
                .with(List.of("None"), "spec", "clusterIPs")
                .with(
                        List.of(
                                Document.of("port", 1).with(30001, "nodePort"),
                                Document.of("port", 2).with(30002, "nodePort")),
                        "spec",
                        "ports")
                .with(
                        "{\"spec\":{\"ports\":[{\"port\":1,\"nodePort\":30001}]}}",
                        "metadata",
                        "annotations",
                        "kubectl.kubernetes.io/last-applied-configuration");

        Document clean = Cleaning.clean("services", service, false);

        assertEquals(Optional.of("None"), clean.text("spec", "clusterIP"));
        assertEquals(
                Optional.of(30001L), clean.documents("spec", "ports").get(0).number("nodePort"));
        assertFalse(clean.documents("spec", "ports").get(1).has("nodePort"));
        assertEquals(
                service.at("spec"), Cleaning.clean("services", service, true).at("spec"));
    }

    @Test
    void ownersAreKeptByNameBecauseUidsMeanNothingElsewhere() {
        Document owned = Samples.map("shop", "a", "1")
                .with(
                        List.of(Document.of("apiVersion", "example.com/v1")
                                .with("Till", "kind")
                                .with("front", "name")
                                .with("uid-7", "uid")),
                        "metadata",
                        "ownerReferences");

        Document clean = Cleaning.clean("configmaps", owned, false);

        assertFalse(clean.has("metadata", "ownerReferences"));
        String owners = clean.text("metadata", "annotations", Cleaning.OWNERS).orElseThrow();
        assertTrue(owners.contains("front"), owners);
        assertFalse(owners.contains("uid-7"), owners);
    }

    @Test
    void aPodLosesItsNodeAndItsToken() {
        Document mount = Document.of("name", "kube-api-access-x")
                .with("/var/run/secrets/kubernetes.io/serviceaccount", "mountPath");
        Document pod = Samples.object("v1", "Pod", "shop", "a")
                .with("worker-1", "spec", "nodeName")
                .with(List.of(Document.of("name", "kube-api-access-x")), "spec", "volumes")
                .with(List.of(Document.of("name", "c").with(List.of(mount), "volumeMounts")), "spec", "containers");

        Document clean = Cleaning.clean("pods", pod, false);

        assertEquals("{\"containers\":[{\"name\":\"c\"}]}", clean.at("spec").toString());
    }

    @Test
    void namesBecomeFileNamesThatEveryFileSystemTellsApart() {
        assertEquals("web-1.v2", FileNames.safe("web-1.v2"));
        assertEquals("system%3anode", FileNames.safe("system:node"));
        assertNotEquals(FileNames.safe("Reader").toLowerCase(Locale.ROOT), FileNames.safe("reader"));
        assertEquals("%63on", FileNames.safe("con"));
        assertEquals("%63om1.x", FileNames.safe("com1.x"));
        assertEquals("a%2e", FileNames.safe("a."));
        assertEquals("%2e.", FileNames.safe("..").replace("%2e%2e", "%2e."));
        assertEquals("a%2fb", FileNames.safe("a/b"));
        String one = "x".repeat(253);
        String other = "x".repeat(252) + "y";
        assertNotEquals(FileNames.safe(one), FileNames.safe(other));
        assertTrue(FileNames.safe(one).length() < 220);
    }
}
