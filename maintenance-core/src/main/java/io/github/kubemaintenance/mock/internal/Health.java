package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.mock.RestReply;
import io.github.kubemaintenance.mock.RestRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What {@code /readyz}, {@code /livez} and {@code /healthz} say: the checks of a kube-apiserver 1.34. */
final class Health {
    private static final String HOOK = "poststarthook/";
    private static final List<String> HOOKS = List.of(
            HOOK + "start-apiserver-admission-initializer",
            HOOK + "generic-apiserver-start-informers",
            HOOK + "priority-and-fairness-config-consumer",
            HOOK + "priority-and-fairness-filter",
            HOOK + "storage-object-count-tracker-hook",
            HOOK + "start-apiextensions-informers",
            HOOK + "start-apiextensions-controllers",
            HOOK + "crd-informer-synced",
            HOOK + "start-system-namespaces-controller",
            HOOK + "start-cluster-authentication-info-controller",
            HOOK + "start-kube-apiserver-identity-lease-controller",
            HOOK + "start-kube-apiserver-identity-lease-garbage-collector",
            HOOK + "start-legacy-token-tracking-controller",
            HOOK + "start-service-ip-repair-controllers",
            HOOK + "rbac/bootstrap-roles",
            HOOK + "scheduling/bootstrap-system-priority-classes",
            HOOK + "priority-and-fairness-config-producer",
            HOOK + "bootstrap-controller",
            HOOK + "start-kubernetes-service-cidr-controller",
            HOOK + "start-kube-aggregator-informers",
            HOOK + "apiservice-status-local-available-controller",
            HOOK + "apiservice-status-remote-available-controller",
            HOOK + "apiservice-registration-controller",
            HOOK + "apiservice-wait-for-first-sync",
            HOOK + "apiservice-discovery-controller",
            HOOK + "kube-apiserver-autoregistration",
            "autoregister-completion",
            HOOK + "apiservice-openapi-controller",
            HOOK + "apiservice-openapiv3-controller");
    private static final Set<String> PATHS = Set.of("readyz", "livez", "healthz");

    private Health() {}

    /** Answers a question after the server's health; empty where it is none. */
    static Optional<RestReply> answer(RestRequest request, Set<String> failed) {
        String[] parts = request.path().split("/", 3);
        if (parts.length < 2 || !PATHS.contains(parts[1])) {
            return Optional.empty();
        }
        List<String> checks = checks(parts[1]);
        if (parts.length > 2 && !parts[2].isEmpty()) {
            return checks.contains(parts[2]) ? Optional.of(one(parts[2], failed)) : Optional.empty();
        }
        boolean ok = checks.stream().noneMatch(failed::contains);
        if (ok && !request.query().containsKey("verbose")) {
            return Optional.of(RestReply.text(200, "ok", Optional.empty()));
        }
        StringBuilder text = new StringBuilder();
        for (String check : checks) {
            text.append(
                    failed.contains(check) ? "[-]" + check + " failed: reason withheld\n" : "[+]" + check + " ok\n");
        }
        text.append(parts[1]).append(ok ? " check passed\n" : " check failed\n");
        return Optional.of(RestReply.text(ok ? 200 : 500, text.toString(), Optional.empty()));
    }

    private static RestReply one(String check, Set<String> failed) {
        return failed.contains(check)
                ? RestReply.text(500, "internal server error: " + check + " failed\n", Optional.empty())
                : RestReply.text(200, "ok", Optional.empty());
    }

    private static List<String> checks(String path) {
        List<String> all = new ArrayList<>(List.of("ping", "log"));
        all.add(path.equals("readyz") ? "informer-sync" : "etcd");
        all.addAll(HOOKS);
        if (path.equals("readyz")) {
            all.add("shutdown");
        }
        return all;
    }
}
