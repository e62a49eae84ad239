package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubernetesVersion;
import io.github.kubemaintenance.model.Pod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The hosts of a simulated cluster: understands what the steps of kubeadm's plans do and lets it happen there, in virtual
 * time. A control-plane step gives the static pods of its node new images, a kubelet that restarts tells its new version.
 * Commands that it doesn't know do nothing. Thread-safe as far as the run that uses it is.
 */
public final class SimulatedHosts implements HostExecutor {
    private static final Duration CONTROL_PLANE = Duration.ofMinutes(3);
    private static final Duration PACKAGES = Duration.ofMinutes(1);
    private static final Set<String> PARTS = Set.of("kube-apiserver", "kube-controller-manager", "kube-scheduler");

    private final MockCluster cluster;
    private final List<HostTask> tasks = new CopyOnWriteArrayList<>();
    private final Set<String> broken = new HashSet<>();

    /**
     * Plays the hosts of a cluster.
     *
     * @param cluster the cluster
     */
    public SimulatedHosts(MockCluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Breaks a node: every command there fails from now on.
     *
     * @param node name of the node
     */
    public synchronized void breakNode(String node) {
        broken.add(node);
    }

    /**
     * Mends a node.
     *
     * @param node name of the node
     */
    public synchronized void mend(String node) {
        broken.remove(node);
    }

    /** {@return what was asked of the hosts so far, in order} */
    public List<HostTask> tasks() {
        return new ArrayList<>(tasks);
    }

    private synchronized boolean isBroken(String node) {
        return broken.contains(node);
    }

    @Override
    public void run(HostTask task) {
        tasks.add(task);
        if (isBroken(task.target())) {
            throw new IllegalStateException(
                    "exit code 1 on " + task.target() + ": " + task.commands().get(0) + ": dpkg was interrupted");
        }
        if (task.where() != StepCommand.Where.NODE) {
            return;
        }
        KubernetesVersion version = task.step().version();
        boolean plane = task.commands().stream().anyMatch(each -> each.startsWith("kubeadm upgrade"))
                && task.step().nodes().isEmpty();
        if (plane) {
            cluster.advance(CONTROL_PLANE);
            moveStaticPods(task.target(), version);
        } else {
            cluster.advance(PACKAGES);
        }
        if (task.commands().contains("systemctl restart kubelet")) {
            cluster.patch(
                    Kind.NODES,
                    task.target(),
                    Document.of(
                            "status",
                            Document.of("nodeInfo", Document.of("kubeletVersion", "v" + Versions.exact(version)))));
        }
    }

    private void moveStaticPods(String node, KubernetesVersion version) {
        for (Pod pod : cluster.podsOn(node)) {
            String part = pod.spec().containers().isEmpty()
                    ? ""
                    : pod.spec().containers().get(0).name();
            if (pod.isMirror() && PARTS.contains(part)) {
                Document container = Document.of("name", part)
                        .with("registry.k8s.io/" + part + ":v" + Versions.exact(version), "image");
                cluster.patch(
                        Kind.PODS,
                        pod.namespace() + "/" + pod.name(),
                        Document.of("spec", Document.of("containers", List.of(container))));
            }
        }
    }
}
