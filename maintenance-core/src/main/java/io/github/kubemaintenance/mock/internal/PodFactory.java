package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.ObjectMeta;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodSpec;
import io.github.kubemaintenance.model.PodStatus;
import io.github.kubemaintenance.model.Workload;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes pods from a workload's template, with names as the API server generates them. */
final class PodFactory {
    private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";
    private static final int SUFFIX = 5;
    private static final int LONGEST_PREFIX = 58;

    private final SpecMemo specs = new SpecMemo(Admission::admitted);

    /** A name that no pod of the namespace has. */
    static String freeName(World world, String namespace, String prefix) {
        String base = prefix.length() > LONGEST_PREFIX ? prefix.substring(0, LONGEST_PREFIX) : prefix;
        while (true) {
            StringBuilder name = new StringBuilder(base);
            for (int i = 0; i < SUFFIX; i++) {
                name.append(LETTERS.charAt(world.random(LETTERS.length())));
            }
            if (world.find(Kind.PODS, namespace, name.toString()).isEmpty()) {
                return name.toString();
            }
        }
    }

    /** The template's spec as it is in a pod. */
    PodSpec spec(Workload owner) {
        return specs.of(owner.template());
    }

    /** A pod of a workload, not yet created. */
    static Pod of(Workload owner, String name, boolean generated, Map<String, String> labels, PodSpec spec) {
        Document other = generated ? Document.of("generateName", owner.name() + "-") : Document.empty();
        ObjectMeta metadata = new ObjectMeta(
                owner.namespace(),
                name,
                "",
                "",
                0,
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                labels,
                owner.templateAnnotations(),
                List.of(owner.asController()),
                List.of(),
                other);
        return new Pod(metadata, spec, "", PodStatus.pending());
    }

    /** Creates a pod with a new name for a workload, unless its namespace goes. */
    void create(World world, Workload owner) {
        if (!Namespaces.isTerminating(world, owner.namespace())) {
            String name = freeName(world, owner.namespace(), owner.name() + "-");
            world.create(Kind.PODS, of(owner, name, true, owner.templateLabels(), spec(owner)));
        }
    }
}
