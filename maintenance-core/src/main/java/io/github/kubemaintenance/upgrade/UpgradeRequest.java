package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.KubernetesVersion;
import io.github.kubemaintenance.model.MaintenanceException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A request for a plan that leads a cluster from one version to another. Immutable; every method returns a new request.
 *
 * <p>Malformed text fails at the call. A way that can't be gone is a plan that {@linkplain UpgradePlan#isBlocked() is
 * blocked} and says why.
 */
public final class UpgradeRequest {
    private final UpgradeOptions options;

    private UpgradeRequest(UpgradeOptions options) {
        this.options = options;
    }

    /**
     * A request that knows where it begins.
     *
     * @param version the version to come from
     */
    public record From(KubernetesVersion version) {
        /**
         * Says where to go.
         *
         * @param target for example {@code 1.31.2}, or {@code 1.31} for its newest known patch release
         * @return the request
         * @throws IllegalArgumentException for a text that is no version
         */
        public UpgradeRequest to(String target) {
            return new UpgradeRequest(UpgradeOptions.of(Optional.of(version), KubernetesVersion.parse(target)));
        }
    }

    /**
     * Says where to begin. On a cluster it must be what the cluster has.
     *
     * @param version for example {@code v1.29.4} or {@code 1.29}
     * @return what takes the target
     * @throws IllegalArgumentException for a text that is no version
     */
    public static From from(String version) {
        return new From(KubernetesVersion.parse(version));
    }

    /**
     * Says where to go from whatever a cluster has. Such a request can only be planned on a cluster or an inventory.
     *
     * @param target for example {@code 1.31.2}, or {@code 1.31} for its newest known patch release
     * @return the request
     * @throws IllegalArgumentException for a text that is no version
     */
    public static UpgradeRequest to(String target) {
        return new UpgradeRequest(UpgradeOptions.of(Optional.empty(), KubernetesVersion.parse(target)));
    }

    /** {@return everything that was asked, as a value} */
    public UpgradeOptions options() {
        return options;
    }

    /**
     * Says how the cluster is moved. By default it is told from the cluster; on versions alone it is kubeadm.
     *
     * @param platform the platform
     * @return the request
     */
    public UpgradeRequest platform(Platform platform) {
        return with(draft -> draft.platform = Optional.of(platform));
    }

    /**
     * Says how many workers move at a time; one by one by default.
     *
     * @param strategy the strategy
     * @return the request
     */
    public UpgradeRequest workers(WorkerStrategy strategy) {
        return with(draft -> draft.strategy = strategy);
    }

    /**
     * Says when workers follow the control plane; after every minor by default.
     *
     * @param pace the pace
     * @return the request
     */
    public UpgradeRequest pace(WorkerPace pace) {
        return with(draft -> draft.pace = pace);
    }

    /**
     * Says how long the parts take.
     *
     * @param timings for the estimate
     * @return the request
     */
    public UpgradeRequest timings(Timings timings) {
        return with(draft -> draft.timings = timings);
    }

    /**
     * Says how many nodes to assume where no cluster is read; 2 control-plane nodes and 1 worker by default, which shows
     * each kind of step.
     *
     * @param controlPlane control-plane nodes; 0 for a provider's control plane
     * @param workers other nodes
     * @return the request
     * @throws IllegalArgumentException for negative numbers
     */
    public UpgradeRequest nodes(int controlPlane, int workers) {
        if (controlPlane < 0 || workers < 0) {
            throw new IllegalArgumentException(
                    "nodes(" + controlPlane + ", " + workers + "): there are no negative nodes");
        }
        return with(draft -> {
            draft.controlPlaneNodes = controlPlane;
            draft.workerNodes = workers;
        });
    }

    /**
     * Asks for certain hops instead of every minor. A path that skips one makes a blocked plan.
     *
     * @param versions the hops between start and target
     * @return the request
     * @throws IllegalArgumentException for a text that is no version
     */
    public UpgradeRequest via(String... versions) {
        List<KubernetesVersion> hops =
                Arrays.stream(versions).map(KubernetesVersion::parse).toList();
        return with(draft -> draft.via = hops);
    }

    /**
     * Lets the target be a release candidate.
     *
     * @return the request
     */
    public UpgradeRequest allowReleaseCandidates() {
        return with(draft -> draft.allowReleaseCandidates = true);
    }

    /**
     * Lets the target be an alpha, a beta or a release candidate.
     *
     * @return the request
     */
    public UpgradeRequest allowPreReleases() {
        return with(draft -> draft.allowPreReleases = true);
    }

    /**
     * Turns blockers into warnings that say so: somebody has looked at them and takes the risk.
     *
     * @param codes codes ({@code REMOVED_API}: all of them) or ids ({@code SKEW:kubelet on old-1}: exactly this one)
     * @return the request
     */
    public UpgradeRequest acknowledge(String... codes) {
        List<String> all = new ArrayList<>(options.acknowledged());
        all.addAll(Arrays.asList(codes));
        return with(draft -> draft.acknowledged = all);
    }

