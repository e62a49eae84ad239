package io.github.kubemaintenance.fabric8;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
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
    private static final Deque<AutoCloseable> TO_CLOSE = new ArrayDeque<>();
    private static KubernetesClient admin;
    private static KubernetesClient drainer;

    @BeforeAll
    @SuppressWarnings("NullAway") // set, or the class is not run
    static void start() throws Exception {
        RealApiServer server = RealApiServer.start(Path.of(System.getenv("KUBEBUILDER_ASSETS")));
        TO_CLOSE.push(server);
        admin = server.client("admin");
        TO_CLOSE.push(admin);
        drainer = server.client("drainer");
        TO_CLOSE.push(drainer);
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
    static void stop() throws Exception {
        while (!TO_CLOSE.isEmpty()) {
            TO_CLOSE.pop().close();
        }
        assertTrue(
                AS_ADMIN.get() > 20 && BOUND.get() > 5,
                "KUBEBUILDER_ASSETS is set, but of the contract only " + AS_ADMIN + " scenarios ran on it as"
                        + " administrator, and " + BOUND + " bound to the printed roles");
    }
}
