package io.github.kubemaintenance.mock.contract;

import static io.github.kubemaintenance.mock.contract.ContractViolation.same;
import static io.github.kubemaintenance.mock.contract.ContractViolation.unless;

import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.DeleteOutcome;
import io.github.kubemaintenance.cluster.Deletion;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Patch;
import io.github.kubemaintenance.cluster.PatchOutcome;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodRef;
import io.github.kubemaintenance.model.Taint;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Deleting and patching. */
final class WriteScenarios {
    private WriteScenarios() {}

    static List<Scenario> all() {
        return List.of(
                Scenario.of(
                        "a deletion is ACCEPTED with the pod's own grace", WriteScenarios::delete, Need.NO_CONTROLLERS),
                Scenario.of(
                        "a deletion of another uid is REPLACED", WriteScenarios::deleteReplaced, Need.NO_CONTROLLERS),
                Scenario.of("a deletion of nothing is GONE", WriteScenarios::deleteGone),
                Scenario.of("a deletion's dry run leaves no trace", WriteScenarios::deleteDry, Need.NO_CONTROLLERS),
                Scenario.of("a cordon and an uncordon change the node's schedulability", WriteScenarios::cordon),
                Scenario.of("a patch's dry run leaves no trace", WriteScenarios::patchDry),
                Scenario.of("a patch from an old version is a CONFLICT", WriteScenarios::patchStale),
                Scenario.of("a patch for another uid is INVALID", WriteScenarios::patchOther),
                Scenario.of("a patch of nothing is NOT_FOUND", WriteScenarios::patchNothing),
                Scenario.of(
                        "one patch cordons and annotates under the version that was read", WriteScenarios::patchBoth),
                Scenario.of("a strategic merge patch merges taints by their key", WriteScenarios::taints));
    }

    private static void delete(Setup setup) throws InterruptedException {
        setup.put(Things.pod(setup, "a", "x", true));
        try (Client client = new Client(setup)) {
            Pod pod = client.pod("a");
            same(
                    DeleteOutcome.Kind.ACCEPTED,
                    client.delete(Deletion.of(pod.ref())).kind(),
                    "the outcome");
            same(
                    Optional.of(Duration.ofSeconds(30)),
                    client.pod("a").metadata().deletionGracePeriod(),
                    "the grace period");
            Deletion now =
                    new Deletion(Kind.PODS, setup.namespace(), "a", pod.uid(), Optional.of(Duration.ZERO), false);
            same(DeleteOutcome.Kind.ACCEPTED, client.delete(now).kind(), "the outcome without grace");
            same(Optional.empty(), client.get(Kind.PODS, setup.namespace(), "a"), "what is left");
        }
    }

    private static void deleteReplaced(Setup setup) throws InterruptedException {
        setup.put(Things.pod(setup, "a", "x", true));
        try (Client client = new Client(setup)) {
            PodRef former = new PodRef(setup.namespace(), "a", "8f3c6a0e-0000-4000-8000-000000000000");
            same(DeleteOutcome.Kind.REPLACED, client.delete(Deletion.of(former)).kind(), "the outcome");
            unless(!client.pod("a").isTerminating(), "the pod that is there now stays");
        }
    }

    private static void deleteGone(Setup setup) throws InterruptedException {
        try (Client client = new Client(setup)) {
            PodRef nobody = new PodRef(setup.namespace(), "nosuch", "8f3c6a0e-0000-4000-8000-000000000000");
            same(DeleteOutcome.Kind.GONE, client.delete(Deletion.of(nobody)).kind(), "the outcome");
        }
    }

    private static void deleteDry(Setup setup) throws InterruptedException {
        setup.put(Things.pod(setup, "a", "x", true));
        try (Client client = new Client(setup)) {
            Pod pod = client.pod("a");
            Deletion dry = new Deletion(Kind.PODS, setup.namespace(), "a", pod.uid(), Optional.empty(), true);
            same(DeleteOutcome.Kind.ACCEPTED, client.delete(dry).kind(), "the outcome");
            same(pod, client.pod("a"), "the pod");
        }
    }

    private static Node node(Setup setup, Client client) throws InterruptedException {
        return client.get(Kind.NODES, "", setup.node())
                .orElseThrow(() -> new ContractViolation("node " + setup.node() + " has to be there"));
    }

    private static Patch<Node> patch(Setup setup, Document body) {
        return new Patch<>(Kind.NODES, "", setup.node(), Patch.Type.STRATEGIC_MERGE, body, false);
    }

    private static <T> ApiFailure failure(PatchOutcome<T> outcome) {
        if (outcome instanceof PatchOutcome.Failed<T> failed) {
            return failed.failure();
        }
        throw new ContractViolation("the patch has to fail, but " + outcome);
    }

