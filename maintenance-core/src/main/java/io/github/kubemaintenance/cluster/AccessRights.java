package io.github.kubemaintenance.cluster;

import io.github.kubemaintenance.cluster.AccessRight.Need;
import io.github.kubemaintenance.model.Document;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which rights an operation wants on a server: no more than it uses, and those it can do without apart from those it
 * can't. Tests hold it against the requests that are really sent, and take every right away once. Immutable.
 *
 * @param rights the rights, those required first
 */
public record AccessRights(List<AccessRight> rights) {
    public AccessRights {
        rights = List.copyOf(rights);
    }

    /**
     * Returns what a cordon and an uncordon want.
     *
     * @return the rights
     */
    public static AccessRights cordon() {
        return new AccessRights(List.of(required(Kind.NODES.resource(), "read and cordon the node", "get", "patch")));
    }

    /**
     * Returns what a drain wants, its plan and the wait for replacements included.
     *
     * @return the rights
     */
    public static AccessRights drain() {
        String owners = "say whether pods that go together have others beside them, and wait for the replacements";
        return new AccessRights(List.of(
                required(Kind.NODES.resource(), "read and cordon the node", "get", "patch"),
                required(Kind.PODS.resource(), "find the node's pods and see them go", "list", "watch"),
                required("pods/eviction", "evict pods", "create"),
                required(Kind.DAEMON_SETS.resource(), "tell a DaemonSet's pods from those it left behind", "get"),
                optional(
                        Kind.BUDGETS.resource(),
                        "name the budget that blocks, tell not now from never, evict when it opens instead of guessing",
                        "list",
                        "watch"),
                optional(Kind.NODES.resource(), "say whether the replacements find another node", "list"),
                optional(
                        Kind.AUTOSCALERS.resource(),
                        "tell a budget that wants every replica from one that an autoscaler can meet",
                        "list"),
                optional(Kind.REPLICA_SETS.resource(), owners, "get", "list", "watch"),
                optional(Kind.STATEFUL_SETS.resource(), owners, "get", "list", "watch"),
                optional(Kind.REPLICATION_CONTROLLERS.resource(), owners, "get", "list", "watch"),
                optional(Kind.JOBS.resource(), "wait for the replacements of a Job's pods", "list", "watch")));
    }

    /**
     * Returns what a drain wants beside that if it deletes past all budgets, with {@code disableEviction()} or
     * {@code deletePastBudgetsAfter()}.
     *
     * @return the rights
     */
    public static AccessRights deletion() {
        return new AccessRights(List.of(required(Kind.PODS.resource(), "delete pods past all budgets", "delete")));
    }

    /**
     * Returns what a cycle or roll wants beside that if it writes Events on nodes, with {@code publishingNodeEvents()}.
     *
     * @return the rights
     */
    public static AccessRights nodeEvents() {
        return new AccessRights(List.of(required("events", "write an Event on the node at each step", "create")));
    }

    /**
     * Returns what acting on hosts through privileged pods wants, in the namespace of those pods alone. Whoever has these
     * rights in a namespace that admits privileged pods is root on every node: grant them for an upgrade, and take them
     * back after it.
     *
     * @return the rights
     */
    public static AccessRights hostPods() {
        return new AccessRights(List.of(
                required(
                        Kind.PODS.resource(),
                        "make a pod on the node, see it start, find it again, remove it",
                        "create",
                        "list",
                        "watch",
                        "delete"),
                required("pods/exec", "start and watch units of systemd through it", "get", "create")));
    }

    /**
     * Returns what a copy of the cluster wants, and so a rehearsal. Nothing of it is written.
     *
     * @return the rights
     */
    public static AccessRights copy() {
        List<AccessRight> all = new ArrayList<>();
        all.add(required(Kind.NODES.resource(), "copy the nodes", "list"));
        all.add(required(Kind.PODS.resource(), "copy the pods", "list"));
        for (Kind<?> kind : List.of(
                Kind.NAMESPACES,
                Kind.BUDGETS,
                Kind.DEPLOYMENTS,
                Kind.REPLICA_SETS,
                Kind.STATEFUL_SETS,
                Kind.DAEMON_SETS,
                Kind.JOBS,
                Kind.REPLICATION_CONTROLLERS,
                Kind.AUTOSCALERS,
                Kind.VOLUMES,
                Kind.VOLUME_CLAIMS)) {
            all.add(optional(kind.resource(), "rehearse with what they do", "list"));
        }
        return new AccessRights(all);
    }

