package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.catalog.RemovedApi;
import io.github.kubemaintenance.catalog.RemovedApis;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubernetesVersion;
import io.github.kubemaintenance.model.Minor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Versions of APIs that a way takes away, and who uses them. Pure. */
final class ApiFindings {
    private static final int MOST_EVIDENCE = 20;
    /** No longer listed, but servers up to 1.34 still take it as the body of an eviction. */
    private static final Set<String> STILL_TAKEN = Set.of("policy/v1beta1 Eviction");

    private final Route route;
    private final ApiUses uses = new ApiUses();
    private final List<UpgradeFinding> findings = new ArrayList<>();

    private ApiFindings(Route route) {
        this.route = route;
    }

    static List<UpgradeFinding> of(UpgradeFacts facts, Manifests manifests, Route route, Told told) {
        ApiFindings all = new ApiFindings(route);
        facts.documents().values().forEach(objects -> objects.forEach(all.uses::addLive));
        all.uses.add(HelmReleases.read(facts, told.yaml()));
        all.uses.add(manifests);
        told.metrics().ifPresent(all.uses::addMetrics);
        all.uses.uses().forEach((key, use) -> all.judge(all.uses.api(key), use));
        if (!all.uses.problems().isEmpty()) {
            all.findings.add(UpgradeFinding.of(
                            Severity.UNKNOWN,
                            FindingCode.UNREADABLE,
                            "manifests",
                            "What " + all.uses.problems().size()
                                    + " texts use isn't known, since they could not be read.")
                    .withEvidence(shortened(all.uses.problems())));
        }
        References.add(all.findings, facts);
        return all.findings;
    }

    private void judge(RemovedApi api, ApiUses.Use use) {
        boolean gone = api.isGoneIn(route.from().minor());
        Optional<KubernetesVersion> hop = route.hops().stream()
                .filter(each -> !gone && api.isGoneIn(each.minor()))
                .findFirst();
        String subject = api.apiVersion() + " " + api.kind();
        if (!use.writers.isEmpty()) {
            findings.add(written(api, subject, gone, hop).withEvidence(shortened(use.writers)));
        } else if (!use.requests.isEmpty()
                && (hop.isPresent() || (api.removedIn().isPresent() && !gone))) {
            findings.add(tied(
                    UpgradeFinding.of(
                                    Severity.WARNING,
                                    hop.isPresent() ? FindingCode.REMOVED_API : FindingCode.DEPRECATED_API,
                                    subject,
                                    subject + " is asked for" + removal(api)
                                            + ". No object tells by whom; an audit log would.")
                            .withEvidence(shortened(use.requests))
                            .withRemedy(remedy(api)),
                    hop));
        } else if (!use.stale.isEmpty()) {
            findings.add(UpgradeFinding.of(
                            Severity.WARNING,
                            FindingCode.STALE_ANNOTATION,
                            subject,
                            "Annotations name " + subject + removal(api)
                                    + ", but newer writers use another version: the"
                                    + " next kubectl apply of the old manifest would fail, nothing else.")
                    .withEvidence(shortened(use.stale))
                    .withRemedy(remedy(api)));
        }
    }

    private UpgradeFinding written(RemovedApi api, String subject, boolean gone, Optional<KubernetesVersion> hop) {
        if (gone) {
            return UpgradeFinding.of(
                            Severity.WARNING,
                            FindingCode.REMOVED_API,
                            subject,
                            subject + " is used and has been gone since " + gone(api)
                                    + ", before this upgrade: what still writes it fails already (a Helm release can't be"
                                    + " upgraded).")
                    .withRemedy(remedy(api));
        } else if (hop.isEmpty()) {
            return UpgradeFinding.of(
                            api.removedIn().isPresent() ? Severity.WARNING : Severity.INFO,
                            FindingCode.DEPRECATED_API,
                            subject,
                            subject + " is used" + removal(api) + ".")
                    .withRemedy(remedy(api));
        }
        boolean served = hop.get().stage() == KubernetesVersion.Stage.ALPHA
                && hop.get().minor().equals(api.removedIn().orElse(null));
        boolean warn = served || STILL_TAKEN.contains(subject);
        return tied(
                UpgradeFinding.of(
                                warn ? Severity.WARNING : Severity.BLOCKER,
                                FindingCode.REMOVED_API,
                                subject,
                                subject + " is used" + removal(api)
                                        + (served ? "; alpha builds of that minor still serve it" : "") + ".")
                        .withRemedy(remedy(api)),
                hop);
    }

    private static UpgradeFinding tied(UpgradeFinding finding, Optional<KubernetesVersion> hop) {
        return hop.isPresent() ? finding.before(hop.get().minor()) : finding;
    }

