package io.github.kubemaintenance.catalog;

import io.github.kubemaintenance.model.KubeDocument;
import io.github.kubemaintenance.model.NodeSelectorTerm;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.Volume;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What PersistentVolumeClaims and the volumes that they are bound to say about where a pod can be. Immutable, pure. */
public final class Claims {
    private final Map<String, KubeDocument> claims = new HashMap<>();
    private final Map<String, KubeDocument> volumes = new HashMap<>();
    private final String unread;

    /**
     * Where the claims of one pod let it be.
     *
     * @param terms for each volume that is bound to some nodes, the terms of its node affinity, one of which must match
     * @param unknown what could not be found out about them, a sentence
     * @param oneNodeAtATime whether one of the volumes can be at one node only (no access mode ReadWriteMany or
     *     ReadOnlyMany), so that another node gets it after this one has let go of it; also where that isn't known
     */
    public record Places(List<List<NodeSelectorTerm>> terms, Optional<String> unknown, boolean oneNodeAtATime) {
        public Places {
            terms = List.copyOf(terms);
        }
    }

    private Claims(Collection<KubeDocument> claims, Collection<KubeDocument> volumes, String unread) {
        claims.forEach(each -> this.claims.put(each.namespace() + "/" + each.name(), each));
        volumes.forEach(each -> this.volumes.put(each.name(), each));
        this.unread = unread;
    }

    /**
     * Takes what was read.
     *
     * @param claims PersistentVolumeClaims
     * @param volumes PersistentVolumes
     * @return what they say
     */
    public static Claims of(Collection<KubeDocument> claims, Collection<KubeDocument> volumes) {
        return new Claims(claims, volumes, "");
    }

    /**
     * Says that they could not be read.
     *
     * @param why a sentence
     * @return answers with that for every pod that has claims
     */
    public static Claims unknown(String why) {
        return new Claims(List.of(), List.of(), why);
    }

    /**
     * Tells whether a pod has claims.
     *
     * @param pod the pod
     * @return true for volumes {@code persistentVolumeClaim} and {@code ephemeral}
     */
    public static boolean has(Pod pod) {
        for (Volume each : pod.spec().volumes()) {
            if (claimName(pod, each).isPresent()) {
                return true;
            }
        }
        return false;
    }

    private static Optional<String> claimName(Pod pod, Volume volume) {
        return switch (volume.type()) {
            case Volume.CLAIM -> Optional.of(volume.claimName());
            case Volume.EPHEMERAL -> Optional.of(pod.name() + "-" + volume.name());
            default -> Optional.empty();
        };
    }

    /**
     * Answers for a pod. An {@code ephemeral} volume doesn't follow the pod's replacement, which gets a new one.
     *
     * @param pod the pod
     * @return where its claims let it be
     */
    public Places places(Pod pod) {
        List<List<NodeSelectorTerm>> terms = new ArrayList<>();
        Optional<String> unknown = Optional.empty();
        boolean oneNode = false;
        for (Volume volume : pod.spec().volumes()) {
            Optional<String> name = volume.type().equals(Volume.CLAIM) ? claimName(pod, volume) : Optional.empty();
            if (name.isEmpty()) {
                continue;
            }
            KubeDocument claim = claims.get(pod.namespace() + "/" + name.get());
            Optional<String> bound = claim == null
                    ? Optional.empty()
                    : claim.document().text("spec", "volumeName").filter(each -> !each.isEmpty());
            KubeDocument pv = bound.map(volumes::get).orElse(null);
            if (claim == null) {
                unknown = Optional.of(unread.isEmpty() ? "its claim " + name.get() + " was not found" : unread);
                oneNode = true;
            } else if (pv != null) {
                List<NodeSelectorTerm> required =
                        pv.document().documents("spec", "nodeAffinity", "required", "nodeSelectorTerms").stream()
                                .map(NodeSelectorTerm::of)
                                .toList();
                if (!required.isEmpty()) {
                    terms.add(required);
                }
                oneNode |= isForOneNode(claim);
            } else {
                unknown = bound.map(each -> "the volume " + each + " of its claim " + name.get() + " was not found");
                oneNode |= bound.isPresent() && isForOneNode(claim);
            }
        }
        return new Places(terms, unknown, oneNode);
    }

    private static boolean isForOneNode(KubeDocument claim) {
        List<String> modes = claim.document().texts("spec", "accessModes");
        return !modes.contains("ReadWriteMany") && !modes.contains("ReadOnlyMany");
    }
}
