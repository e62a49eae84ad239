package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.ObjectMeta;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import io.github.kubemaintenance.model.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What a write from outside may change, and what it can't. */
final class Writes {
    private Writes() {}

    /**
     * Takes over what a client doesn't decide (uid, version, times, generation) or what the body left as it was: times
     * are written in whole seconds, and templates are shared, so that reading them back would lose something.
     */
    static <T extends KubeObject> T keepingWhatIsNotWritten(Kind<T> kind, T before, T after, Document written) {
        ObjectMeta old = before.metadata();
        ObjectMeta wanted = after.metadata();
        ObjectMeta metadata = new ObjectMeta(
                old.namespace(),
                old.name(),
                old.uid(),
                old.resourceVersion(),
                old.generation(),
                old.creationTimestamp(),
                old.deletionTimestamp(),
                old.deletionGracePeriod(),
                wanted.labels().equals(old.labels()) ? old.labels() : wanted.labels(),
                wanted.annotations(),
                wanted.ownerReferences(),
                wanted.finalizers(),
                wanted.other());
        KubeObject kept = Shapes.with(kind, after, metadata);
        Document was = before.toDocument();
        boolean status = written.at("status").equals(was.at("status"));
        boolean spec = written.at("spec").equals(was.at("spec"));
        if (before instanceof Pod pod && kept instanceof Pod next) {
            kept = new Pod(
                    metadata, spec ? pod.spec() : next.spec(), next.nodeName(), status ? pod.status() : next.status());
        } else if (before instanceof PodDisruptionBudget budget && kept instanceof PodDisruptionBudget next && status) {
            kept = next.with(budget.status());
        } else if (before instanceof Workload workload && kept instanceof Workload && spec) {
            kept = workload.with(metadata).withStatus(((Workload) kept).status());
        }
        return kind.type().cast(kept);
    }

    /** Refuses with 422 what can't be changed. */
    static <T extends KubeObject> void validate(Kind<T> kind, T before, T after) {
        Invalid invalid = Invalid.of(kind, before.name());
        if (before instanceof Pod pod && after instanceof Pod next) {
            if (!pod.nodeName().equals(next.nodeName()) || !sameSpec(pod, next)) {
                List<String> old = GoDump.podSpec(pod.toDocument().at("spec"));
                List<String> wanted = GoDump.podSpec(withWhatMayDiffer(
                        next.toDocument().at("spec"), pod.toDocument().at("spec")));
                invalid.forbidden(
                        "spec",
                        "pod updates may not change fields other than"
                                + " `spec.containers[*].image`,`spec.initContainers[*].image`,"
                                + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing"
                                + " tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was"
                                + " previously negative)\n" + LineDiff.of(old, wanted));
            }
        } else {
            Immutables.check(kind, before, after, invalid);
        }
        invalid.check();
        if (before.metadata().isTerminating()
                && !before.metadata().finalizers().containsAll(after.metadata().finalizers())) {
            List<String> extra = new ArrayList<>(new TreeSet<>(after.metadata().finalizers()));
            extra.removeAll(before.metadata().finalizers());
            invalid.forbidden(
                            "metadata.finalizers",
                            "no new finalizers can be added if the object is being deleted, found new finalizers"
                                    + " []string{"
                                    + String.join(
                                            ", ",
                                            extra.stream().map(GoText::quoted).toList())
                                    + "}")
                    .check();
        }
    }

    /** A spec with the other one's values where these may change. */
    private static Document withWhatMayDiffer(Document spec, Document other) {
        Document rest = spec;
        for (String field : List.of("activeDeadlineSeconds", "tolerations")) {
            rest = other.has(field) ? rest.with(other.value(field).orElseThrow(), field) : rest.without(field);
        }
        for (String list : List.of("containers", "initContainers")) {
            List<Document> mine = spec.documents(list);
            List<Document> others = other.documents(list);
            if (mine.size() == others.size() && !mine.isEmpty()) {
                List<Document> mixed = new ArrayList<>();
                for (int i = 0; i < mine.size(); i++) {
                    mixed.add(mine.get(i).with(others.get(i).text("image").orElse(""), "image"));
                }
                rest = rest.with(mixed, list);
            }
        }
        return rest;
    }

    private static boolean sameSpec(Pod before, Pod after) {
        return before.spec().equals(after.spec())
                || mayDiffer(before.spec().toDocument())
                        .equals(mayDiffer(after.spec().toDocument()));
    }

    private static Document mayDiffer(Document spec) {
        Document rest = spec.without("activeDeadlineSeconds").without("tolerations");
        for (String list : List.of("containers", "initContainers")) {
            rest = rest.with(
                    spec.documents(list).stream()
                            .map(each -> each.without("image"))
                            .toList(),
                    list);
        }
        return rest;
    }
}