    private static String removal(RemovedApi api) {
        return api.removedIn()
                .map(minor -> api.announced()
                        ? "; its removal is announced for " + minor
                        : " and no longer served from " + minor + " on")
                .orElseGet(() -> "; it is deprecated"
                        + api.deprecatedIn().map(minor -> " since " + minor).orElse(""));
    }

    private static String gone(RemovedApi api) {
        return api.removedIn().map(Minor::toString).orElse("?");
    }

    private String remedy(RemovedApi api) {
        return RemovedApis.replacementAt(api, route.to().minor())
                .map(each -> "Use " + each.apiVersion() + " " + each.kind() + ", which "
                        + route.to().minor() + " still serves.")
                .orElse("There is no successor: what it did has to be done otherwise.");
    }

    static List<String> shortened(Collection<String> all) {
        List<String> some = new ArrayList<>(all.stream().limit(MOST_EVIDENCE).toList());
        if (all.size() > MOST_EVIDENCE) {
            some.add("and " + (all.size() - MOST_EVIDENCE) + " more");
        }
        return some;
    }

    /** What refers to versions and groups without being of them. */
    static final class References {
        private static final String VANISHED = "extensions";

        private References() {}

        static void add(List<UpgradeFinding> findings, UpgradeFacts facts) {
            for (String resource :
                    List.of("clusterroles.rbac.authorization.k8s.io", "roles.rbac.authorization.k8s.io")) {
                facts.documents(resource).forEach(role -> addRole(findings, role));
            }
            for (String resource : List.of(
                    "validatingwebhookconfigurations.admissionregistration.k8s.io",
                    "mutatingwebhookconfigurations.admissionregistration.k8s.io")) {
                facts.documents(resource).forEach(hooks -> addHooks(findings, hooks));
            }
            facts.documents("customresourcedefinitions.apiextensions.k8s.io")
                    .forEach(definition -> addStored(findings, definition));
        }

        private static void addRole(List<UpgradeFinding> findings, Document role) {
            boolean named = role.documents("rules").stream()
                    .anyMatch(rule -> rule.texts("apiGroups").contains(VANISHED));
            boolean ours = role.textMap("metadata", "labels").containsKey("kubernetes.io/bootstrapping");
            if (named && !ours) {
                String subject = role.kind() + " "
                        + (role.namespace().isEmpty() ? role.name() : role.namespace() + "/" + role.name());
                findings.add(UpgradeFinding.of(
                                Severity.WARNING,
                                FindingCode.REMOVED_GROUP,
                                subject,
                                subject + " allows group " + VANISHED + ", which no server since 1.22 has.")
                        .withRemedy("Name apps, networking.k8s.io and policy, where its kinds are now."));
            }
        }

        private static void addHooks(List<UpgradeFinding> findings, Document hooks) {
            for (Document hook : hooks.documents("webhooks")) {
                boolean exact = hook.text("matchPolicy").orElse("").equals("Exact");
                List<String> old = new ArrayList<>();
                for (Document rule : hook.documents("rules")) {
                    List<String> versions = rule.texts("apiVersions");
                    if (!versions.contains("*") && versions.stream().noneMatch(each -> each.matches("v\\d+"))) {
                        old.add(rule.texts("resources") + " " + versions);
                    }
                }
                if (exact && !old.isEmpty()) {
                    String subject = hooks.kind() + " " + hooks.name() + " " + hook.name();
                    String name = hook.text("name").orElse("?");
                    findings.add(UpgradeFinding.of(
                                    Severity.WARNING,
                                    FindingCode.WEBHOOK_EXACT,
                                    subject.strip(),
                                    "Webhook " + name + " is asked about " + old
                                            + " only and exactly, so it misses the versions that replace them.")
                            .withRemedy("Set matchPolicy to Equivalent, or name the new versions."));
                }
            }
        }

        private static void addStored(List<UpgradeFinding> findings, Document definition) {
            List<String> versions = definition.documents("spec", "versions").stream()
                    .map(each -> each.text("name").orElse(""))
                    .toList();
            List<String> lost = definition.texts("status", "storedVersions").stream()
                    .filter(each -> !versions.contains(each))
                    .toList();
            if (!lost.isEmpty()) {
                String subject = "CustomResourceDefinition " + definition.name();
                findings.add(
                        UpgradeFinding.of(
                                        Severity.WARNING,
                                        FindingCode.STORED_VERSION,
                                        subject,
                                        subject + " may have objects stored as " + lost
                                                + ", which its spec no longer has.")
                                .withRemedy(
                                        "Bring the version back, rewrite every object, then take it out of status.storedVersions."));
            }
        }
    }
}
