package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.model.Document;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What {@code kubectl get pods} says of a pod: the aggregate of its containers, which is more than its phase.
 *
 * @param pod the whole object
 * @param status for example {@code Running}, {@code Init:1/2}, {@code Terminating}
 * @param readyContainers how many containers and sidecars are ready
 * @param containers how many there are
 * @param count how often they were restarted
 */
record PodCells(Document pod, String status, int readyContainers, int containers, long count) {

    static PodCells of(Document pod) {
        Document status = pod.at("status");
        String reason = status.text("reason")
                .filter(text -> !text.isEmpty())
                .orElse(status.text("phase").orElse(""));
        List<Document> sidecars = pod.documents("spec", "initContainers").stream()
                .filter(each -> each.text("restartPolicy").orElse("").equals("Always"))
                .toList();
        int total = pod.documents("spec", "containers").size() + sidecars.size();
        for (Document condition : status.documents("conditions")) {
            if (condition.text("type").orElse("").equals("PodScheduled")
                    && condition.text("reason").orElse("").equals("SchedulingGated")) {
                reason = "SchedulingGated";
            }
        }
        Optional<String> initializing = initializing(pod, status);
        int ready = 0;
        long restarts = 0;
        for (Document each : status.documents("initContainerStatuses")) {
            restarts += each.number("restartCount").orElse(0L);
            boolean sidecar = sidecars.stream()
                    .anyMatch(container -> container.text("name").equals(each.text("name")));
            if (sidecar && each.flag("ready").orElse(false)) {
                ready++;
            }
        }
        if (initializing.isPresent()) {
            reason = initializing.get();
        } else {
            boolean anyRunning = false;
            List<Document> all = status.documents("containerStatuses");
            for (int i = all.size() - 1; i >= 0; i--) {
                Document each = all.get(i);
                restarts += each.number("restartCount").orElse(0L);
                Optional<String> waiting =
                        each.text("state", "waiting", "reason").filter(text -> !text.isEmpty());
                if (waiting.isPresent()) {
                    reason = waiting.get();
                } else if (each.has("state", "terminated")) {
                    reason = terminated(each.at("state", "terminated"), "");
                } else if (each.flag("ready").orElse(false) && each.has("state", "running")) {
                    anyRunning = true;
                    ready++;
                }
            }
            if (reason.equals("Completed") && anyRunning) {
                reason = isReady(status) ? "Running" : "NotReady";
            }
        }
        if (pod.has("metadata", "deletionTimestamp")) {
            boolean lost = status.text("reason").orElse("").equals("NodeLost");
            boolean finished = reason.equals("Succeeded") || reason.equals("Failed") || reason.equals("Completed");
            reason = lost ? "Unknown" : finished ? reason : "Terminating";
        }
        return new PodCells(pod, reason, ready, total, restarts);
    }

    private static boolean isReady(Document status) {
        return status.documents("conditions").stream()
                .anyMatch(each -> each.text("type").orElse("").equals("Ready")
                        && each.text("status").orElse("").equals("True"));
    }

    private static Optional<String> initializing(Document pod, Document status) {
        List<Document> specs = pod.documents("spec", "initContainers");
        List<Document> all = status.documents("initContainerStatuses");
        for (int i = 0; i < all.size(); i++) {
            Document each = all.get(i);
            Document terminated = each.at("state", "terminated");
            boolean sidecar = specs.stream()
                    .anyMatch(spec -> spec.text("name").equals(each.text("name"))
                            && spec.text("restartPolicy").orElse("").equals("Always"));
            if (each.has("state", "terminated") && terminated.number("exitCode").orElse(0L) == 0) {
                continue;
            } else if (sidecar && each.flag("started").orElse(false)) {
                continue;
            } else if (each.has("state", "terminated")) {
                return Optional.of(terminated(terminated, "Init:"));
            }
            String waiting = each.text("state", "waiting", "reason").orElse("");
            return Optional.of(
                    waiting.isEmpty() || waiting.equals("PodInitializing")
                            ? "Init:" + i + "/" + specs.size()
                            : "Init:" + waiting);
        }
        return Optional.empty();
    }

    private static String terminated(Document terminated, String prefix) {
        return terminated
                .text("reason")
                .filter(text -> !text.isEmpty())
                .map(reason -> prefix + reason)
                .orElseGet(() -> {
                    long signal = terminated.number("signal").orElse(0L);
                    return prefix
                            + (signal != 0
                                    ? "Signal:" + signal
                                    : "ExitCode:"
                                            + terminated.number("exitCode").orElse(0L));
                });
    }

    String ready() {
        return readyContainers + "/" + containers;
    }

    /** How often containers were restarted, and when the last one was. */
    String restarts(Instant now) {
        Instant last = Instant.EPOCH;
        for (Document each : pod.documents("status", "containerStatuses")) {
            Instant ended = each.text("lastState", "terminated", "finishedAt")
                    .map(Instant::parse)
                    .orElse(Instant.EPOCH);
            last = ended.isAfter(last) ? ended : last;
        }
        return count == 0 || last.equals(Instant.EPOCH)
                ? Long.toString(count)
                : count + " (" + RestTables.age(Duration.between(last, now)) + " ago)";
    }

    List<String> wide() {
        int gates = pod.documents("spec", "readinessGates").size();
        return List.of(
                pod.text("status", "podIP").orElse("<none>"),
                pod.text("spec", "nodeName").orElse("<none>"),
                pod.text("status", "nominatedNodeName").orElse("<none>"),
                gates == 0 ? "<none>" : gatesMet() + "/" + gates);
    }

    private long gatesMet() {
        return pod.documents("spec", "readinessGates").stream()
                .filter(gate -> pod.documents("status", "conditions").stream()
                        .anyMatch(each -> each.text("type").equals(gate.text("conditionType"))
                                && each.text("status").orElse("").equals("True")))
                .count();
    }
}
