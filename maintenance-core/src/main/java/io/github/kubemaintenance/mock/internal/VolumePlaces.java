package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeDocument;
import io.github.kubemaintenance.model.LabelSelector;
import io.github.kubemaintenance.model.LabelSelector.Requirement;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.NodeSelectorTerm;
import io.github.kubemaintenance.model.ObjectMeta;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a pod's claims let it be: on nodes that the bound volumes' node affinity names. A claim without a volume gets
 * one in the zone of the first node that its pod is bound to.
 */
final class VolumePlaces {
    private final List<List<NodeSelectorTerm>> places;
    private final Optional<String> missing;

    private VolumePlaces(List<List<NodeSelectorTerm>> places, Optional<String> missing) {
        this.places = places;
        this.missing = missing;
    }

    static VolumePlaces of(World world, Pod pod) {
        List<List<NodeSelectorTerm>> places = new ArrayList<>();
        for (Volume volume : pod.spec().volumes()) {
            Optional<String> name = claimName(pod, volume);
            if (name.isPresent()) {
                Optional<KubeDocument> claim = world.find(Kind.VOLUME_CLAIMS, pod.namespace(), name.get());
                if (claim.isPresent()) {
                    terms(world, claim.get()).ifPresent(places::add);
                } else if (volume.type().equals(Volume.CLAIM)) {
                    return new VolumePlaces(
                            List.of(), Optional.of("persistentvolumeclaim \"" + name.get() + "\" not found"));
                }
            }
        }
        return new VolumePlaces(places, Optional.empty());
    }

    private static Optional<String> claimName(Pod pod, Volume volume) {
        return switch (volume.type()) {
            case Volume.CLAIM -> Optional.of(volume.claimName());
            case Volume.EPHEMERAL -> Optional.of(pod.name() + "-" + volume.name());
            default -> Optional.empty();
        };
    }

    private static Optional<List<NodeSelectorTerm>> terms(World world, KubeDocument claim) {
        return claim.document()
                .text("spec", "volumeName")
                .flatMap(name -> world.find(Kind.VOLUMES, "", name))
                .map(volume -> volume.document().documents("spec", "nodeAffinity", "required", "nodeSelectorTerms"))
                .filter(terms -> !terms.isEmpty())
                .map(terms -> terms.stream().map(NodeSelectorTerm::of).toList());
    }

    Optional<String> missing() {
        return missing;
    }

    /** For each bound volume, the terms of its node affinity. */
    List<List<NodeSelectorTerm>> terms() {
        return places;
    }

    /** Gives the claims of a pod that have none a volume that lives where the pod goes. */
    static void bind(World world, Pod pod, Node node) {
        for (Volume volume : pod.spec().volumes()) {
            claimName(pod, volume)
                    .flatMap(name -> world.find(Kind.VOLUME_CLAIMS, pod.namespace(), name))
                    .filter(claim -> claim.document()
                            .text("spec", "volumeName")
                            .orElse("")
                            .isEmpty())
                    .ifPresent(claim -> bind(world, claim, node));
        }
    }

    private static void bind(World world, KubeDocument claim, Node node) {
        String name = "pvc-" + claim.uid();
        Document volume = Document.of("apiVersion", "v1")
                .with("PersistentVolume", "kind")
                .with(ObjectMeta.of("", name).toDocument(), "metadata")
                .with(claim.document().at("spec").without("volumeName"), "spec")
                .with("PersistentVolumeClaim", "spec", "claimRef", "kind")
                .with(claim.namespace(), "spec", "claimRef", "namespace")
                .with(claim.name(), "spec", "claimRef", "name")
                .with(claim.uid(), "spec", "claimRef", "uid")
                .with("Bound", "status", "phase");
        if (!node.zone().isEmpty()) {
            Requirement zone = new Requirement(Node.ZONE, LabelSelector.Operator.IN, List.of(node.zone()));
            volume = volume.with(
                    List.of(new NodeSelectorTerm(List.of(zone), List.of()).toDocument()),
                    "spec",
                    "nodeAffinity",
                    "required",
                    "nodeSelectorTerms");
        }
        world.create(Kind.VOLUMES, KubeDocument.of(volume));
        Document bound = claim.document().with(name, "spec", "volumeName").with("Bound", "status", "phase");
        world.update(Kind.VOLUME_CLAIMS, new KubeDocument(claim.metadata(), bound));
    }
}
