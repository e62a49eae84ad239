package io.github.kubemaintenance.fabric8;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * The contract on a real kube-apiserver, when KUBEBUILDER_ASSETS names a folder with {@code kube-apiserver} and {@code
 * etcd}. If it is set, it has to run.
 */
@EnabledIfEnvironmentVariable(named = "KUBEBUILDER_ASSETS", matches = ".+")
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ContractOnRealApiServerTest {
    private static final AtomicInteger AS_ADMIN = new AtomicInteger();
    private static final AtomicInteger BOUND = new AtomicInteger();
    private static RealApiServer server;
    private static KubernetesClient admin;
    private static KubernetesClient drainer;

    @BeforeAll
    @SuppressWarnings("NullAway") // set, or the class is not run
    static void start() throws Exception {
        server = RealApiServer.start(Path.of(System.getenv("KUBEBUILDER_ASSETS")));
        admin = server.client("admin");
        drainer = server.client("drainer");
        RealSetup.makeNode(admin, "worker-1");
        RealServers.grant(admin, "drainer");
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
        try {
            assertTrue(AS_ADMIN.get() > 0 && BOUND.get() > 0, "KUBEBUILDER_ASSETS is set, but nothing was run on it");
        } finally {
            drainer.close();
            admin.close();
            server.close();
        }
    }
}
