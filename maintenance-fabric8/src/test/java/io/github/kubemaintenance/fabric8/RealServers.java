package io.github.kubemaintenance.fabric8;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.kubemaintenance.cluster.AccessRights;
import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Call;
import io.github.kubemaintenance.cluster.DeleteOutcome;
import io.github.kubemaintenance.cluster.DocumentOutcome;
import io.github.kubemaintenance.cluster.EvictionOutcome;
import io.github.kubemaintenance.cluster.Interceptor;
import io.github.kubemaintenance.cluster.PatchOutcome;
import io.github.kubemaintenance.mock.contract.Contract;
import io.github.kubemaintenance.mock.contract.Scenario;
import io.github.kubemaintenance.mock.contract.Setup;
import io.github.kubemaintenance.model.Document;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;

/** The contract on servers that are really there: as the administrator, and bound to exactly the roles that we print. */
final class RealServers {
    static final String ROLE = "kube-maintenance-contract";

    /** The scenarios that fit, as the administrator. */
    static Stream<DynamicTest> asAdministrator(
            KubernetesClient admin, String node, boolean controllers, AtomicInteger ran) {
        return Contract.scenarios().stream()
                .map(scenario -> DynamicTest.dynamicTest(scenario.name(), () -> {
                    try (Setup setup = new RealSetup(admin, admin, Fabric8Cluster.of(admin), node, controllers)) {
                        Assumptions.assumeTrue(scenario.fits(setup), "needs " + scenario.needs());
                        scenario.run(setup);
                        ran.incrementAndGet();
                    }
                }));
    }

    /**
     * The scenarios that fit, as somebody who may do what the printed roles say. One that asks for more is left out; one
     * that is refused what the roles grant fails.
     */
    static Stream<DynamicTest> bound(
            KubernetesClient admin, KubernetesClient user, String node, boolean controllers, AtomicInteger ran) {
        AccessRights rights = AccessRights.drain().and(AccessRights.deletion());
        return Contract.scenarios().stream()
                .map(scenario -> DynamicTest.dynamicTest(scenario.name(), () -> {
                    Refusals refusals = new Refusals(rights);
                    try (Setup setup = new RealSetup(
                            admin,
                            user,
                            Fabric8Cluster.builder(user).interceptor(refusals).build(),
                            node,
                            controllers)) {
                        Assumptions.assumeTrue(scenario.fits(setup), "needs " + scenario.needs());
                        Assumptions.assumeFalse(
                                scenario.needs().contains(io.github.kubemaintenance.mock.contract.Need.API),
                                "goes past the backend");
                        run(scenario, setup, refusals);
                        ran.incrementAndGet();
                    }
                }));
    }

    private static void run(Scenario scenario, Setup setup, Refusals refusals) throws Exception {
        try {
            scenario.run(setup);
        } catch (Exception | AssertionError e) {
            Assumptions.assumeTrue(refusals.outside.isEmpty(), "asks for more than a drain: " + refusals.outside);
            throw e;
        }
        if (!refusals.inside.isEmpty()) {
            throw new AssertionError("refused, although the printed roles grant it: " + refusals.inside);
        }
    }

    /** Grants a user exactly the roles that we print, and waits until the server goes by them. */
    static void grant(KubernetesClient admin, String user, KubernetesClient his) throws InterruptedException {
        Http http = new Http(admin, java.time.Duration.ofSeconds(30));
        Document role = AccessRights.drain().and(AccessRights.deletion()).toClusterRole(ROLE);
        Document binding = Document.of("apiVersion", "rbac.authorization.k8s.io/v1")
                .with("ClusterRoleBinding", "kind")
                .with(ROLE, "metadata", "name")
                .with("rbac.authorization.k8s.io", "roleRef", "apiGroup")
                .with("ClusterRole", "roleRef", "kind")
                .with(ROLE, "roleRef", "name")
                .with(
                        List.of(Document.of("kind", "User")
                                .with("rbac.authorization.k8s.io", "apiGroup")
                                .with(user, "name")),
                        "subjects");
        revoke(admin);
        for (Document each : List.of(role, binding)) {
            Http.Reply made =
                    http.send("POST", collection(each.kind()), "application/json", each, java.time.Duration.ZERO);
            if (!made.isOk()) {
                throw new IllegalStateException(
                        made.problem().toFailure("create " + each.kind()).text());
            }
        }
        Http asHim = new Http(his, java.time.Duration.ofSeconds(30));
        long end = System.nanoTime() + java.time.Duration.ofMinutes(1).toNanos();
        // Access rules reach a server's authorizer a moment after they are written.
        for (Http.Reply seen = asHim.get("/api/v1/nodes"); !seen.isOk(); seen = asHim.get("/api/v1/nodes")) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        seen.problem().toFailure("list nodes as " + user).text());
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** Takes the roles away again; a role that isn't there is one less. */
    static void revoke(KubernetesClient admin) {
        Http http = new Http(admin, java.time.Duration.ofSeconds(30));
        for (String kind : List.of("ClusterRoleBinding", "ClusterRole")) {
            String path = collection(kind) + "/" + ROLE;
            Http.Reply gone = http.send("DELETE", path, "application/json", Document.empty(), java.time.Duration.ZERO);
            if (!gone.isOk() && gone.status() != 404) {
                throw new IllegalStateException(
                        gone.problem().toFailure("delete " + path).text());
            }
        }
    }

    private static String collection(String kind) {
        return "/apis/rbac.authorization.k8s.io/v1/" + kind.toLowerCase(java.util.Locale.ROOT) + "s";
    }

    /** Hears what is refused, and whether the printed roles grant it. */
    private static final class Refusals implements Interceptor {
        private final AccessRights rights;
        final Set<String> inside = new ConcurrentSkipListSet<>();
        final Set<String> outside = new ConcurrentSkipListSet<>();

        Refusals(AccessRights rights) {
            this.rights = rights;
        }

        @Override
        public <A> A around(Call<A> call, Next next) {
            try {
                A answer = next.proceed(call);
                if (isRefused(answer)) {
                    refused(call);
                }
                return answer;
            } catch (ApiException e) {
                if (e.failure().kind() == ApiFailure.Kind.FORBIDDEN) {
                    refused(call);
                }
                throw e;
            }
        }

        private static boolean isRefused(Object answer) {
            if (answer instanceof EvictionOutcome.Forbidden forbidden) {
                return forbidden.message().contains("cannot create resource");
            } else if (answer instanceof DeleteOutcome.Failed failed) {
                return failed.failure().kind() == ApiFailure.Kind.FORBIDDEN;
            } else if (answer instanceof PatchOutcome.Failed<?> failed) {
                return failed.failure().kind() == ApiFailure.Kind.FORBIDDEN;
            }
            return answer instanceof DocumentOutcome.Failed failed
                    && failed.why().kind() == ApiFailure.Kind.FORBIDDEN;
        }

        private void refused(Call<?> call) {
            String[] words = call.describe().split(" ", 3);
            boolean granted = words.length > 1 && rights.allow(words[0], words[1]);
            (granted ? inside : outside).add(call.describe());
        }
    }

    private RealServers() {}
}
