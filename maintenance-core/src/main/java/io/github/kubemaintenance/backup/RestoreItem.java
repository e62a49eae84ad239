package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.backup.PlannedObject.Action;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Loop;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Reason;
import io.github.kubemaintenance.model.internal.Nullable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/** One object under work: what is wanted, where, and what is known of it so far. Used by the restore's thread. */
final class RestoreItem {
    static final Comparator<RestoreItem> ORDER = Comparator.comparingInt((RestoreItem each) -> each.wave)
            .thenComparing(each -> each.kind == null ? each.kindName : each.kind.resource())
            .thenComparing(each -> each.namespace)
            .thenComparing(each -> each.name);

    final String apiVersion;
    final String kindName;
    final String namespace;
    final String name;
    /** Null where the cluster serves no such kind. */
    final @Nullable Kind<?> kind;

    final int wave;
    final List<Reason> reasons = new ArrayList<>();
    private final Supplier<Document> wanted;
    Action action = Action.CREATE;
    boolean lacksOwners;
    String uid = "";
    /** Its write; null before it was given to the loop. */
    Loop.@Nullable Submission write;

    RestoredObject.Result result = RestoredObject.Result.NOT_DONE;
    String text = "";

    RestoreItem(
            String apiVersion,
            String kindName,
            String namespace,
            String name,
            @Nullable Kind<?> kind,
            Supplier<Document> wanted) {
        this.apiVersion = apiVersion;
        this.kindName = kindName;
        this.namespace = namespace;
        this.name = name;
        this.kind = kind;
        this.wave = kind == null ? Waves.count() : Waves.of(kind.resource(), kind.group());
        this.wanted = wanted;
    }

    Kind<?> served() {
        if (kind == null) {
            throw new IllegalStateException(kindName + " " + name + " is of no kind that is served");
        }
        return kind;
    }

    /** As it is to be sent, with the owners' annotation. */
    Document wanted() {
        return wanted.get();
    }

    void decide(Action what, String code, String why) {
        action = what;
        reasons.add(new Reason(code, why));
    }

    void ended(RestoredObject.Result how, String why) {
        result = how;
        text = why;
    }

    PlannedObject planned() {
        return new PlannedObject(apiVersion, kindName, namespace, name, action, reasons);
    }

    RestoredObject restored() {
        return new RestoredObject(apiVersion, kindName, namespace, name, result, text);
    }
}
