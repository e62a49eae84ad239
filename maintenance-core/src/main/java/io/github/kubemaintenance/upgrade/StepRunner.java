package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.ClusterSession;
import io.github.kubemaintenance.cluster.Loop;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.drain.DrainException;
import io.github.kubemaintenance.drain.DrainRequest;
import io.github.kubemaintenance.drain.ReasonCode;
import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.model.Reason;
import io.github.kubemaintenance.node.CordonRequest;
import io.github.kubemaintenance.upgrade.StepCheck.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Carries one step out: gates, then its commands in order (ours or the caller's hands'), then gates. */
final class StepRunner {
    private static final int TRIES = 5;
    private static final Pattern LOOKING =
            Pattern.compile("kubectl (-n \\S+ )?(get|wait|describe|version|rollout status) ");

    private final UpgradeRun.Settings settings;
    private final ClusterBackend backend;
    private final HostExecutor hosts;
    private final UpgradeStep step;
    private final RunLog log;
    private final GateWatch gates;

    StepRunner(UpgradeRun.Settings settings, ClusterBackend backend, HostExecutor hosts, UpgradeStep step, RunLog log) {
        this.settings = settings;
        this.backend = backend;
        this.hosts = hosts;
        this.step = step;
        this.log = log;
        this.gates = new GateWatch(backend, settings.stop());
    }

    /** Returns false where the step was passed over because its node is gone. */
    boolean run() throws StepFailure, InterruptedException {
        Seen seen = await(step.before(), Set.of());
        checkRemembered();
        if (step.kind() == StepKind.NODE_IN_PLACE
                && seen.node(step.nodes().get(0)).isEmpty()) {
            log.skip(step, "Node " + step.nodes().get(0) + " is gone: nothing to do.");
            return false;
        }
        Set<String> cordoned = log.cordonedBefore(step).orElseGet(() -> cordoned(seen));
        log.start(step, cordoned);
        int unit = 0;
        for (List<StepCommand> part : parts()) {
            unit++;
            if (settings.stop().getAsBoolean()) {
                throw StepFailure.cancelled();
            }
            part(part, step.id() + "#" + unit, cordoned);
        }
        await(step.after(), cordoned);
        judge();
        step.after().stream()
                .filter(check -> check.gate() == Gate.MANUAL)
                .forEach(check -> log.tell(step, UpgradeEvent.Kind.MANUAL, "Look: " + check));
        return true;
    }

