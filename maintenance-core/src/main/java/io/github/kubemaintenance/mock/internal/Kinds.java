package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Finds the kind of an object that is only known by apiVersion and kind. */
final class Kinds {
    private static final List<Kind<?>> KNOWN = known();
    private static final Set<String> CLUSTER_WIDE = Set.of(
            "APIService",
            "CSIDriver",
            "CSINode",
            "ClusterRole",
            "ClusterRoleBinding",
            "CustomResourceDefinition",
            "EC2NodeClass",
            "FlowSchema",
            "IngressClass",
            "NodeClaim",
            "NodePool",
            "Provisioner",
            "MutatingWebhookConfiguration",
            "PriorityClass",
            "PriorityLevelConfiguration",
            "RuntimeClass",
            "StorageClass",
            "ValidatingAdmissionPolicy",
            "ValidatingAdmissionPolicyBinding",
            "ValidatingWebhookConfiguration");

    /** Asked for every object of a big cluster. */
    private static final Map<Kind<?>, Boolean> BUILT_IN = new ConcurrentHashMap<>();

    private Kinds() {}

    private static List<Kind<?>> known() {
        List<Kind<?>> all = new ArrayList<>(List.of(
                Kind.NODES,
                Kind.PODS,
                Kind.BUDGETS,
                Kind.NAMESPACES,
                Kind.AUTOSCALERS,
                Kind.VOLUMES,
                Kind.VOLUME_CLAIMS,
                Kind.VOLUME_ATTACHMENTS,
                Kind.LEASES));
        all.addAll(Kind.workloads());
        return List.copyOf(all);
    }

    /** The kinds that the simulator knows from the start. */
    static List<Kind<?>> all() {
        return KNOWN;
    }

    /** Whether it is Kubernetes' own, not a custom resource. */
    static boolean isBuiltIn(Kind<?> kind) {
        return BUILT_IN.computeIfAbsent(kind, Kinds::isListed);
    }

    private static boolean isListed(Kind<?> kind) {
        return ApiResources.builtIn().stream()
                .anyMatch(each ->
                        each.group().equals(kind.group()) && each.plural().equals(kind.plural()));
    }

    /** The kind as this world keeps it, whatever type its objects were asked for as. */
    static Kind<?> kept(Kind<?> kind) {
        return KNOWN.stream().filter(kind::equals).findFirst().orElse(kind);
    }

    /** The kind of an object in a world, which may have it by a definition. */
    static Kind<?> of(World world, String apiVersion, String kind) {
        Optional<Kind<?>> own = ApiResources.builtIn(apiVersion, kind);
        if (own.isPresent()) {
            return own.get();
        }
        return ApiResources.of(world).stream()
                .filter(each -> each.kind().equals(kind) && each.groupVersion().equals(apiVersion))
                .findFirst()
                .<Kind<?>>map(ApiResources.Resource::toKind)
                .orElseGet(() -> of(apiVersion, kind));
    }

    static Kind<?> of(String apiVersion, String kind) {
        int slash = apiVersion.indexOf('/');
        String group = slash < 0 ? "" : apiVersion.substring(0, slash);
        for (Kind<?> each : KNOWN) {
            if (each.group().equals(group) && each.kind().equals(kind)) {
                return each;
            }
        }
        return Kind.document(group, apiVersion.substring(slash + 1), plural(kind), kind, !CLUSTER_WIDE.contains(kind));
    }

    /** The usual English plural; the simulator only needs it to be the same each time. */
    private static String plural(String kind) {
        String lower = kind.toLowerCase(Locale.ROOT);
        if (lower.endsWith("points") || lower.endsWith("metrics")) {
            return lower;
        } else if (lower.endsWith("s") || lower.endsWith("x") || lower.endsWith("ch")) {
            return lower + "es";
        }
        return lower.endsWith("y") && !lower.endsWith("ay") && !lower.endsWith("ey")
                ? lower.substring(0, lower.length() - 1) + "ies"
                : lower + "s";
    }
}
