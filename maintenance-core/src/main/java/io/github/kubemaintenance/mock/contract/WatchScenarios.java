package io.github.kubemaintenance.mock.contract;

import static io.github.kubemaintenance.mock.contract.ContractViolation.same;
import static io.github.kubemaintenance.mock.contract.ContractViolation.unless;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.ClusterApi;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.PageRequest;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.Watch;
import io.github.kubemaintenance.cluster.WatchSink;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.LabelSelector;
import io.github.kubemaintenance.model.Pod;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Watching, without a session. */
final class WatchScenarios {
    private WatchScenarios() {}

    static List<Scenario> all() {
        return List.of(
                Scenario.of(
                        "a watch tells every change after its revision, in order",
                        WatchScenarios::order,
                        Need.API,
                        Need.NO_CONTROLLERS),
                Scenario.of(
                        "what comes into a watch's selector is ADDED, what leaves it DELETED",
                        WatchScenarios::selector,
                        Need.API,
                        Need.NO_CONTROLLERS),
                Scenario.of(
                        "a watch from a revision that is forgotten is lost as EXPIRED",
                        WatchScenarios::expired,
                        Need.API,
                        Need.COMPACTION),
                Scenario.of("a closed watch says nothing more", WatchScenarios::closed, Need.API, Need.NO_CONTROLLERS));
    }

    /** Keeps what a watch says, as texts. */
    private static final class Log implements WatchSink<Pod> {
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

        @Override
        public void changed(ChangeType type, Pod pod) {
            lines.add(type + " " + pod.name());
        }

        @Override
        public void bookmark(String resourceVersion) {
            // may come at any time
        }

        @Override
        public void lost(ApiFailure why) {
            lines.add("lost " + why.kind());
        }

        String next(Setup setup) throws InterruptedException {
            String line = lines.poll(Math.min(10, setup.patience().toSeconds()), TimeUnit.SECONDS);
            return line == null ? "nothing" : line;
        }
    }

    private static String revision(Setup setup, Query query) {
        return setup.api().list(Kind.PODS, query, PageRequest.first(1)).resourceVersion();
    }

    private static void order(Setup setup) throws InterruptedException {
        Query here = Query.inNamespace(setup.namespace());
        String from = revision(setup, here);
        setup.put(Things.pod(setup, "early", "x", true));
        Log log = new Log();
        try (Watch watch = setup.api().watch(Kind.PODS, here, from, log)) {
            unless(watch != null, "there is a watch");
            same("ADDED early", log.next(setup), "what came between the list and the watch");
            setup.patch(Kind.PODS, setup.namespace(), "early", labels("y"));
            same("MODIFIED early", log.next(setup), "the change");
            setup.remove(Kind.PODS, setup.namespace(), "early");
            String last = log.next(setup);
            while (last.equals("MODIFIED early")) { // the deletion itself may be told first
                last = log.next(setup);
            }
            same("DELETED early", last, "the removal");
        }
    }

    private static Document labels(String app) {
        return Document.empty().with(app, "metadata", "labels", "app");
    }

    private static void selector(Setup setup) throws InterruptedException {
        Query apps = Query.inNamespace(setup.namespace()).withLabels(LabelSelector.of("app", "x"));
        setup.put(Things.pod(setup, "mover", "y", true));
        Log log = new Log();
        try (Watch watch = setup.api().watch(Kind.PODS, apps, revision(setup, apps), log)) {
            unless(watch != null, "there is a watch");
            setup.patch(Kind.PODS, setup.namespace(), "mover", labels("x"));
            same("ADDED mover", log.next(setup), "coming in");
            setup.patch(Kind.PODS, setup.namespace(), "mover", labels("y"));
            same("DELETED mover", log.next(setup), "leaving");
        }
    }

    private static void expired(Setup setup) throws InterruptedException {
        Query here = Query.inNamespace(setup.namespace());
        setup.put(Things.pending(setup, "first", "x"));
        String from = revision(setup, here);
        setup.put(Things.pending(setup, "second", "x"));
        setup.put(Things.pending(setup, "third", "x"));
        setup.compact();
        Log log = new Log();
        try (Watch watch = setup.api().watch(Kind.PODS, here, from, log)) {
            unless(watch != null, "there is a watch");
            same("lost EXPIRED", log.next(setup), "what the watch says");
        } catch (ApiException e) {
            same(ApiFailure.Kind.EXPIRED, e.failure().kind(), "why the watch isn't started");
        }
    }

    private static void closed(Setup setup) throws InterruptedException {
        ClusterApi api = setup.api();
        Query here = Query.inNamespace(setup.namespace());
        Log log = new Log();
        Log other = new Log();
        String from = revision(setup, here);
        Watch watch = api.watch(Kind.PODS, here, from, log);
        watch.close();
        watch.close();
        try (Watch second = api.watch(Kind.PODS, here, from, other)) {
            unless(second != null, "there is a watch");
            setup.put(Things.pod(setup, "a", "x", true));
            same("ADDED a", other.next(setup), "what an open watch says");
            unless(log.lines.isEmpty(), "a closed watch says nothing, not even that it is lost");
        }
    }
}