    /**
     * Says on which day lifecycles are judged. By default the cluster's today; on versions alone the day on which the
     * catalogue was made, so that the same request always gives the same plan.
     *
     * @param day the day
     * @return the request
     */
    public UpgradeRequest asOf(LocalDate day) {
        return with(draft -> draft.day = Optional.of(day));
    }

    /**
     * Gives what reads YAML: Helm keeps its releases in it, and most manifests are written in it. {@code YamlFormat} of
     * maintenance-fabric8 is one. Without it they are UNKNOWN.
     *
     * @param yaml the format
     * @return the request
     */
    public UpgradeRequest yaml(DocumentFormat yaml) {
        return telling(told -> told.yaml = Optional.of(yaml));
    }

    /**
     * Looks through a folder of manifests too, with all below it: {@code .json}, and {@code .yaml} and {@code .yml} where
     * {@link #yaml} was given. It is read when planning on a cluster.
     *
     * @param folder the folder
     * @return the request
     */
    public UpgradeRequest manifests(Path folder) {
        return telling(told -> told.manifests = Optional.of(folder));
    }

    /**
     * Looks into an API server's own count of requests for deprecated versions ({@code
     * apiserver_requested_deprecated_apis}, since 1.19), which tells of readers too, but not who they are.
     *
     * @param text what {@code kubectl get --raw /metrics} prints
     * @return the request
     */
    public UpgradeRequest metrics(String text) {
        return telling(told -> told.metrics = Optional.of(text));
    }

    /**
     * Says when the newest backup that was verified was made. One older than a day is no recent one.
     *
     * @param at when
     * @return the request
     */
    public UpgradeRequest verifiedBackup(Instant at) {
        return telling(told -> told.verifiedBackup = Optional.of(at));
    }

    /**
     * Says how many addresses are free in the subnet of an EKS cluster that has the fewest; moving its control plane takes
     * up to five.
     *
     * @param fewest how many
     * @return the request
     */
    public UpgradeRequest freeAddresses(int fewest) {
        return telling(told -> told.freeAddresses = Optional.of(fewest));
    }

    /**
     * Says how many machines more than there are can be had, by quota, addresses or hardware. A strategy that adds more at
     * a time adds that many, and a finding says so; where it is none, the plan is blocked.
     *
     * @param most how many
     * @return the request
     * @throws IllegalArgumentException if it is negative
     */
    public UpgradeRequest spareMachines(int most) {
        if (most < 0) {
            throw new IllegalArgumentException("spareMachines(" + most + "): there are no negative machines");
        }
        return telling(told -> told.spareMachines = Optional.of(most));
    }

    /**
     * Rehearses every pass over workers where a cluster is read: on a simulated copy of it, with the drain engine itself,
     * so that budgets, grace periods and room count. Off by default, since it takes the time to simulate every drain
     * (seconds for hundreds of nodes). The estimate then says what it showed, and findings what held it up.
     *
     * @return the request
     */
    public UpgradeRequest rehearse() {
        return with(draft -> draft.rehearse = true);
    }

    /**
     * Plans on versions alone: pure, no cluster is read, nodes are assumed.
     *
     * @return the plan
     * @throws IllegalStateException if the request doesn't say where to begin
     */
    public UpgradePlan plan() {
        KubernetesVersion from = options.from()
                .orElseThrow(() -> new IllegalStateException(
                        "a plan without a cluster needs to know where it begins: use from(...).to(...)"));
        boolean provider = options.platform().map(Platform::isByMinor).orElse(false);
        return plan(Inventory.assumed(from, provider ? 0 : options.controlPlaneNodes(), options.workerNodes()));
    }

    /**
     * Plans on facts that the caller has: pure.
     *
     * @param inventory what runs where
     * @return the plan
     */
    public UpgradePlan plan(Inventory inventory) {
        return new Planner(options)
                .plan(
                        inventory,
                        options.platform().orElse(Platform.KUBEADM),
                        options.day().orElse(Planner.CATALOGUE_DAY),
                        (route, steps) -> PassRehearsal.NONE);
    }

    /**
     * Reads a cluster, each kind once, and plans. Changes nothing.
     *
     * @param backend the cluster
     * @return the plan; every node is in exactly one step of a pass, or a finding names it
     * @throws MaintenanceException where the nodes can't be read, and on an interrupt, whose flag is restored
     */
    public UpgradePlan plan(ClusterBackend backend) {
        return ClusterPlanner.plan(options, UpgradeReader.read(backend), ManifestFolder.read(options.told()));
    }

    private UpgradeRequest with(Consumer<UpgradeOptions.Draft> change) {
        UpgradeOptions.Draft draft = new UpgradeOptions.Draft(options);
        change.accept(draft);
        return new UpgradeRequest(draft.options());
    }

    private UpgradeRequest telling(Consumer<Told.Draft> more) {
        return with(draft -> {
            Told.Draft told = new Told.Draft(draft.told);
            more.accept(told);
            draft.told = told.told();
        });
    }
}
