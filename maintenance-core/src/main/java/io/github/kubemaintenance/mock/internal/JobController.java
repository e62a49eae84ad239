package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.ObjectMeta;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodPhase;
import io.github.kubemaintenance.model.Workload;
import io.github.kubemaintenance.model.WorkloadKind;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Jobs: pods until enough have succeeded, or too many failed. Pods carry the tracking finalizer until they are counted,
 * so that one that is deleted is counted too; finished pods stay. Indexed Jobs are run as if they weren't.
 */
final class JobController implements Controller {
    static final String FINALIZER = "batch.kubernetes.io/job-tracking";

    private static final String NAME = "job";

    private final PodFactory factory = new PodFactory();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void changed(World world, Change<?> change) {
        if (change.object() instanceof Workload workload) {
            if (workload.kind() == WorkloadKind.JOB && change.type() != ChangeType.DELETED) {
                world.at(world.now(), Task.of(NAME, workload));
            }
        } else if (change.object() instanceof Pod pod) {
            Owners.of(pod, WorkloadKind.JOB).ifPresent(owner -> world.at(world.now(), Owners.task(NAME, pod, owner)));
        }
    }

    @Override
    public void due(World world, Task task) {
        world.find(Kind.JOBS, task.namespace(), task.name()).ifPresent(job -> sync(world, job));
    }

    private void sync(World world, Workload job) {
        int succeeded = number(job.status(), "succeeded");
        int failed = number(job.status(), "failed");
        List<Pod> active = new ArrayList<>();
        int ready = 0;
        int terminating = 0;
        for (Pod pod : List.copyOf(world.podsOf(job.uid()))) {
            if (hasEnded(pod)) {
                if (pod.metadata().finalizers().contains(FINALIZER)) {
                    succeeded += pod.status().phase() == PodPhase.SUCCEEDED ? 1 : 0;
                    failed += pod.status().phase() == PodPhase.SUCCEEDED ? 0 : 1;
                    release(world, pod);
                }
            } else if (pod.isTerminating()) {
                terminating++;
            } else {
                active.add(pod);
                ready += pod.isReady() ? 1 : 0;
            }
        }
        Document status = job.status();
        if (!isOver(job) && !job.metadata().isTerminating()) {
            status = run(world, job, active, succeeded, failed);
        }
        status = WorkloadStatus.count(status, "succeeded", succeeded);
        status = WorkloadStatus.count(status, "failed", failed);
        status = WorkloadStatus.count(status, "active", active.size());
        status = status.with((long) ready, "ready").with((long) terminating, "terminating");
        if (!status.equals(job.status())) {
            world.update(Kind.JOBS, job.withStatus(status));
        }
    }

    private Document run(World world, Workload job, List<Pod> active, int succeeded, int failed) {
        int completions = job.otherSpec().number("completions").orElse(-1L).intValue();
        int limit = job.otherSpec().number("backoffLimit").orElse(6L).intValue();
        String now = world.now().truncatedTo(ChronoUnit.SECONDS).toString();
        Document status =
                job.status().has("startTime") ? job.status() : job.status().with(now, "startTime");
        boolean complete = completions < 0 ? succeeded > 0 && active.isEmpty() : succeeded >= completions;
        if (complete) {
            stop(world, active);
            return over(status.with(now, "completionTime"), "Complete", "CompletionsReached", now);
        } else if (failed > limit) {
            stop(world, active);
            return over(status, "Failed", "BackoffLimitExceeded", now);
        }
        boolean suspended = job.otherSpec().flag("suspend").orElse(false);
        int wanted = completions < 0
                ? succeeded > 0 ? 0 : job.replicas()
                : Math.min(job.replicas(), completions - succeeded);
        for (int i = active.size(); i < wanted && !suspended; i++) {
            create(world, job).ifPresent(active::add);
        }
        return status;
    }

    private Optional<Pod> create(World world, Workload job) {
        if (Namespaces.isTerminating(world, job.namespace())) {
            return Optional.empty();
        }
        Pod pod = factory.make(world, job);
        return Optional.of(world.create(Kind.PODS, pod.with(pod.metadata().withFinalizers(List.of(FINALIZER)))));
    }

    private static void stop(World world, List<Pod> active) {
        active.forEach(pod -> PodWrites.delete(world, pod, Optional.empty()));
        active.clear();
    }

    /** Ended by itself, or deleted before or after it ran. */
    private static boolean hasEnded(Pod pod) {
        return pod.isFinished()
                || (pod.isTerminating()
                        && (pod.nodeName().isEmpty()
                                || pod.metadata()
                                        .deletionGracePeriod()
                                        .map(grace -> grace.isZero())
                                        .orElse(false)));
    }

    private static void release(World world, Pod pod) {
        ObjectMeta metadata = pod.metadata();
        Pod released = world.update(
                Kind.PODS,
                pod.with(metadata.withFinalizers(metadata.finalizers().stream()
                        .filter(each -> !each.equals(FINALIZER))
                        .toList())));
        PodWrites.removeIfReleased(world, released);
    }

    private static boolean isOver(Workload job) {
        return job.status().documents("conditions").stream()
                .anyMatch(each -> each.text("status").orElse("").equals("True")
                        && List.of("Complete", "Failed")
                                .contains(each.text("type").orElse("")));
    }

    private static Document over(Document status, String type, String reason, String now) {
        List<Document> conditions = new ArrayList<>(status.documents("conditions"));
        conditions.add(Document.of("type", type)
                .with("True", "status")
                .with(now, "lastProbeTime")
                .with(now, "lastTransitionTime")
                .with(reason, "reason"));
        return status.with(conditions, "conditions");
    }

    private static int number(Document status, String key) {
        return status.number(key).orElse(0L).intValue();
    }
}
