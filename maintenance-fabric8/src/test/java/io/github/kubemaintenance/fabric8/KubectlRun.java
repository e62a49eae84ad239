package io.github.kubemaintenance.fabric8;

import io.github.kubemaintenance.NodeMaintenance;
import io.github.kubemaintenance.drain.DrainRequest;
import io.github.kubemaintenance.model.Document;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** One recorded run of {@code kubectl drain NODE --dry-run=client FLAGS}, and the same asked of us. */
record KubectlRun(String node, List<String> flags, long exit, String stdout, String stderr) {
    private static final Map<String, String> OUR_CODES = Map.of(
            "DaemonSet-managed Pods", "DAEMON_SET",
            "Pods with local storage", "LOCAL_STORAGE",
            "Pods that declare no controller", "UNMANAGED",
            "not found", "DAEMON_SET_GONE");
    private static final Pattern GROUP = Pattern.compile("(" + String.join("|", OUR_CODES.keySet())
            + ")(?: \\(use --\\S+ to \\w+\\))?: ((?:[\\w.-]+/[\\w.-]+(?:, )?)+)");
    private static final Pattern EVICTING = Pattern.compile("evicting pod (\\S+) \\(dry run\\)");

    static KubectlRun of(Document run) {
        return new KubectlRun(
                run.text("node").orElseThrow(),
                run.texts("flags"),
                run.number("exit").orElseThrow(),
                run.text("stdout").orElse(""),
                run.text("stderr").orElse(""));
    }

    DrainRequest request() {
        DrainRequest request = NodeMaintenance.drain(node);
        for (String flag : flags) {
            request = switch (flag.replaceAll("=.*", "")) {
                case "--force" -> request.force();
                case "--ignore-daemonsets" -> request.ignoreDaemonSets();
                case "--delete-emptydir-data" -> request.deleteEmptyDirData();
                case "--disable-eviction" -> request.disableEviction();
                case "--pod-selector" -> request.podSelector(flag.replaceFirst("^[^=]*=", ""));
                default -> throw new IllegalArgumentException(flag);
            };
        }
        return request;
    }

    /** Pods by the code of our reason, from the lines that warn or from the others, which refuse. */
    Map<String, Set<String>> groups(boolean warnings) {
        Map<String, Set<String>> groups = new TreeMap<>();
        stderr.lines().filter(line -> line.startsWith("Warning:") == warnings).forEach(line -> GROUP.matcher(line)
                .results()
                .forEach(found -> groups.computeIfAbsent(OUR_CODES.get(found.group(1)), code -> new TreeSet<>())
                        .addAll(List.of(found.group(2).split(", ")))));
        return groups;
    }

    Set<String> evicting() {
        TreeSet<String> pods = new TreeSet<>();
        EVICTING.matcher(stdout)
                .results()
                .map((MatchResult found) -> found.group(1))
                .forEach(pods::add);
        return pods;
    }
}
