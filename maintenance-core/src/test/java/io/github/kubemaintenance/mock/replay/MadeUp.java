package io.github.kubemaintenance.mock.replay;

import io.github.kubemaintenance.mock.replay.Assumption.Owner;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.LabelSelector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Objects that must have been there but were never read. */
final class MadeUp {
    private static final String TIME = "2026-11-22T11:00:00Z";

    private static final Set<String> SCALED = Set.of("ReplicaSet", "ReplicationController", "StatefulSet", "Job");

    private MadeUp() {}

    static Document namespace(String name) {
        return Document.of("apiVersion", "v1")
                .with("Namespace", "kind")
                .with(name, "metadata", "name")
                .with(uid("namespace", name), "metadata", "uid")
                .with(TIME, "metadata", "creationTimestamp")
                .with(List.of("kubernetes"), "spec", "finalizers")
                .with("Active", "status", "phase");
    }

    static Document node(String name) {
        return DocumentFormat.json()
                .read(
                        """
                        {"apiVersion": "v1", "kind": "Node", "metadata": {"creationTimestamp": "2026-11-22T11:00:00Z"},
                         "status": {"capacity": {"cpu": "64", "memory": "256Gi", "pods": "2k"},
                                    "allocatable": {"cpu": "64", "memory": "256Gi", "pods": "2k"},
                                    "conditions": [{"type": "Ready", "status": "True",
                                                    "lastTransitionTime": "2026-11-22T11:00:00Z"}]}}""")
                .with(name, "metadata", "name")
                .with(uid("node", name), "metadata", "uid");
    }

    /** A pod of which only the name was recorded. */
    static Document named(String namespace, String name) {
        return Document.of("apiVersion", "v1")
                .with("Pod", "kind")
                .with(name, "metadata", "name")
                .with(namespace, "metadata", "namespace")
                .with(uid(namespace, name), "metadata", "uid")
                .with(TIME, "metadata", "creationTimestamp")
                .with(Group.containers(), "spec", "containers");
    }

    /** Objects of other kinds that were there and were never shown: the plainest of their kind. */
    static List<Document> named(Recording recording, Set<String> seen, Set<String> created) {
        Map<String, Document> made = new LinkedHashMap<>();
        for (Recording.Exchange exchange : recording.exchanges()) {
            exchange.path()
                    .filter(path -> !path.name().isEmpty() && isThere(exchange))
                    .filter(path -> !Set.of("pods", "nodes", "namespaces").contains(path.resource()))
                    .ifPresent(path -> {
                        String key = path.resource() + " " + path.namespace() + "/" + path.name();
                        if (!seen.contains(key) && !created.contains(key)) {
                            Plain.object(path, exchange)
                                    .map(object -> Plain.scaled(object, exchange.body()))
                                    .ifPresent(object -> made.putIfAbsent(key, object));
                        }
                    });
        }
        return List.copyOf(made.values());
    }

    /** Whether an answer tells that the object was there: no 404, and nothing that was said before anybody looked. */
    private static boolean isThere(Recording.Exchange exchange) {
        return !Set.of(0, 400, 401, 403, 404, 405, 406, 415, 503).contains(exchange.status())
                && !(exchange.status() == 201 && exchange.request().method().equals("PATCH"));
    }

    /** The controllers of pods that were read, where they weren't themselves: they want as many as there are. */
    static List<Document> owners(List<Document> objects) {
        Map<String, Document> owners = new LinkedHashMap<>();
        Map<String, Integer> counts = new LinkedHashMap<>();
        Set<String> there = new java.util.HashSet<>();
        objects.forEach(object -> object.text("metadata", "uid").ifPresent(there::add));
        for (Document pod : objects) {
            for (Document reference : pod.documents("metadata", "ownerReferences")) {
                String uid = reference.text("uid").orElse("");
                boolean unseen = pod.kind().equals("Pod")
                        && reference.flag("controller").orElse(false)
                        && SCALED.contains(reference.kind())
                        && !there.contains(uid);
                if (unseen) {
                    counts.merge(uid, 1, Integer::sum);
                    owners.putIfAbsent(uid, owner(reference, pod));
                }
            }
        }
        return owners.entrySet().stream()
                .map(each -> {
                    int count = counts.getOrDefault(each.getKey(), 0);
                    Document owner = each.getValue();
                    return owner.kind().equals("Job")
                            ? owner.with(count, "spec", "parallelism").with(count, "spec", "completions")
                            : owner.with(count, "spec", "replicas");
                })
                .toList();
    }

