package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.RestCaller;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** May somebody do something? By the roles and bindings in the cluster, as RBAC decides; whoever is no one's may nothing. */
final class AccessRules {
    private static final String GROUP = "rbac.authorization.k8s.io";
    private static final Kind<KubeDocument> CLUSTER_ROLES =
            Kind.document(GROUP, "v1", "clusterroles", "ClusterRole", false);
    private static final Kind<KubeDocument> CLUSTER_BINDINGS =
            Kind.document(GROUP, "v1", "clusterrolebindings", "ClusterRoleBinding", false);
    private static final Kind<KubeDocument> ROLES = Kind.document(GROUP, "v1", "roles", "Role", true);
    private static final Kind<KubeDocument> BINDINGS = Kind.document(GROUP, "v1", "rolebindings", "RoleBinding", true);

    private final World world;

    AccessRules(World world) {
        this.world = world;
    }

    /**
     * What is asked for.
     *
     * @param verb as rules name it
     * @param group API group
     * @param resource with its subresource
     * @param namespace empty for the cluster scope
     * @param name empty for none
     */
    record Access(String verb, String group, String resource, String namespace, String name) {}

    boolean allow(RestCaller caller, Access access) {
        if (caller.groups().contains(RestCaller.MASTERS)) {
            return true;
        }
        for (KubeDocument binding : world.all(CLUSTER_BINDINGS)) {
            if (binds(binding.document(), caller, "") && grants(binding.document(), "", access)) {
                return true;
            }
        }
        if (access.namespace().isEmpty()) {
            return false;
        }
        for (KubeDocument binding : world.in(BINDINGS, access.namespace())) {
            if (binds(binding.document(), caller, access.namespace())
                    && grants(binding.document(), access.namespace(), access)) {
                return true;
            }
        }
        return false;
    }

    /** The rules that hold for somebody in a namespace, as roles write them. */
    List<Document> rulesOf(RestCaller caller, String namespace) {
        List<Document> rules = new ArrayList<>();
        if (caller.groups().contains(RestCaller.MASTERS)) {
            rules.add(Document.of("verbs", List.of("*"))
                    .with(List.of("*"), "apiGroups")
                    .with(List.of("*"), "resources"));
        }
        for (KubeDocument binding : world.all(CLUSTER_BINDINGS)) {
            if (binds(binding.document(), caller, "")) {
                role(binding.document(), "").ifPresent(role -> rules.addAll(role.documents("rules")));
            }
        }
        for (KubeDocument binding : world.in(BINDINGS, namespace)) {
            if (binds(binding.document(), caller, namespace)) {
                role(binding.document(), namespace).ifPresent(role -> rules.addAll(role.documents("rules")));
            }
        }
        return rules;
    }

    private static boolean binds(Document binding, RestCaller caller, String namespace) {
        return binding.documents("subjects").stream().anyMatch(subject -> {
            String name = subject.text("name").orElse("");
            return switch (subject.text("kind").orElse("")) {
                case "User" -> name.equals(caller.user());
                case "Group" -> caller.groups().contains(name);
                case "ServiceAccount" ->
                    caller.user()
                            .equals("system:serviceaccount:"
                                    + subject.text("namespace").orElse(namespace) + ":" + name);
                default -> false;
            };
        });
    }

    private boolean grants(Document binding, String namespace, Access access) {
        return role(binding, namespace)
                .filter(role -> role.documents("rules").stream().anyMatch(rule -> matches(rule, access)))
                .isPresent();
    }

    private Optional<Document> role(Document binding, String namespace) {
        Document reference = binding.at("roleRef");
        String name = reference.text("name").orElse("");
        return (reference.text("kind").orElse("").equals("Role")
                        ? world.find(ROLES, namespace, name)
                        : world.find(CLUSTER_ROLES, "", name))
                .map(KubeDocument::document);
    }

    private static boolean matches(Document rule, Access access) {
        List<String> names = rule.texts("resourceNames");
        int slash = access.resource().indexOf('/');
        List<String> resources = rule.texts("resources");
        return holds(rule.texts("verbs"), access.verb())
                && holds(rule.texts("apiGroups"), access.group())
                && (holds(resources, access.resource())
                        || (slash > 0
                                && resources.contains("*" + access.resource().substring(slash))))
                && (names.isEmpty() || (!access.name().isEmpty() && names.contains(access.name())));
    }

    private static boolean holds(List<String> all, String one) {
        return all.contains("*") || all.contains(one);
    }
}
