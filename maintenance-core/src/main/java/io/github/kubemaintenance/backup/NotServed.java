package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.catalog.RemovedApi;
import io.github.kubemaintenance.catalog.RemovedApis;
import io.github.kubemaintenance.cluster.Discovery;
import java.util.Optional;

/** Says of a version that a cluster doesn't serve when it went, what is served instead, and what to do. */
final class NotServed {
    private NotServed() {}

    static String text(String apiVersion, String kind, Discovery discovery) {
        Optional<RemovedApi> removed = RemovedApis.find(apiVersion, kind);
        StringBuilder text = new StringBuilder(apiVersion + " " + kind + " is not served here");
        removed.flatMap(RemovedApi::removedIn)
                .ifPresent(minor -> text.append(": it was removed in ").append(minor));
        Optional<String> replacement =
                removed.flatMap(RemovedApi::replacement).map(each -> each.apiVersion() + " " + each.kind());
        if (replacement.isPresent()) {
            return text + "; its replacement is " + replacement.get()
                    + ": write the object anew for that, or restore it where the old version is served and save again";
        }
        String served = served(ApiGroups.of(apiVersion), kind, discovery);
        return served.isEmpty()
                ? text + "; install what defines it (its CustomResourceDefinition or API server) first"
                : text + ", but " + served + ": write the object anew for that, or save again where both are served,"
                        + " for the server converts then";
    }

    private static String served(String group, String kind, Discovery discovery) {
        return String.join(
                " and ",
                discovery.resources().stream()
                        .filter(each -> each.kind().group().equals(group)
                                && each.kind().kind().equals(kind))
                        .map(each -> each.kind().apiVersion())
                        .distinct()
                        .toList());
    }
}