    private static void cordon(Setup setup) throws InterruptedException {
        try (Client client = new Client(setup)) {
            PatchOutcome<Node> outcome = client.patch(Patch.cordon(setup.node(), true));
            if (!(outcome instanceof PatchOutcome.Patched<Node> patched)) {
                throw new ContractViolation("the node has to be cordoned, but " + outcome);
            }
            unless(patched.object().unschedulable(), "the answer shows the node cordoned");
            unless(node(setup, client).unschedulable(), "the node is cordoned");
            client.patch(Patch.cordon(setup.node(), false));
            unless(!node(setup, client).unschedulable(), "the node is uncordoned");
        }
    }

    private static void patchDry(Setup setup) throws InterruptedException {
        try (Client client = new Client(setup)) {
            PatchOutcome<Node> outcome =
                    client.patch(Patch.cordon(setup.node(), true).withDryRun(true));
            same(PatchOutcome.Kind.PATCHED, outcome.kind(), "the outcome");
            unless(!node(setup, client).unschedulable(), "the node is not cordoned");
        }
    }

    private static void patchStale(Setup setup) throws InterruptedException {
        try (Client client = new Client(setup)) {
            String before = node(setup, client).metadata().resourceVersion();
            client.patch(patch(setup, annotation("contract", "changed")));
            Document body = annotation("contract", "lost").with(before, "metadata", "resourceVersion");
            same(
                    ApiFailure.Kind.CONFLICT,
                    failure(client.patch(patch(setup, body))).kind(),
                    "why it is refused");
            same("changed", node(setup, client).metadata().annotations().get("contract"), "the annotation");
            client.patch(patch(setup, Document.empty().withNull("metadata", "annotations", "contract")));
            unless(!node(setup, client).metadata().annotations().containsKey("contract"), "null removes");
        }
    }

    private static Document annotation(String key, String value) {
        return Document.empty().with(value, "metadata", "annotations", key);
    }

    private static void patchOther(Setup setup) throws InterruptedException {
        try (Client client = new Client(setup)) {
            Document body =
                    annotation("contract", "lost").with("8f3c6a0e-0000-4000-8000-000000000000", "metadata", "uid");
            same(
                    ApiFailure.Kind.INVALID,
                    failure(client.patch(patch(setup, body))).kind(),
                    "why it is refused");
        }
    }

    private static void patchNothing(Setup setup) throws InterruptedException {
        try (Client client = new Client(setup)) {
            ApiFailure failure = failure(client.patch(Patch.cordon("nosuch-node", true)));
            same(ApiFailure.Kind.NOT_FOUND, failure.kind(), "why it is refused");
        }
    }

    private static void patchBoth(Setup setup) throws InterruptedException {
        try (Client client = new Client(setup)) {
            for (int attempt = 0; ; attempt++) {
                Node before = node(setup, client);
                Document body = annotation("contract", "mine")
                        .with(before.metadata().resourceVersion(), "metadata", "resourceVersion")
                        .with(true, "spec", "unschedulable");
                PatchOutcome<Node> outcome = client.patch(patch(setup, body));
                if (outcome.kind() == PatchOutcome.Kind.PATCHED) {
                    break;
                }
                unless(
                        attempt < 5 && failure(outcome).kind() == ApiFailure.Kind.CONFLICT,
                        "the patch is accepted under the version just read, but " + outcome);
            }
            Node after = node(setup, client);
            unless(after.unschedulable(), "the node is cordoned");
            same("mine", after.metadata().annotations().get("contract"), "the annotation");
            client.patch(patch(
                    setup,
                    Document.empty()
                            .withNull("metadata", "annotations", "contract")
                            .withNull("spec", "unschedulable")));
        }
    }

    private static void taints(Setup setup) throws InterruptedException {
        try (Client client = new Client(setup)) {
            for (String key : List.of("example.com/one", "example.com/two")) {
                Document taint = Document.of("key", key).with("PreferNoSchedule", "effect");
                client.patch(patch(setup, Document.empty().with(List.of(taint), "spec", "taints")));
            }
            List<String> keys = node(setup, client).taints().stream()
                    .map(Taint::key)
                    .filter(key -> key.startsWith("example.com/"))
                    .sorted()
                    .toList();
            same(List.of("example.com/one", "example.com/two"), keys, "the node's taints");
            for (String key : keys) {
                Document gone = Document.of("$patch", "delete").with(key, "key");
                client.patch(patch(setup, Document.empty().with(List.of(gone), "spec", "taints")));
            }
            unless(
                    node(setup, client).taints().stream()
                            .noneMatch(taint -> taint.key().startsWith("example.com/")),
                    "the taints are gone again");
        }
    }
}
