package io.github.kubemaintenance.mock;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.internal.Admission;
import io.github.kubemaintenance.mock.internal.World;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.ObjectMeta;
import io.github.kubemaintenance.model.OwnerReference;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodSpec;
import io.github.kubemaintenance.model.PodStatus;
import io.github.kubemaintenance.model.RestartPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Describes one pod of a simulated cluster: bare by default, on a node that the scheduler finds. Not thread-safe.
 */
public final class PodBuilder extends PodDescription<PodBuilder> {
    private final boolean isStatic;
    private final List<OwnerReference> owners = new ArrayList<>();
    private final List<String> finalizers = new ArrayList<>();
    private String node = "";

    PodBuilder(String fullName, boolean isStatic) {
        super("a pod", fullName);
        this.isStatic = isStatic;
        if (isStatic) {
            toleratesEverything();
        }
    }

    @Override
    PodBuilder self() {
        return this;
    }

    /**
     * Puts the pod on a node, as {@code spec.nodeName} does: no scheduler is asked.
     *
     * @param nodeName the node, which must be described before
     * @return this
     */
    public PodBuilder node(String nodeName) {
        node = Names.plain("node", nodeName);
        return this;
    }

    /**
     * Lets the pod have a controller that is none of the simulator's, or none that exists.
     *
     * @param apiVersion group and version of the owner
     * @param kind its kind
     * @param owner its name
     * @return this
     */
    public PodBuilder ownedBy(String apiVersion, String kind, String owner) {
        owners.add(OwnerReference.controller(apiVersion, kind, owner, "uid-of-" + kind + "-" + owner));
        return this;
    }

    /**
     * Holds the pod's object after it has stopped.
     *
     * @param finalizer for example {@code example.com/hold}
     * @return this
     */
    public PodBuilder finalizer(String finalizer) {
        finalizers.add(finalizer);
        return this;
    }

    /**
     * Lets the pod have ended well.
     *
     * @return this
     */
    public PodBuilder succeeded() {
        restartPolicy(RestartPolicy.NEVER.text());
        return runsFor(Duration.ZERO);
    }

    /**
     * Lets the pod have failed.
     *
     * @return this
     */
    public PodBuilder failed() {
        restartPolicy(RestartPolicy.NEVER.text());
        return failsAfter(Duration.ZERO);
    }

    /** Whether it shall only begin when the cluster is handed over, since it ends by itself. */
    boolean beginsAtTheStart() {
        return endsByItself()
                && behaviour().runsFor().filter(each -> !each.isZero()).isPresent();
    }

    /** A static pod's name in the API carries its node's. */
    String podName() {
        return isStatic && !name.endsWith("-" + node) ? name + "-" + node : name;
    }

    void check() {
        if (isStatic && node.isEmpty()) {
            throw new IllegalArgumentException(
                    "a static pod is on a node: staticPod(\"" + namespace + "/" + name + "\", p -> p.node(...))");
        }
    }

    void create(World world) {
        if (!node.isEmpty() && world.find(Kind.NODES, "", node).isEmpty()) {
            throw new IllegalArgumentException("the pod " + namespace + "/" + name + " is on the node " + node
                    + ", which isn't described before it");
        }
        world.behave(Kind.PODS, namespace, podName(), behaviour());
        claims.forEach(claim -> WorkloadBuilder.createClaim(world, namespace, claim));
        PodSpec spec = Admission.admitted(spec(true));
        world.create(Kind.PODS, new Pod(metadata(world), spec, node, PodStatus.pending()));
    }

    private ObjectMeta metadata(World world) {
        List<OwnerReference> all = new ArrayList<>(owners);
        if (isStatic) {
            annotation(Pod.MIRROR_ANNOTATION, "mirror-of-" + name);
            annotation("kubernetes.io/config.source", "file");
            String uid = world.find(Kind.NODES, "", node).map(Node::uid).orElse("");
            all.add(new OwnerReference("v1", "Node", node, uid, true, false));
        }
        return new ObjectMeta(
                namespace,
                podName(),
                "",
                "",
                0,
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                labels,
                annotations,
                all,
                finalizers,
                Document.empty());
    }
}