    private Set<String> cordoned(Seen seen) {
        return step.nodes().stream()
                .filter(name -> seen.node(name).map(Node::unschedulable).orElse(false))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Seen await(List<StepCheck> checks, Set<String> cordoned) throws StepFailure, InterruptedException {
        List<StepCheck> watched = checks.stream().filter(GateRules::isWatched).toList();
        if (!watched.isEmpty()) {
            log.tell(
                    step,
                    UpgradeEvent.Kind.WAITING,
                    "Waiting until " + watched.stream().map(StepCheck::text).collect(Collectors.joining("; ")));
        }
        GateWatch.Result result =
                gates.await(new GateRules(settings.plan(), step, cordoned), watched, settings.gates());
        if (result.closed().isEmpty() && result.seen() != null) {
            return result.seen();
        } else if (settings.stop().getAsBoolean()) {
            throw StepFailure.cancelled();
        }
        throw new StepFailure(
                Outcome.TIMED_OUT,
                RunCode.GATE,
                "After " + Estimate.text(settings.gates()) + ": " + String.join("; ", result.closed()) + ".");
    }

    /** What the plan or an earlier step vouches for. */
    private void checkRemembered() throws StepFailure {
        boolean backup = step.before().stream().anyMatch(check -> check.gate() == Gate.BACKUP_VERIFIED);
        String id = Steps.label(step.version()) + "/backup";
        if (backup && settings.plan().step(id).isPresent() && !log.done().contains(id)) {
            throw new StepFailure(Outcome.FAILED, RunCode.GATE, "The backup " + id + " is not done.");
        }
        step.before().stream()
                .filter(check -> check.gate() == Gate.MANUAL)
                .forEach(check -> log.tell(step, UpgradeEvent.Kind.MANUAL, "Should hold: " + check));
    }

    /** Commands for the same hands, one after the other, are one part; what the library does is one each. */
    private List<List<StepCommand>> parts() {
        List<List<StepCommand>> parts = new ArrayList<>();
        for (StepCommand command : step.commands()) {
            List<StepCommand> last = parts.isEmpty() ? List.of() : parts.get(parts.size() - 1);
            boolean joins = !last.isEmpty()
                    && !isOurs(command)
                    && !isOurs(last.get(0))
                    && last.get(0).where() == command.where()
                    && last.get(0).target().equals(command.target());
            if (joins) {
                last.add(command);
            } else {
                parts.add(new ArrayList<>(List.of(command)));
            }
        }
        return parts;
    }

    private boolean isOurs(StepCommand command) {
        boolean admin = command.where() == StepCommand.Where.ADMIN;
        boolean provider = step.kind() == StepKind.NODES_ADD || step.kind() == StepKind.NODE_RETIRE;
        return (admin && command.text().startsWith("kubectl "))
                || (provider && settings.nodes().isPresent())
                || (step.kind() == StepKind.TRAFFIC_SHIFT && settings.traffic().isPresent());
    }

    private void part(List<StepCommand> part, String unit, Set<String> cordoned)
            throws StepFailure, InterruptedException {
        StepCommand first = part.get(0);
        String[] words = first.text().split(" ", -1);
        if (!isOurs(first)) {
            host(part, unit);
        } else if (first.text().startsWith("kubectl drain ")) {
            drain(words[2]);
        } else if (first.text().startsWith("kubectl uncordon ")) {
            uncordon(words[2], cordoned);
        } else if (step.kind() == StepKind.TRAFFIC_SHIFT) {
            forked(unit, () -> {
                settings.traffic().orElseThrow().shift(percent());
                return true;
            });
        } else if (first.where() == StepCommand.Where.PROVIDER
                && settings.nodes().isPresent()) {
            forked(unit, () -> {
                provide(settings.nodes().get());
                return true;
            });
        } else if (!LOOKING.matcher(first.text()).lookingAt()) {
            host(part, unit);
        }
        // what only looks is left to the gates, which look at the same
    }

    private void provide(NodeProvider provider) throws Exception {
        if (step.kind() == StepKind.NODES_ADD) {
            long count = settings.plan().steps().stream()
                    .filter(each -> each.kind() == StepKind.NODE_RETIRE
                            && each.wave() == step.wave()
                            && each.version().equals(step.version()))
                    .count();
            boolean pool = settings.plan().strategy().way() == WorkerStrategy.Way.NEW_POOL;
            long all = settings.plan().steps().stream()
                    .filter(each -> each.kind() == StepKind.NODE_RETIRE
                            && each.version().equals(step.version()))
                    .count();
            provider.add((int) (pool ? all : count), step.version());
        } else {
            provider.delete(step.nodes().get(0));
        }
    }

    private void host(List<StepCommand> part, String unit) throws StepFailure, InterruptedException {
        StepCommand first = part.get(0);
        HostTask task = new HostTask(
                unit,
                step,
                first.where(),
                first.target(),
                part.stream().map(StepCommand::text).toList());
        if (log.isUnitDone(unit)) {
            forget(task); // the run before may have ended in front of this
            return;
        }
        log.tell(
                step,
                UpgradeEvent.Kind.HOST,
                "Running " + task.commands().size() + " command(s)"
                        + (task.target().isEmpty() ? "" : " on " + task.target()));
        forked(unit, () -> {
            hosts.run(task);
            return true;
        });
        log.unitDone(step, unit);
        forget(task);
    }

    /** Only what would be left lying about: no reason to end a run. */
    private void forget(HostTask task) throws InterruptedException {
        try {
            forked(task.unit(), () -> {
                hosts.forget(task);
                return true;
            });
        } catch (StepFailure e) {
            log.tell(step, UpgradeEvent.Kind.HOST, "Done, but something was left behind: " + e.getMessage());
        }
    }

    private void forked(String unit, Callable<Boolean> work) throws StepFailure, InterruptedException {
        List<Result<Boolean>> ended = new ArrayList<>();
        boolean[] over = new boolean[1];
        try (ClusterSession session = backend.open()) {
            Loop loop = new Loop(session, 1);
            loop.fork(work, ended::add);
            loop.at(loop.now().plus(settings.hosts()), () -> over[0] = true);
            loop.run(() -> !ended.isEmpty() || over[0]);
        }
        if (ended.isEmpty()) {
            throw new StepFailure(
                    Outcome.TIMED_OUT,
                    RunCode.HOST_TIMEOUT,
                    unit + " did not end within " + Estimate.text(settings.hosts()) + "; it may still be running.");
        } else if (ended.get(0) instanceof Result.Failed<Boolean> failed) {
            boolean unknown = failed.error() instanceof HostUnknownException;
            throw new StepFailure(
                    Outcome.FAILED,
                    unknown ? RunCode.HOST_UNKNOWN : RunCode.HOST,
                    unit + (unknown ? ": " : " failed: ") + failed.error().getMessage());
        }
    }

    /** A server that is away before the drain has begun is waited for; afterwards the drain waits itself. */
    private void drain(String node) throws StepFailure, InterruptedException {
        boolean bare = settings.plan().findings(FindingCode.BARE_POD).stream().anyMatch(UpgradeFinding::acknowledged);
        boolean never =
                settings.plan().findings(FindingCode.BUDGET_NEVER).stream().anyMatch(UpgradeFinding::acknowledged);
        DrainRequest request =
                DrainRequest.of(node).ignoreDaemonSets().deleteEmptyDirData().timeout(settings.drains());
        request = bare ? request.force() : request;
        request = never ? request.proceedDespiteBlockers() : request;
        for (int i = 1; ; i++) {
            try {
                request.onEvent(log::pass).run(backend);
                return;
            } catch (DrainException e) {
                List<String> codes =
                        e.report().reasons().stream().map(Reason::code).toList();
                boolean unread = codes.contains(ReasonCode.UNREADABLE) || codes.contains(ReasonCode.CORDON_FAILED);
                if (e.report().outcome() == Outcome.CANCELLED) {
                    throw new InterruptedException("the drain of " + node + " was interrupted");
                } else if (isReplaced(node)) {
                    return;
                } else if (!unread || i == TRIES) {
                    throw new StepFailure(
                            e.report().outcome() == Outcome.TIMED_OUT ? Outcome.TIMED_OUT : Outcome.FAILED,
                            RunCode.DRAIN,
                            String.valueOf(e.getMessage()));
                }
                await(List.of(Steps.apiReady()), Set.of());
            }
        }
    }

    /** Where a step replaces machines, a run that goes on may find some of them replaced by the one before. */
    private boolean isReplaced(String node) throws StepFailure, InterruptedException {
        boolean replaces = step.kind() == StepKind.SELF_MANAGED_GROUP || step.kind() == StepKind.NODE_RETIRE;
        return replaces && await(List.of(Steps.apiReady()), Set.of()).node(node).isEmpty();
    }

    private void uncordon(String node, Set<String> cordoned) throws StepFailure, InterruptedException {
        if (cordoned.contains(node)) {
            return; // somebody else's cordon stays
        }
        for (int i = 1; ; i++) {
            try {
                CordonRequest.uncordon(node).run(backend);
                return;
            } catch (MaintenanceException e) {
                if (i == TRIES) {
                    throw new StepFailure(Outcome.FAILED, RunCode.DRAIN, String.valueOf(e.getMessage()));
                }
                await(List.of(Steps.apiReady()), Set.of());
            }
        }
    }

    private int percent() {
        return step.after().stream()
                .filter(check -> check.gate() == Gate.HEALTH_JUDGED)
                .mapToInt(check -> Integer.parseInt(check.subject()))
                .findFirst()
                .orElse(0);
    }

    private void judge() throws StepFailure, InterruptedException {
        boolean judged = step.after().stream().anyMatch(check -> check.gate() == Gate.HEALTH_JUDGED);
        if (!judged || settings.judge().isEmpty()) {
            return;
        }
        List<HealthJudge.Judgement> said = new ArrayList<>();
        int percent = percent();
        forked(step.id() + "#judge", () -> said.add(settings.judge().get().judge(percent)));
        HealthJudge.Judgement judgement = said.get(0);
        if (judgement.healthy()) {
            return;
        }
        int before = settings.plan().steps().stream()
                .filter(each ->
                        each.kind() == StepKind.TRAFFIC_SHIFT && !each.id().equals(step.id()))
                .filter(each -> log.done().contains(each.id()))
                .mapToInt(each -> Integer.parseInt(each.id().replaceFirst(".*-", "")))
                .max()
                .orElse(0);
        if (step.kind() == StepKind.TRAFFIC_SHIFT) {
            forked(step.id() + "#back", () -> {
                settings.traffic().orElseThrow().shift(before);
                return true;
            });
        }
        throw new StepFailure(
                Outcome.FAILED,
                RunCode.NOT_HEALTHY,
                "Not healthy at " + percent + "%: " + judgement.text() + "; the traffic is back at " + before + "%.");
    }
}
