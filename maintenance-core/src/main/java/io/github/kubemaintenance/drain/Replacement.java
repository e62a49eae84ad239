package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.Reason;
import io.github.kubemaintenance.model.Taint;
import io.github.kubemaintenance.model.TaintEffect;
import java.util.ArrayList;
import java.util.List;

/** What a pod's own spec says of where its replacement will land. Pure. */
final class Replacement {
    private static final Taint CORDONED = Taint.of(Taint.UNSCHEDULABLE, TaintEffect.NO_SCHEDULE);

    private Replacement() {}

    /** Returns warnings about a pod that goes: its replacement comes straight back, or can go nowhere else. */
    static List<Reason> warnings(Pod pod) {
        List<Reason> warnings = new ArrayList<>();
        boolean bringsBack = pod.controller().isPresent() && (!pod.isFinished() || isDaemon(pod));
        if (!bringsBack) {
            return warnings;
        }
        if (tolerates(pod, CORDONED)) {
            warnings.add(new Reason(
                    ReasonCode.COMES_BACK,
                    "it may come back to this node: it tolerates the taint " + CORDONED
                            + " of a cordoned node; drop that toleration from its template"));
        } else if (wasMadeForItsNode(pod)) {
            warnings.add(new Reason(
                    ReasonCode.COMES_BACK,
                    "it may come back to this node: its controller writes spec.nodeName itself, past the scheduler"));
        }
        String host = pod.spec().nodeSelector().getOrDefault(Node.HOSTNAME, "");
        if (!host.isEmpty() && !pod.nodeName().isEmpty()) {
            warnings.add(new Reason(
                    ReasonCode.ONLY_HERE,
                    "its replacement stays Pending while this node is cordoned: its nodeSelector wants " + Node.HOSTNAME
                            + "=" + host));
        }
        return warnings;
    }

    static boolean tolerates(Pod pod, Taint taint) {
        return pod.spec().tolerations().stream().anyMatch(each -> each.tolerates(taint));
    }

    private static boolean isDaemon(Pod pod) {
        return pod.controller().map(owner -> owner.kind().equals("DaemonSet")).orElse(false);
    }

    /**
     * Whoever creates a pod with {@code spec.nodeName} is recorded as that field's manager; the scheduler binds through a
     * subresource and is not. Without managed fields nothing is claimed.
     */
    private static boolean wasMadeForItsNode(Pod pod) {
        for (Document entry : pod.metadata().other().documents("managedFields")) {
            if (entry.has("fieldsV1", "f:spec", "f:nodeName")) {
                return true;
            }
        }
        return false;
    }
}
