package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.catalog.BudgetArithmetic;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.model.Condition;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import io.github.kubemaintenance.model.Workload;
import io.github.kubemaintenance.model.internal.Nullable;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the status of budgets, by {@link BudgetArithmetic}, whenever a pod, a budget or a number of replicas changes;
 * and takes back a pod's DisruptionTarget when nobody deleted it within two minutes.
 */
final class DisruptionController implements Controller {
    static final String NAME = "disruption";

    private static final String STALE = "stale-disruption ";
    private static final Task EVERYTHING = new Task(NAME, "", "", "");

    private @Nullable BudgetIndex index;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Controller forCopy() {
        return new DisruptionController();
    }

    @Override
    public void changed(World world, Change<?> change) {
        if (change.object() instanceof Pod pod) {
            if (change.type() != ChangeType.DELETED) {
                staleSince(pod)
                        .ifPresent(since -> world.at(
                                since.plus(BudgetArithmetic.DISRUPTED_FOR), Task.of(NAME, pod, STALE + pod.uid())));
            }
            if (index == null) {
                world.at(world.now(), EVERYTHING);
            } else {
                Collection<PodDisruptionBudget> touched = index.follow(change, pod);
                if (change.type() != ChangeType.MODIFIED || counts(change, pod)) {
                    touched.forEach(budget -> sync(world, budget));
                }
            }
        } else if (change.object() instanceof PodDisruptionBudget budget) {
            if (index == null) {
                world.at(world.now(), EVERYTHING);
                return;
            }
            index.follow(change, budget);
            sync(world, budget);
        } else if (change.object() instanceof Workload workload && index != null && scaled(change, workload)) {
            for (PodDisruptionBudget budget : world.in(Kind.BUDGETS, workload.namespace())) {
                if (budget.selector()
                        .filter(each -> each.matches(workload.templateLabels()))
                        .isPresent()) {
                    sync(world, budget);
                }
            }
        }
    }

    private static void sync(World world, PodDisruptionBudget budget) {
        world.at(world.now(), Task.of(NAME, budget));
    }

    /** Whether a change of a pod can matter to a budget. */
    private static boolean counts(Change<?> change, Pod pod) {
        return !(change.before().orElse(null) instanceof Pod before)
                || before.isReady() != pod.isReady()
                || before.isTerminating() != pod.isTerminating()
                || !before.metadata().labels().equals(pod.metadata().labels())
                || !before.metadata().ownerReferences().equals(pod.metadata().ownerReferences());
    }

    private static boolean scaled(Change<?> change, Workload workload) {
        return !(change.type() == ChangeType.MODIFIED
                && change.before().orElse(null) instanceof Workload before
                && before.replicas() == workload.replicas());
    }

    @Override
    public void due(World world, Task task) {
        if (task.equals(EVERYTHING)) {
            if (index == null) {
                index = new BudgetIndex(world);
                List.copyOf(world.all(Kind.BUDGETS)).forEach(budget -> compute(world, budget));
            }
            return;
        }
        if (task.detail().startsWith(STALE)) {
            world.find(Kind.PODS, task.namespace(), task.name())
                    .filter(pod -> task.detail().equals(STALE + pod.uid()))
                    .ifPresent(pod -> takeBack(world, pod));
        } else {
            world.find(Kind.BUDGETS, task.namespace(), task.name()).ifPresent(budget -> compute(world, budget));
        }
    }

    private void compute(World world, PodDisruptionBudget budget) {
        if (index == null) {
            index = new BudgetIndex(world);
        }
        BudgetArithmetic.Sync sync =
                BudgetArithmetic.sync(budget, index.podsOf(budget), pod -> Scales.of(world, pod), world.now());
        for (String name : sync.expired()) {
            Events.record(
                    world,
                    world.find(Kind.PODS, budget.namespace(), name).orElse(null),
                    "NotDeleted",
                    "Pod was expected by PDB " + Keys.of(budget) + " to be deleted but it wasn't");
        }
        if (!sync.status().equals(budget.status())) {
            world.update(Kind.BUDGETS, budget.with(sync.status()));
        }
        sync.recheckAt().ifPresent(at -> world.at(at, Task.of(NAME, budget)));
    }

    /** Since when a pod says that it goes and nobody deletes it; a kubelet's own word and finished pods stay. */
    private static Optional<Instant> staleSince(Pod pod) {
        if (pod.isTerminating() || pod.isFinished()) {
            return Optional.empty();
        }
        return pod.status()
                .condition(PodStatuses.DISRUPTION_TARGET)
                .filter(each -> each.isTrue() && !each.reason().equals("TerminationByKubelet"))
                .flatMap(Condition::lastTransitionTime);
    }

    private static void takeBack(World world, Pod pod) {
        Instant now = world.now();
        staleSince(pod)
                .filter(since -> !since.plus(BudgetArithmetic.DISRUPTED_FOR).isAfter(now))
                .ifPresent(since -> world.update(
                        Kind.PODS,
                        pod.with(pod.status()
                                .with(PodStatuses.condition(PodStatuses.DISRUPTION_TARGET, false, "", "", now)))));
    }
}