    private static Document owner(Document reference, Document pod) {
        Map<String, String> labels = pod.textMap("metadata", "labels");
        Document owner = Document.of("apiVersion", reference.apiVersion())
                .with(reference.kind(), "kind")
                .with(reference.text("name").orElse(""), "metadata", "name")
                .with(pod.namespace(), "metadata", "namespace")
                .with(reference.text("uid").orElse(""), "metadata", "uid")
                .with(1, "metadata", "generation")
                .with(TIME, "metadata", "creationTimestamp");
        owner = reference.kind().equals("ReplicationController")
                ? owner.with(labels, "spec", "selector")
                : owner.with(labels, "spec", "selector", "matchLabels");
        return owner.with(labels, "spec", "template", "metadata", "labels")
                .with(pod.documents("spec", "containers"), "spec", "template", "spec", "containers");
    }

    /** What comes after the last page of pods that was read, of which only the number is known. */
    static List<Document> rest(String namespace, Document lastPage) {
        long count = lastPage.number("metadata", "remainingItemCount").orElse(0L);
        List<Document> items = lastPage.documents("items");
        List<Document> rest = new ArrayList<>();
        for (int i = 0; i < count && lastPage.kind().equals("PodList"); i++) {
            Document last = items.get(items.size() - 1);
            String name = last.name() + "z" + i;
            rest.add((last.has("spec") ? last : named(namespace, last.name()))
                    .with("v1", "apiVersion")
                    .with("Pod", "kind")
                    .with(name, "metadata", "name")
                    .with(uid(namespace, name), "metadata", "uid"));
        }
        return rest;
    }

    /** The pods that were named, those that the budgets of their namespaces count, and their owner. */
    static List<Document> pods(Assumption assumption, Map<String, Document> seen, Map<String, String> unseen) {
        List<Document> objects = new ArrayList<>();
        Map<String, Group> groups = new LinkedHashMap<>();
        seen.forEach((key, object) -> {
            if (key.startsWith("poddisruptionbudgets ")) {
                groups.put(object.namespace(), Group.of(object, seen));
            }
        });
        int number = 0;
        for (Map.Entry<String, String> pod : unseen.entrySet()) {
            String namespace =
                    pod.getKey().substring("pods ".length(), pod.getKey().indexOf('/'));
            Group group = groups.computeIfAbsent(namespace, Group::without);
            group.named.add(new Named(pod.getValue(), assumption.isReady(number++)));
        }
        groups.forEach((namespace, group) -> objects.addAll(group.objects(assumption)));
        return objects;
    }

    record Named(String name, boolean ready) {}

    /** Pods of one namespace that are alike. */
    private static final class Group {
        private final String namespace;
        private final Map<String, String> labels;
        private final int expected;
        private final int healthy;
        private final List<Named> named = new ArrayList<>();

        private Group(String namespace, Map<String, String> labels, int expected, int healthy) {
            this.namespace = namespace;
            this.labels = labels;
            this.expected = expected;
            this.healthy = healthy;
        }

        /** The pods that a budget counts and nobody has read. */
        static Group of(Document budget, Map<String, Document> seen) {
            LabelSelector selector = LabelSelector.of(budget.at("spec", "selector"));
            int counted = 0;
            int ready = 0;
            for (Map.Entry<String, Document> each : seen.entrySet()) {
                boolean pod = each.getKey().startsWith("pods " + budget.namespace() + "/");
                if (pod && selector.matches(each.getValue().textMap("metadata", "labels"))) {
                    counted++;
                    ready += isReady(each.getValue()) ? 1 : 0;
                }
            }
            return new Group(
                    budget.namespace(),
                    budget.textMap("spec", "selector", "matchLabels"),
                    Math.max(
                            0,
                            budget.number("status", "expectedPods").orElse(0L).intValue() - counted),
                    Math.max(
                            0,
                            budget.number("status", "currentHealthy").orElse(0L).intValue() - ready));
        }

