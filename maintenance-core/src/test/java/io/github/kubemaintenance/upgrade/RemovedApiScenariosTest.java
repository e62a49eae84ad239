package io.github.kubemaintenance.upgrade;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.UpgradePlanner;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.Minor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Removed APIs: the scenarios A01 to A21. */
class RemovedApiScenariosTest {
    private static final DocumentFormat JSON = DocumentFormat.json();

    private static Told told(DocumentFormat yaml) {
        return new Told(
                Optional.of(yaml),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static List<UpgradeFinding> findings(String from, String to, Document... objects) {
        return findings(from, to, told(JSON), objects);
    }

    private static List<UpgradeFinding> findings(String from, String to, Told told, Document... objects) {
        Map<String, List<Document>> documents = new java.util.TreeMap<>();
        for (Document each : objects) {
            String resource = each.kind().equals("Secret")
                    ? "secrets"
                    : each.kind().equals("ConfigMap")
                            ? "configmaps"
                            : each.text("resource").orElse("others");
            documents.merge(resource, List.of(each), (a, b) -> {
                List<Document> all = new java.util.ArrayList<>(a);
                all.addAll(b);
                return all;
            });
        }
        UpgradeFacts facts = new UpgradeFacts(Clusters.NOW, Optional.empty(), List.of(), Map.of(), documents, Map.of());
        UpgradePlan plan = UpgradePlanner.from(from).to(to).allowPreReleases().plan();
        Route route = new Route(
                plan.from(), plan.to(), plan.hops(), List.of(), plan.inventory(), plan.strategy(), Timings.defaults());
        return ApiFindings.of(facts, ManifestFolder.read(told), route, told);
    }

    private static UpgradeFinding only(List<UpgradeFinding> findings) {
        assertEquals(1, findings.size(), findings::toString);
        return findings.get(0);
    }

    /** An object whose managed fields name a version, as the server shows it at another. */
    private static Document written(String by, String shown, String kind) {
        return Document.of("apiVersion", shown)
                .with(kind, "kind")
                .with("it", "metadata", "name")
                .with("shop", "metadata", "namespace")
                .with(
                        List.of(Document.of("apiVersion", by)
                                .with("helm", "manager")
                                .with("2024-01-01T00:00:00Z", "time")),
                        "metadata",
                        "managedFields");
    }

    private static Document applied(Document object, String apiVersion) {
        String last = JSON.write(Document.of("apiVersion", apiVersion).with(object.kind(), "kind"));
        return object.with(last, "metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration");
    }

    private static Document release(String holder, String manifest) {
        byte[] packed = gzip(JSON.write(Document.of("manifest", manifest)));
        String inner = Base64.getEncoder().encodeToString(packed);
        boolean secret = holder.equals("Secret");
        String data = secret ? Base64.getEncoder().encodeToString(inner.getBytes(StandardCharsets.UTF_8)) : inner;
        Document document = Document.of("apiVersion", "v1")
                .with(holder, "kind")
                .with("sh.helm.release.v1.app.v3", "metadata", "name")
                .with("shop", "metadata", "namespace")
                .with(data, "data", "release");
        return secret ? document.with("helm.sh/release.v1", "type") : document;
    }

    private static byte[] gzip(String text) {
        try (ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
            try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
                out.write(text.getBytes(StandardCharsets.UTF_8));
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a01_pod_security_policies_have_no_successor() {
        UpgradeFinding found =
                only(findings("1.24", "1.25", written("policy/v1beta1", "policy/v1beta1", "PodSecurityPolicy")));

        assertEquals(Severity.BLOCKER, found.severity());
        assertTrue(found.remedy().contains("no successor"), found::remedy);
        assertEquals(Optional.of(Minor.of(25)), found.hop());
    }

    @Test
    void a02_a_budget_written_at_v1beta1_by_helm() {
        UpgradeFinding found =
                only(findings("1.24", "1.25", written("policy/v1beta1", "policy/v1", "PodDisruptionBudget")));

        assertEquals(Severity.BLOCKER, found.severity());
        assertTrue(found.remedy().contains("policy/v1 PodDisruptionBudget"), found::remedy);
        assertTrue(found.evidence().get(0).contains("written by helm"), found.evidence()::toString);
    }

    @Test
    void a03_an_annotation_that_newer_writers_contradict_is_stale() {
        Document ingress =
                applied(written("networking.k8s.io/v1", "networking.k8s.io/v1", "Ingress"), "extensions/v1beta1");

        UpgradeFinding found = only(findings("1.21", "1.22", ingress));

        assertEquals(FindingCode.STALE_ANNOTATION, found.code());
        assertEquals(Severity.WARNING, found.severity());
    }

    @Test
    void a03_without_managed_fields_the_annotation_counts() {
        Document ingress = applied(
                Document.of("apiVersion", "networking.k8s.io/v1")
                        .with("Ingress", "kind")
                        .with("i", "metadata", "name"),
                "extensions/v1beta1");

        assertEquals(Severity.BLOCKER, only(findings("1.21", "1.22", ingress)).severity());
    }

    @Test
    void a04_a07_blockers_with_their_replacements() {
        assertTrue(only(findings(
                        "1.31",
                        "1.32",
                        written(
                                "flowcontrol.apiserver.k8s.io/v1beta3",
                                "flowcontrol.apiserver.k8s.io/v1",
                                "FlowSchema")))
                .remedy()
                .contains("flowcontrol.apiserver.k8s.io/v1 "));
        assertTrue(only(findings(
                        "1.25", "1.26", written("autoscaling/v2beta2", "autoscaling/v2", "HorizontalPodAutoscaler")))
                .remedy()
                .contains("autoscaling/v2 "));
    }

    @Test
    void a05_the_replacement_is_the_one_that_the_target_still_serves() {
        UpgradeFinding found = only(findings(
                "1.28",
                "1.32",
                written("flowcontrol.apiserver.k8s.io/v1beta2", "flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema")));

        assertEquals(Optional.of(Minor.of(29)), found.hop());
        assertTrue(found.remedy().contains("flowcontrol.apiserver.k8s.io/v1 FlowSchema"), found::remedy);
    }

    @Test
    void a06_admission_policies_at_v1beta1_end_with_1_34() {
        UpgradeFinding found = only(findings(
                "1.33",
                "1.34",
                written(
                        "admissionregistration.k8s.io/v1beta1",
                        "admissionregistration.k8s.io/v1",
                        "ValidatingAdmissionPolicy")));

        assertEquals(Severity.BLOCKER, found.severity());
    }

    @Test
    void a08_each_blocker_stands_before_its_own_hop() {
        List<UpgradeFinding> found = findings(
                "1.25",
                "1.29",
                written("autoscaling/v2beta2", "autoscaling/v2", "HorizontalPodAutoscaler"),
                written("storage.k8s.io/v1beta1", "storage.k8s.io/v1", "CSIStorageCapacity"));

        assertEquals(
                List.of(Optional.of(Minor.of(26)), Optional.of(Minor.of(27))),
                found.stream().map(UpgradeFinding::hop).toList());
    }

    @Test
    void a09_an_announced_removal_warns() {
        UpgradeFinding found = only(
                findings("1.35", "1.36", written("resource.k8s.io/v1beta1", "resource.k8s.io/v1", "ResourceClaim")));

        assertEquals(Severity.WARNING, found.severity());
        assertTrue(found.text().contains("1.38"), found::text);
    }

    @Test
    void a10_flow_control_v1beta1_ends_with_1_26() {
        assertEquals(
                Severity.BLOCKER,
                only(findings(
                                "1.25",
                                "1.26",
                                written(
                                        "flowcontrol.apiserver.k8s.io/v1beta1",
                                        "flowcontrol.apiserver.k8s.io/v1beta2",
                                        "FlowSchema")))
                        .severity());
    }

    @Test
    void a11_a12_what_helm_has_deployed() {
        String ingress = "{\"apiVersion\":\"extensions/v1beta1\",\"kind\":\"Ingress\",\"metadata\":{\"name\":\"web\"}}";
        for (String holder : List.of("Secret", "ConfigMap")) {
            UpgradeFinding found = only(findings("1.21", "1.22", release(holder, "---\n" + ingress + "\n")));
            assertEquals(Severity.BLOCKER, found.severity());
            assertTrue(found.evidence().get(0).startsWith("Helm release shop/sh.helm.release.v1.app.v3"), holder);
        }
    }

    @Test
    void a11_without_yaml_a_release_is_unknown_not_fine() {
        UpgradeFinding found = only(findings("1.21", "1.22", Told.nothing(), release("Secret", "kind: Ingress")));

        assertEquals(Severity.UNKNOWN, found.severity());
        assertTrue(found.evidence().get(0).contains("yaml"), found.evidence()::toString);
    }

    @Test
    void a13_roles_that_name_a_vanished_group() {
        Document role = Document.of("kind", "ClusterRole")
                .with("clusterroles.rbac.authorization.k8s.io", "resource")
                .with("deployer", "metadata", "name")
                .with(List.of(Document.of("apiGroups", List.of("extensions"))), "rules");

        UpgradeFinding found = only(findings("1.30", "1.31", role));

        assertEquals(FindingCode.REMOVED_GROUP, found.code());
        assertEquals(Severity.WARNING, found.severity());
    }

    @Test
    void a14_webhooks_that_match_old_versions_exactly() {
        Document hooks = Document.of("kind", "ValidatingWebhookConfiguration")
                .with("validatingwebhookconfigurations.admissionregistration.k8s.io", "resource")
                .with("guard", "metadata", "name")
                .with(
                        List.of(Document.of("name", "guard.example")
                                .with("Exact", "matchPolicy")
                                .with(
                                        List.of(Document.of("apiVersions", List.of("v1beta1"))
                                                .with(List.of("ingresses"), "resources")),
                                        "rules")),
                        "webhooks");

        assertEquals(
                FindingCode.WEBHOOK_EXACT, only(findings("1.30", "1.31", hooks)).code());
    }

    @Test
    void a15_stored_versions_that_a_definition_no_longer_has() {
        Document definition = Document.of("kind", "CustomResourceDefinition")
                .with("customresourcedefinitions.apiextensions.k8s.io", "resource")
                .with("things.example", "metadata", "name")
                .with(List.of(Document.of("name", "v1")), "spec", "versions")
                .with(List.of("v1alpha1", "v1"), "status", "storedVersions");

        assertEquals(
                FindingCode.STORED_VERSION,
                only(findings("1.30", "1.31", definition)).code());
    }

    @Test
    void a16_a21_deprecated_without_an_end_is_worth_knowing() {
        assertEquals(
                Severity.INFO,
                only(findings("1.33", "1.34", written("v1", "v1", "Endpoints"))).severity());
        assertEquals(
                Severity.INFO,
                only(findings("1.33", "1.34", written("v1", "v1", "ComponentStatus")))
                        .severity());
    }

    @Test
    void a17_the_metric_tells_that_somebody_asks_but_not_who() {
        String metric = "# HELP x\napiserver_requested_deprecated_apis{group=\"batch\",removed_release=\"1.25\","
                + "resource=\"cronjobs\",subresource=\"\",version=\"v1beta1\"} 1\n";
        Told told = new Told(
                Optional.of(JSON),
                Optional.empty(),
                Optional.of(metric),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        UpgradeFinding found = only(findings("1.24", "1.25", told));

        assertEquals(Severity.WARNING, found.severity());
        assertEquals("batch/v1beta1 CronJob", found.subject());
        assertTrue(found.text().contains("by whom"), found::text);
    }

    @Test
    void a19_alpha_builds_still_serve_what_their_minor_removes() {
        Document budget = written("policy/v1beta1", "policy/v1", "PodDisruptionBudget");

        assertEquals(Severity.BLOCKER, only(findings("1.24", "1.25.0", budget)).severity());
        assertEquals(
                Severity.WARNING,
                only(findings("1.24", "1.25.0-alpha.1", budget)).severity());
    }

    @Test
    void a20_the_group_matters() {
        assertTrue(findings("1.24", "1.25", written("example.com/v1beta1", "example.com/v1beta1", "CronJob"))
                .isEmpty());
    }

    @Test
    void evictions_at_v1beta1_are_still_taken() {
        UpgradeFinding found = only(findings("1.24", "1.25", written("policy/v1beta1", "policy/v1beta1", "Eviction")));

        assertEquals(Severity.WARNING, found.severity());
    }

    @Test
    void what_is_gone_already_is_said_so() {
        UpgradeFinding found =
                only(findings("1.30", "1.31", written("policy/v1beta1", "policy/v1", "PodDisruptionBudget")));

        assertEquals(Severity.WARNING, found.severity());
        assertTrue(found.text().contains("gone since 1.25"), found::text);
    }

    @Test
    void manifests_in_a_folder_are_looked_through(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("below"));
        Files.writeString(
                folder.resolve("below/cron.json"),
                "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[{\"apiVersion\":\"batch/v1beta1\",\"kind\":\"CronJob\","
                        + "\"metadata\":{\"name\":\"night\"}}]}");
        Files.writeString(folder.resolve("a.yaml"), "kind: Pod");
        Files.writeString(folder.resolve("notes.txt"), "batch/v1beta1");
        Told told = new Told(
                Optional.empty(),
                Optional.of(folder),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        List<UpgradeFinding> found = findings("1.24", "1.25", told);

        assertEquals(2, found.size(), found::toString);
        assertTrue(found.get(0).evidence().get(0).contains("below/cron.json: CronJob night"));
        assertEquals(Severity.UNKNOWN, found.get(1).severity());
        assertFalse(found.get(1).evidence().isEmpty());
    }
}
