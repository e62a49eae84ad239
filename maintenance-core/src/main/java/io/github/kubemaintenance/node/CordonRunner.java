package io.github.kubemaintenance.node;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Call;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Loop;
import io.github.kubemaintenance.cluster.PatchOutcome;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.cluster.SessionScope;
import io.github.kubemaintenance.drain.internal.CordonMark;
import io.github.kubemaintenance.event.NodeEvent;
import io.github.kubemaintenance.event.internal.Dispatch;
import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.model.Reason;
import io.github.kubemaintenance.model.internal.Nullable;
import java.util.Optional;

/** Carries a {@link CordonRequest} out: one GET, and one PATCH where something changes. */
final class CordonRunner {
    private final CordonRequest request;
    private final Loop loop;

    private boolean sent;

    @Nullable
    private CordonReport report;

    private CordonRunner(CordonRequest request, Loop loop) {
        this.request = request;
        this.loop = loop;
    }

    static CordonReport run(CordonRequest request, ClusterBackend backend) {
        try (SessionScope scope = SessionScope.open(backend)) {
            return new CordonRunner(request, new Loop(scope.session(), 1)).run();
        } catch (RuntimeException e) {
            return CordonReport.ended(
                    request,
                    Outcome.FAILED,
                    Optional.empty(),
                    new Reason("FAILED", "it could not be carried on: " + e),
                    new MaintenanceException("could not " + request + ": " + e, e));
        }
    }

    private CordonReport run() {
        try {
            read();
            loop.run(() -> report != null);
            return report != null ? report : failed(Optional.empty(), "it ended without a word", null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            String text = sent
                    ? "interrupted; whether the node was changed is not known"
                    : "interrupted before anything was changed";
            return CordonReport.ended(
                    request, Outcome.CANCELLED, Optional.empty(), new Reason("INTERRUPTED", text), null);
        }
    }

    private void read() {
        loop.submit(new Call.Get<>(Kind.NODES, "", request.node()), result -> {
            if (result instanceof Result.Ok<Optional<Node>> ok) {
                ok.value()
                        .ifPresentOrElse(
                                this::change,
                                () -> report = failed(
                                        Optional.empty(),
                                        "node \"" + request.node()
                                                + "\" not found: the cluster has no node of that name",
                                        null));
            } else {
                report = unread(((Result.Failed<Optional<Node>>) result).error());
            }
        });
    }

    private CordonReport unread(Throwable error) {
        String text = error instanceof ApiException api ? api.failure().text() : error.toString();
        return failed(Optional.empty(), text, error instanceof MaintenanceException known ? known : null);
    }

    private void change(Node node) {
        if (node.unschedulable() == request.isCordon()) {
            tell(node, false);
            return;
        }
        Call<PatchOutcome<Node>> call =
                new Call.Change<>((request.isCordon() ? CordonMark.cordon(node) : NodeMark.uncordon(node))
                        .withDryRun(request.isDryRun()));
        sent = !request.isDryRun();
        loop.submit(call, result -> {
            if (result instanceof Result.Ok<PatchOutcome<Node>> ok) {
                if (ok.value() instanceof PatchOutcome.Patched<Node> patched) {
                    tell(patched.object(), true);
                } else {
                    ApiFailure why = ((PatchOutcome.Failed<Node>) ok.value()).failure();
                    boolean unknown = sent && why.kind() == ApiFailure.Kind.UNAVAILABLE;
                    report = failed(
                            Optional.of(node),
                            why.text()
                                    + (unknown
                                            ? "; whether the node was changed is not known, to ask again does no harm"
                                            : ""),
                            null);
                }
            } else {
                report = unread(((Result.Failed<PatchOutcome<Node>>) result).error());
            }
        });
    }

    private void tell(Node after, boolean changed) {
        report = CordonReport.done(request, after, changed);
        NodeEvent.Step step = request.isCordon()
                ? (changed ? NodeEvent.Step.CORDONED : NodeEvent.Step.ALREADY_CORDONED)
                : NodeEvent.Step.UNCORDONED;
        new Dispatch(request.listeners()).tell(new NodeEvent(loop.now(), request.node(), step, report.toString()));
    }

    private CordonReport failed(Optional<Node> asRead, String text, @Nullable MaintenanceException cause) {
        return CordonReport.ended(request, Outcome.FAILED, asRead, new Reason("FAILED", text), cause);
    }
}