        private static boolean isReady(Document pod) {
            return pod.documents("status", "conditions").stream()
                    .anyMatch(each -> each.text("type").orElse("").equals("Ready")
                            && each.text("status").orElse("").equals("True"));
        }

        static Group without(String namespace) {
            return new Group(namespace, Map.of("app", "unseen"), 0, 0);
        }

        List<Document> objects(Assumption assumption) {
            List<Named> all = new ArrayList<>(named);
            int total = Math.max(expected, healthy);
            long ready = named.stream().filter(Named::ready).count();
            for (int i = 0; all.size() < total; i++) {
                all.add(new Named("other-" + i, ready++ < healthy));
            }
            List<Document> objects = new ArrayList<>();
            String owner = "unseen-owner";
            if (assumption.owner() != Owner.NONE && !all.isEmpty()) {
                objects.add(owner(assumption.owner(), owner, all.size()));
            }
            all.forEach(pod -> objects.add(pod(assumption, pod, owner)));
            for (int i = 0; i < assumption.moreBudgets(); i++) {
                objects.add(budget("unseen-" + i));
            }
            return objects;
        }

        private Document owner(Owner owner, String name, int replicas) {
            Document document = Document.of("apiVersion", owner == Owner.JOB ? "batch/v1" : "apps/v1")
                    .with(owner == Owner.JOB ? "Job" : "ReplicaSet", "kind")
                    .with(name, "metadata", "name")
                    .with(namespace, "metadata", "namespace")
                    .with(uid(namespace, name), "metadata", "uid")
                    .with(1, "metadata", "generation")
                    .with(TIME, "metadata", "creationTimestamp")
                    .with(labels, "spec", "selector", "matchLabels")
                    .with(labels, "spec", "template", "metadata", "labels")
                    .with(containers(), "spec", "template", "spec", "containers");
            return owner == Owner.JOB
                    ? document.with(replicas, "spec", "parallelism").with(replicas, "spec", "completions")
                    : document.with(replicas, "spec", "replicas");
        }

        private Document pod(Assumption assumption, Named pod, String owner) {
            Document document = Document.of("apiVersion", "v1")
                    .with("Pod", "kind")
                    .with(pod.name(), "metadata", "name")
                    .with(namespace, "metadata", "namespace")
                    .with(uid(namespace, pod.name()), "metadata", "uid")
                    .with(1, "metadata", "generation")
                    .with(TIME, "metadata", "creationTimestamp")
                    .with(labels, "metadata", "labels")
                    .with(containers(), "spec", "containers")
                    .with(30, "spec", "terminationGracePeriodSeconds")
                    .with(assumption.pending() ? "Pending" : "Running", "status", "phase");
            if (!assumption.pending()) {
                document = document.with("node-1", "spec", "nodeName")
                        .with(
                                List.of(Document.of("type", "Ready")
                                        .with(pod.ready() ? "True" : "False", "status")
                                        .with(TIME, "lastTransitionTime")),
                                "status",
                                "conditions");
            }
            if (assumption.owner() != Owner.NONE) {
                boolean job = assumption.owner() == Owner.JOB;
                document = document.with(
                        List.of(Document.of("apiVersion", job ? "batch/v1" : "apps/v1")
                                .with(job ? "Job" : "ReplicaSet", "kind")
                                .with(owner, "name")
                                .with(uid(namespace, owner), "uid")
                                .with(true, "controller")),
                        "metadata",
                        "ownerReferences");
            }
            return document;
        }

        private Document budget(String name) {
            return Document.of("apiVersion", "policy/v1")
                    .with("PodDisruptionBudget", "kind")
                    .with(name, "metadata", "name")
                    .with(namespace, "metadata", "namespace")
                    .with(uid(namespace, name), "metadata", "uid")
                    .with(1, "metadata", "generation")
                    .with(TIME, "metadata", "creationTimestamp")
                    .with(1, "spec", "maxUnavailable")
                    .with(labels, "spec", "selector", "matchLabels");
        }

        static List<Document> containers() {
            return List.of(Document.of("name", "c").with("x", "image"));
        }
    }

    static String uid(String namespace, String name) {
        return java.util
                .UUID
                .nameUUIDFromBytes((namespace + "/" + name).getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .toString();
    }
}
