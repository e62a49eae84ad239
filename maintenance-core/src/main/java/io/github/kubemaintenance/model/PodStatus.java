package io.github.kubemaintenance.model;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a pod's state.
 *
 * @param phase where it is in its life
 * @param reason a word for programs, may be empty
 * @param message a sentence for people, may be empty
 * @param conditions conditions
 * @param initContainerStatuses of its init containers
 * @param containerStatuses of its containers
 * @param podIp its address, empty if none yet
 * @param startTime when the kubelet acknowledged it
 * @param other what else the server wrote
 */
public record PodStatus(
        PodPhase phase,
        String reason,
        String message,
        List<Condition> conditions,
        List<ContainerStatus> initContainerStatuses,
        List<ContainerStatus> containerStatuses,
        String podIp,
        Optional<Instant> startTime,
        Document other) {
    private static final PodStatus PENDING = new PodStatus(
            PodPhase.PENDING, "", "", List.of(), List.of(), List.of(), "", Optional.empty(), Document.empty());
    private static final String[] MODELLED = {
        "phase", "reason", "message", "conditions", "initContainerStatuses", "containerStatuses", "podIP", "startTime"
    };

    public PodStatus {
        conditions = List.copyOf(conditions);
        initContainerStatuses = List.copyOf(initContainerStatuses);
        containerStatuses = List.copyOf(containerStatuses);
    }

    /**
     * Returns the status of a pod that was just created.
     *
     * @return Pending, nothing else
     */
    public static PodStatus pending() {
        return PENDING;
    }

    /**
     * Reads a status.
     *
     * @param document a pod's {@code status}
     * @return the status
     */
    public static PodStatus of(Document document) {
        Document other = document;
        for (String key : MODELLED) {
            other = other.without(key);
        }
        return new PodStatus(
                PodPhase.parse(document.text("phase").orElse("")),
                document.text("reason").orElse(""),
                document.text("message").orElse(""),
                document.documents("conditions").stream().map(Condition::of).toList(),
                document.documents("initContainerStatuses").stream()
                        .map(ContainerStatus::of)
                        .toList(),
                document.documents("containerStatuses").stream()
                        .map(ContainerStatus::of)
                        .toList(),
                document.text("podIP").orElse(""),
                Times.read(document, "startTime"),
                other);
    }

    /**
     * Writes the status.
     *
     * @return a pod's {@code status}
     */
    public Document toDocument() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("phase", phase.text());
        if (!conditions.isEmpty()) {
            tree.put(
                    "conditions", conditions.stream().map(Condition::toDocument).toList());
        }
        if (!message.isEmpty()) {
            tree.put("message", message);
        }
        if (!reason.isEmpty()) {
            tree.put("reason", reason);
        }
        if (!podIp.isEmpty()) {
            tree.put("podIP", podIp);
        }
        startTime.ifPresent(at -> tree.put("startTime", Times.text(at)));
        if (!initContainerStatuses.isEmpty()) {
            tree.put(
                    "initContainerStatuses",
                    initContainerStatuses.stream()
                            .map(ContainerStatus::toDocument)
                            .toList());
        }
        if (!containerStatuses.isEmpty()) {
            tree.put(
                    "containerStatuses",
                    containerStatuses.stream().map(ContainerStatus::toDocument).toList());
        }
        tree.putAll(other.asMap());
        return Document.of(tree);
    }

    /**
     * Finds a condition.
     *
     * @param type for example {@code Ready}
     * @return empty if there is none
     */
    public Optional<Condition> condition(String type) {
        return Condition.find(conditions, type);
    }

    /**
     * Tells whether the pod is Ready.
     *
     * @return true if the condition Ready is True
     */
    public boolean isReady() {
        for (int i = 0; i < conditions.size(); i++) { // asked of every pod of a cluster, so without an iterator
            if (conditions.get(i).type().equals("Ready")) {
                return conditions.get(i).isTrue();
            }
        }
        return false;
    }

    /**
     * Returns a copy with a condition set: one of the same type is replaced in its place, else it comes last.
     *
     * @param condition the condition
     * @return the copy
     */
    public PodStatus with(Condition condition) {
        List<Condition> all = new java.util.ArrayList<>(conditions);
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).type().equals(condition.type())) {
                all.set(i, condition);
                return withConditions(all);
            }
        }
        all.add(condition);
        return withConditions(all);
    }

    /**
     * Returns a copy with other conditions.
     *
     * @param all all conditions
     * @return the copy
     */
    public PodStatus withConditions(List<Condition> all) {
        return new PodStatus(
                phase, reason, message, all, initContainerStatuses, containerStatuses, podIp, startTime, other);
    }

    /**
     * Returns a copy in another phase.
     *
     * @param newPhase the phase
     * @return the copy
     */
    public PodStatus withPhase(PodPhase newPhase) {
        return new PodStatus(
                newPhase,
                reason,
                message,
                conditions,
                initContainerStatuses,
                containerStatuses,
                podIp,
                startTime,
                other);
    }
}
