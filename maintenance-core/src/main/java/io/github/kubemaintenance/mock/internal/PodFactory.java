package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.ObjectMeta;
import io.github.kubemaintenance.model.OwnerReference;
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
    private Common last = new Common("", List.of(), Document.empty());

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

    /** What all pods of a workload have in common; made once for those that are made one after the other. */
    record Common(String uid, List<OwnerReference> owners, Document generated) {
        static Common of(Workload owner) {
            return new Common(
                    owner.uid(), List.of(owner.asController()), Document.of("generateName", owner.name() + "-"));
        }
    }

    /** A pod of a workload, not yet created. */
    static Pod of(Workload owner, String name, Common common, Map<String, String> labels, PodSpec spec) {
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
                common.owners(),
                List.of(),
                common.generated());
        return new Pod(metadata, spec, "", PodStatus.pending());
    }

    private Common common(Workload owner) {
        if (!last.uid().equals(owner.uid())) {
            last = Common.of(owner);
        }
        return last;
    }

    /** A pod of a workload with a name of its own choice, not yet created. */
    Pod make(World world, Workload owner) {
        String name = freeName(world, owner.namespace(), owner.name() + "-");
        return of(owner, name, common(owner), owner.templateLabels(), spec(owner));
    }

    /** Creates a pod with a new name for a workload, unless its namespace goes. */
    void create(World world, Workload owner) {
        if (!Namespaces.isTerminating(world, owner.namespace())) {
            world.create(Kind.PODS, make(world, owner));
        }
    }
}
