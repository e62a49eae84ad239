package io.github.kubemaintenance.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.backup.RestoredObject.Result;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.Fault;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeDocument;
import io.github.kubemaintenance.model.Outcome;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cluster IPs and node ports that a backup keeps, where another Service has them. */
class AddressTest {
    private static final Kind<KubeDocument> SERVICES = Kind.document("", "v1", "services", "Service", true);

    @TempDir
    Path folder;

    private static Document service(String name, String address) {
        return Samples.object("v1", "Service", "shop", name)
                .with(address, "spec", "clusterIP")
                .with(List.of(address), "spec", "clusterIPs");
    }

    private static Document nodePort(String name) {
        return service(name, "10.0.0.9")
                .with(List.of(Document.of("port", 80).with(30080, "nodePort")), "spec", "ports");
    }

    private RestoreRequest restore(MockCluster target, Document... services) {
        MockCluster origin = MockCluster.builder().objects(List.of(services)).build();
        SaveRequest.of(origin, folder.resolve("b")).keepAddresses().overwrite().run();
        return RestoreRequest.of(target, folder.resolve("b"));
    }

    @Test
    void aClusterAddressThatIsTakenIsExplainedAndTheRestIsRestored() {
        MockCluster target = MockCluster.builder()
                .objects(List.of(service("other", "10.0.0.7")))
                .build();
        RestoreRequest request = restore(target, service("taken", "10.0.0.7"), service("free", "10.0.0.8"));
        RestoreReport report =
                assertThrows(RestoreException.class, request::run).report();
        assertEquals(1, report.objects(Result.FAILED).size(), report::toString);
        String why = report.objects(Result.FAILED).get(0).text();
        assertTrue(why.contains("provided IP is already allocated") && why.contains("newAddresses()"), why);
        Document kept = target.find(SERVICES, "shop/free").orElseThrow().document();
        assertEquals(Optional.of("10.0.0.8"), kept.text("spec", "clusterIP"));

        assertEquals(Outcome.COMPLETED, request.newAddresses().run().outcome());
        Document fresh = target.find(SERVICES, "shop/taken").orElseThrow().document();
        assertFalse(fresh.text("spec", "clusterIP").equals(Optional.of("10.0.0.7")), fresh::toString);
    }

    @Test
    void aNodePortThatIsTakenIsExplainedAndTheRestIsRestored() {
        MockCluster target = MockCluster.builder().build();
        for (String message :
                List.of("provided port is already allocated", "provided port is not in the valid range")) {
            target.inject(Fault.error(
                            422,
                            "Invalid",
                            "Service \"web\" is invalid: spec.ports[0].nodePort: Invalid value: 30080: " + message)
                    .on("create", "services")
                    .forObject("shop/web")
                    .times(1));
            RestoreReport report = assertThrows(
                            RestoreException.class, () -> restore(target, nodePort("web"), service("x", "10.0.0.8"))
                                    .run())
                    .report();
            String why = report.objects(Result.FAILED).get(0).text();
            assertTrue(why.contains(message) && why.contains("newAddresses()"), why);
            assertTrue(target.find(SERVICES, "shop/x").isPresent());
            target.remove(SERVICES, "shop/x");
        }
        restore(target, nodePort("web"), service("headless", "None"))
                .newAddresses()
                .run();
        Document web = target.find(SERVICES, "shop/web").orElseThrow().document();
        assertFalse(web.documents("spec", "ports").get(0).has("nodePort"), web::toString);
        Document headless = target.find(SERVICES, "shop/headless").orElseThrow().document();
        assertEquals(Optional.of("None"), headless.text("spec", "clusterIP"));
    }
}
