package io.github.kubemaintenance.node;

import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.drain.DrainRequest;
import io.github.kubemaintenance.drain.DryRun;
import io.github.kubemaintenance.etcd.EtcdBackend;
import io.github.kubemaintenance.model.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.function.UnaryOperator;

/**
 * What is to be done with each node: drained how, which action, which checks.
 *
 * @param options everything that is a value
 * @param drain makes a node's drain of the default one
 * @param action the caller's action
 * @param executor where action and checks run; empty for the backend's executor
 * @param checks the caller's checks, in order
 * @param done annotations that a node has when it is done
 * @param drainLimit how long a drain may take that doesn't say it
 * @param replaces whether the action removes the node, which then doesn't come back
 * @param etcd etcd itself, to be asked whether a member may go; empty to go by its pods
 */
record Work(
        CycleOptions options,
        UnaryOperator<DrainRequest> drain,
        Optional<NodeAction> action,
        Optional<Executor> executor,
        List<NodeAction> checks,
        Map<String, String> done,
        Optional<Duration> drainLimit,
        boolean replaces,
        Optional<EtcdBackend> etcd) {
    static final Work NOTHING = new Work(
            CycleOptions.defaults(),
            UnaryOperator.identity(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Map.of(),
            Optional.empty(),
            false,
            Optional.empty());

    Work with(CycleOptions other) {
        return new Work(other, drain, action, executor, checks, done, drainLimit, replaces, etcd);
    }

    /** Takes a way to drain, and looks at what it makes of a node, so that nonsense is refused at once. */
    Work withDrain(UnaryOperator<DrainRequest> how) {
        DrainRequest example = how.apply(DrainRequest.of("example"));
        if (example.options().dryRun() != DryRun.NONE) {
            throw new IllegalArgumentException(
                    "a cycle with a drain that changes nothing (dryRun) makes no sense; rehearse it, or plan() it");
        } else if (!example.node().equals("example")) {
            throw new IllegalArgumentException(
                    "drain(...) has to add to the request it is given, not to return one of another node");
        }
        return new Work(
                options.withDrain(example.options()), how, action, executor, checks, done, drainLimit, replaces, etcd);
    }

    Work withAction(NodeAction other, Optional<Executor> where) {
        return new Work(options, drain, Optional.of(other), where, checks, done, drainLimit, replaces, etcd);
    }

    Work withCheck(NodeAction check) {
        List<NodeAction> all = new ArrayList<>(checks);
        all.add(check);
        return new Work(options, drain, action, executor, List.copyOf(all), done, drainLimit, replaces, etcd);
    }

    Work withEtcd(EtcdBackend backend) {
        return new Work(options, drain, action, executor, checks, done, drainLimit, replaces, Optional.of(backend));
    }

    Work withDone(Map<String, String> annotations) {
        return new Work(options, drain, action, executor, checks, annotations, drainLimit, replaces, etcd);
    }

    /** The same with checks of the configuration that know the cluster. */
    Work on(ClusterBackend backend) {
        List<NodeAction> bound = new ArrayList<>();
        for (NodeAction check : checks) {
            bound.add(check instanceof ConfigurationCheck configuration ? configuration.on(backend) : check);
        }
        return new Work(options, drain, action, executor, List.copyOf(bound), done, drainLimit, replaces, etcd);
    }

    /** The same with another action, where there is one, without checks, and nothing written beside that. */
    Work rehearsed(NodeAction instead) {
        return new Work(
                options.withNodeEvents(false),
                drain,
                action.map(real -> instead),
                Optional.empty(),
                List.of(),
                done,
                drainLimit,
                replaces,
                etcd);
    }

    Work withDrainLimit(Duration limit) {
        return new Work(options, drain, action, executor, checks, done, Optional.of(limit), replaces, etcd);
    }

    /** The same with an action that removes the node. */
    Work replacing(NodeAction remove) {
        return new Work(options, drain, Optional.of(remove), executor, List.of(), Map.of(), drainLimit, true, etcd);
    }

    /** The drain of a node; it waits for replacements unless no action follows. */
    DrainRequest drainOf(String node) {
        DrainRequest asked = drain.apply(DrainRequest.of(node));
        DrainRequest made =
                drainLimit.isPresent() && asked.options().timeout().isEmpty() ? asked.timeout(drainLimit.get()) : asked;
        return made.options().awaitReplacements().isPresent() || action.isEmpty()
                ? made
                : made.awaitReplacements(CycleOptions.REPLACEMENTS);
    }

    /** Work of the caller as a task, on his executor if he gave one. */
    Callable<String> task(NodeAction what, Node node) {
        Callable<String> task = () -> {
            what.run(node);
            return "done";
        };
        return executor.isEmpty() ? task : () -> elsewhere(executor.get(), task);
    }

    private static String elsewhere(Executor executor, Callable<String> task) throws Exception {
        FutureTask<String> future = new FutureTask<>(task);
        executor.execute(future);
        try {
            return future.get();
        } catch (InterruptedException e) {
            future.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof Exception known) {
                throw known;
            }
            throw e;
        }
    }
}
