package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a backup leaves out although it could be read, each with a reason: what is made again by itself, or means nothing
 * elsewhere. A kind that was asked for by name is not left out as a kind.
 */
final class LeftOut {
    /** Kinds whose objects describe machines, moments or locks, not wishes. Velero restores none of them either. */
    private static final Map<String, String> KINDS = Map.ofEntries(
            Map.entry("events", "events are about moments"),
            Map.entry("events.events.k8s.io", "events are about moments"),
            Map.entry("nodes", "nodes register themselves"),
            Map.entry("leases.coordination.k8s.io", "leases are held by what runs now"),
            Map.entry("csinodes.storage.k8s.io", "kubelets write them"),
            Map.entry("csistoragecapacities.storage.k8s.io", "drivers write them"),
            Map.entry("volumeattachments.storage.k8s.io", "attachments are about machines"),
            Map.entry("componentstatuses", "it is no stored kind"),
            Map.entry("endpointslices.discovery.k8s.io", "they follow Services and Pods"),
            Map.entry("ipaddresses.networking.k8s.io", "the server allocates them for Services"),
            Map.entry("servicecidrs.networking.k8s.io", "they are this cluster's network"),
            Map.entry("certificatesigningrequests.certificates.k8s.io", "requests are about moments"),
            Map.entry("controllerrevisions.apps", "controllers write them"));

    private static final Set<String> FINISHED = Set.of("Succeeded", "Failed");

    private LeftOut() {}

    static Optional<Reason> kind(String resource) {
        return Optional.ofNullable(KINDS.get(resource)).map(why -> new Reason("KIND", why));
    }

    /** Why an object is left out. */
    static Optional<Reason> object(String resource, Document object, boolean includeOwned) {
        Document metadata = object.at("metadata");
        if (metadata.has("deletionTimestamp")) {
            return reason("TERMINATING", "it was being deleted");
        } else if (!includeOwned && isOwned(resource, metadata)) {
            return reason("OWNED", "its controller makes it again");
        }
        Map<String, String> annotations = metadata.textMap("annotations");
        Map<String, String> labels = metadata.textMap("labels");
        if (annotations.containsKey("kubernetes.io/config.mirror")) {
            return reason("MIRROR", "it is the image of a static pod");
        } else if (annotations.containsKey("control-plane.alpha.kubernetes.io/leader")) {
            return reason("LEADER", "it is a lock of what runs now");
        } else if ("true".equals(annotations.get("rbac.authorization.kubernetes.io/autoupdate"))
                || "true".equals(annotations.get("apf.kubernetes.io/autoupdate-spec"))
                || labels.containsKey("kube-aggregator.kubernetes.io/automanaged")) {
            return reason("DEFAULT", "every API server makes it by itself");
        }
        return byResource(resource, object, labels, annotations);
    }

    /**
     * A claim of a StatefulSet is not made again: since 1.27 it may have its set as owner, for its deletion only, and data
     * hangs on it. One of a Pod (an ephemeral volume) comes and goes with the Pod.
     */
    private static boolean isOwned(String resource, Document metadata) {
        boolean claim = resource.equals("persistentvolumeclaims");
        return metadata.documents("ownerReferences").stream()
                .anyMatch(owner -> owner.flag("controller").orElse(false)
                        && !(claim && owner.kind().equals("StatefulSet")));
    }

    private static Optional<Reason> byResource(
            String resource, Document object, Map<String, String> labels, Map<String, String> annotations) {
        boolean inDefault =
                object.namespace().equals("default") && object.name().equals("kubernetes");
        return switch (resource) {
            case "pods" ->
                FINISHED.contains(object.text("status", "phase").orElse(""))
                        ? reason("FINISHED", "it has run to its end, and would run again")
                        : Optional.empty();
            case "jobs.batch" ->
                isFinished(object)
                        ? reason("FINISHED", "it has run to its end, and would run again")
                        : Optional.empty();
            case "configmaps" ->
                Set.of("kube-root-ca.crt", "openshift-service-ca.crt").contains(object.name())
                        ? reason("DEFAULT", "every namespace gets it by itself")
                        : Optional.empty();
            case "secrets" ->
                object.text("type").orElse("").equals("kubernetes.io/service-account-token")
                        ? reason("TOKEN", "the token is signed by this cluster")
                        : Optional.empty();
            case "services" -> inDefault ? reason("DEFAULT", "every API server makes it by itself") : Optional.empty();
            case "endpoints" ->
                inDefault
                                || labels.containsKey("endpoints.kubernetes.io/managed-by")
                                || annotations.containsKey("endpoints.kubernetes.io/last-change-trigger-time")
                        ? reason("FOLLOWS", "they follow a Service and its Pods")
                        : Optional.empty();
            case "priorityclasses.scheduling.k8s.io" ->
                object.name().startsWith("system-")
                        ? reason("DEFAULT", "every API server makes it by itself")
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static boolean isFinished(Document job) {
        return job.documents("status", "conditions").stream()
                .anyMatch(each ->
                        List.of("Complete", "Failed").contains(each.text("type").orElse(""))
                                && each.text("status").orElse("").equals("True"));
    }

    private static Optional<Reason> reason(String code, String text) {
        return Optional.of(new Reason(code, text));
    }
}