    private static AccessRight required(String resource, String purpose, String... verbs) {
        return new AccessRight(resource, List.of(verbs), Need.REQUIRED, purpose);
    }

    private static AccessRight optional(String resource, String purpose, String... verbs) {
        return new AccessRight(resource, List.of(verbs), Need.OPTIONAL, purpose);
    }

    /**
     * Returns the rights of one need.
     *
     * @param need which
     * @return those
     */
    public AccessRights only(Need need) {
        return new AccessRights(
                rights.stream().filter(right -> right.need() == need).toList());
    }

    /**
     * Adds the rights of another operation.
     *
     * @param other its rights
     * @return both; what one of them requires is required
     */
    public AccessRights and(AccessRights other) {
        List<AccessRight> all = new ArrayList<>(only(Need.REQUIRED).rights);
        all.addAll(other.only(Need.REQUIRED).rights);
        all.addAll(only(Need.OPTIONAL).rights);
        all.addAll(other.only(Need.OPTIONAL).rights);
        return new AccessRights(all);
    }

    /**
     * Tells whether a request is among the rights.
     *
     * @param verb as access rules name it
     * @param resource as access rules name it, with its group
     * @return true if it is
     */
    public boolean allow(String verb, String resource) {
        return rights.stream()
                .anyMatch(right ->
                        right.resource().equals(resource) && right.verbs().contains(verb));
    }

    /**
     * Writes a ClusterRole that grants the rights and nothing else.
     *
     * @param name name of the role
     * @return kind ClusterRole of rbac.authorization.k8s.io/v1; one rule for each resource, in the order of the rights
     */
    public Document toClusterRole(String name) {
        return role("ClusterRole").with(name, "metadata", "name").with(rules(), "rules");
    }

    /**
     * Writes a Role that grants the rights in one namespace and nothing else.
     *
     * @param namespace the namespace
     * @param name name of the role
     * @return kind Role of rbac.authorization.k8s.io/v1; one rule for each resource, in the order of the rights
     */
    public Document toRole(String namespace, String name) {
        return role("Role")
                .with(name, "metadata", "name")
                .with(namespace, "metadata", "namespace")
                .with(rules(), "rules");
    }

    private static Document role(String kind) {
        return Document.of("apiVersion", "rbac.authorization.k8s.io/v1").with(kind, "kind");
    }

    private List<Document> rules() {
        Map<String, Set<String>> verbs = new LinkedHashMap<>();
        rights.forEach(right -> verbs.computeIfAbsent(right.resource(), r -> new LinkedHashSet<>())
                .addAll(right.verbs()));
        List<Document> rules = new ArrayList<>();
        verbs.forEach((resource, allowed) -> {
            AccessRight right = new AccessRight(resource, List.copyOf(allowed), Need.REQUIRED, "");
            rules.add(Document.of("apiGroups", List.of(right.group()))
                    .with(List.of(right.plural()), "resources")
                    .with(right.verbs(), "verbs"));
        });
        return rules;
    }

    /**
     * Returns a table of Markdown.
     *
     * @return a line for each right, what it is for or what it improves
     */
    public String toMarkdown() {
        StringBuilder text = new StringBuilder("| right | | what for |\n|---|---|---|\n");
        rights.forEach(right -> text.append("| ")
                .append(String.join(", ", right.verbs()))
                .append(" `")
                .append(right.resource())
                .append("` | ")
                .append(right.need() == Need.REQUIRED ? "required" : "optional")
                .append(" | ")
                .append(right.purpose())
                .append(" |\n"));
        return text.toString();
    }

    /** Returns a line for each right, those required first. */
    @Override
    public String toString() {
        Map<Need, List<String>> lines = new TreeMap<>();
        rights.forEach(right ->
                lines.computeIfAbsent(right.need(), need -> new ArrayList<>()).add("  " + right));
        StringBuilder text = new StringBuilder();
        lines.forEach((need, those) -> text.append(need == Need.REQUIRED ? "Required\n" : "Optional\n")
                .append(String.join("\n", those))
                .append('\n'));
        return text.toString();
    }
}
