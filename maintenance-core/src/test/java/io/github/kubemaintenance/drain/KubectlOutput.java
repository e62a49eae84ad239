package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.model.Document;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code kubectl drain --dry-run=client} printed, pod by pod.
 *
 * @param exit its exit code
 * @param refused refused pods by the code of our reason
 * @param warnings warned pods by the code of our reason
 * @param evicted pods it would evict
 */
record KubectlOutput(
        long exit, Map<String, Set<String>> refused, Map<String, Set<String>> warnings, Set<String> evicted) {
    private static final String PODS = "[a-z0-9.-]+/[a-z0-9.-]+(?:, [a-z0-9.-]+/[a-z0-9.-]+)*";
    private static final Map<String, String> CODES = Map.of(
            "DaemonSet-managed Pods", "DAEMON_SET",
            "Pods with local storage", "LOCAL_STORAGE",
            "Pods that declare no controller", "UNMANAGED",
            "not found", "DAEMON_SET_GONE");
    private static final Pattern GROUP =
            Pattern.compile("(DaemonSet-managed Pods|Pods with local storage|Pods that declare no controller|not found)"
                    + "(?: \\(use --[a-z-]+ to [a-z]+\\))?: (" + PODS + ")");
    private static final Pattern EVICTED = Pattern.compile("evicting pod (\\S+) \\(dry run\\)");

    static KubectlOutput of(Document run) {
        Map<String, Set<String>> refused = new TreeMap<>();
        Map<String, Set<String>> warnings = new TreeMap<>();
        String stderr = run.text("stderr").orElse("");
        for (String line : stderr.split("\n", -1)) {
            groups(line, line.startsWith("Warning:") ? warnings : refused);
        }
        Set<String> evicted = new TreeSet<>();
        Matcher matcher = EVICTED.matcher(run.text("stdout").orElse(""));
        while (matcher.find()) {
            evicted.add(matcher.group(1));
        }
        return new KubectlOutput(run.number("exit").orElseThrow(), refused, warnings, evicted);
    }

    private static void groups(String line, Map<String, Set<String>> into) {
        Matcher matcher = GROUP.matcher(line);
        while (matcher.find()) {
            Set<String> pods = into.computeIfAbsent(CODES.get(matcher.group(1)), code -> new TreeSet<>());
            pods.addAll(Set.of(matcher.group(2).split(", ", -1)));
        }
    }

    Set<String> warned(String code) {
        return warnings.getOrDefault(code, Set.of());
    }
}
