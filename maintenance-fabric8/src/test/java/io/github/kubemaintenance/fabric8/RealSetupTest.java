package io.github.kubemaintenance.fabric8;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.kubemaintenance.fabric8.mock.MockApiServer;
import io.github.kubemaintenance.mock.MockCluster;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** What is made ready for real servers works where there are none: on the mock API server without controllers. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RealSetupTest {
    private static final AtomicInteger AS_ADMIN = new AtomicInteger();
    private static final AtomicInteger BOUND = new AtomicInteger();
    private static MockApiServer server;
    private static KubernetesClient admin;
    private static KubernetesClient drainer;

    @BeforeAll
    static void start() throws InterruptedException {
        server = MockApiServer.builder(
                        MockCluster.builder().withoutControllers().build())
                .user("drainer")
                .start();
        admin = server.client();
        drainer = server.client("drainer");
        RealSetup.makeNode(admin, "worker-1");
        RealServers.grant(admin, "drainer", drainer);
    }

    @TestFactory
    Stream<DynamicTest> asAdministrator() {
        return RealServers.asAdministrator(admin, "worker-1", false, AS_ADMIN);
    }

    @TestFactory
    Stream<DynamicTest> boundToThePrintedRoles() {
        return RealServers.bound(admin, drainer, "worker-1", false, BOUND);
    }

    @AfterAll
    static void stop() {
        drainer.close();
        admin.close();
        server.close();
        assertTrue(AS_ADMIN.get() > 20 && BOUND.get() > 5, "as admin " + AS_ADMIN + ", bound " + BOUND);
    }
}
