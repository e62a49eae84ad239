package io.github.kubemaintenance.node;

import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Observer;
import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.model.KubeDocument;
import java.util.List;
import java.util.TreeSet;

/** Are a node's volumes detached? A node that is removed with volumes attached keeps them from others for minutes. */
final class Detached implements Observer<KubeDocument> {
    private final String node;
    private final Runnable moved;
    private final TreeSet<String> attached = new TreeSet<>();
    private boolean seen;
    private boolean unreadable;

    Detached(String node, Runnable moved) {
        this.node = node;
        this.moved = moved;
    }

    boolean isDone() {
        return unreadable || (seen && attached.isEmpty());
    }

    /** The attachments that are left. */
    List<String> left() {
        return List.copyOf(attached);
    }

    private boolean isHere(KubeDocument attachment) {
        return attachment.document().text("spec", "nodeName").orElse("").equals(node);
    }

    @Override
    public void snapshot(List<KubeDocument> items) {
        seen = true;
        attached.clear();
        items.stream().filter(this::isHere).forEach(each -> attached.add(each.name()));
        moved.run();
    }

    @Override
    public void changed(ChangeType type, KubeDocument object) {
        if (type == ChangeType.DELETED) {
            attached.remove(object.name());
        } else if (isHere(object)) {
            attached.add(object.name());
        }
        moved.run();
    }

    @Override
    public void lost(ApiFailure why, boolean ended) {
        unreadable |= ended;
        moved.run();
    }
}
