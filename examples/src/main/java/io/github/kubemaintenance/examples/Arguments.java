package io.github.kubemaintenance.examples;

import io.github.kubemaintenance.NodeMaintenance;
import io.github.kubemaintenance.drain.DrainRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What was typed. Flags that kubectl has are spelled and understood as kubectl does. */
final class Arguments {
    static final String USAGE =
            """
            Drains a node of a simulated cluster: shows the plan, then the drain as it goes, then the report.

              DrainNode [--node NAME] [--dump FILE | --live] [flags of kubectl drain] [more]

            Which cluster
              --dump FILE               made of what `kubectl get nodes,pods,pdb,... -A -o json` printed (or .gz, or YAML)
              --live                    the real one of your kubeconfig; only planned, unless you add --yes
              neither                   a small shop, built in
              --node NAME               which node; there is a default in the built-in cluster only

            As with kubectl drain
              --ignore-daemonsets       leave DaemonSet pods alone instead of refusing
              --delete-emptydir-data    let pods with emptyDir volumes go, whose data is lost
              --force                   let pods go that nothing brings back
              --grace-period SECONDS    instead of each pod's own; 0 kills them at once
              --timeout TIME            for the whole drain: 90s, 10m, 1h
              --pod-selector SELECTOR   only pods with these labels
              --disable-eviction        delete, past all budgets
              --skip-wait-for-delete-timeout SECONDS

            More
              --await-replacements TIME wait until the pods' owners have their replicas Ready again
              --proceed-despite-blockers
                                        begin although a budget can never open by itself
              --plan                    only the plan
              --rehearse                a forecast, made on a copy; with --live --yes the drain follows if that completes
              --speed X                 virtual seconds shown in a real one, or `max`; on a terminal a pleasant one is chosen
              --plain                   lines instead of a moving picture, as when the output is no terminal
              --yes                     with --live: really do it
              --rbac                    only print the roles that a drain needs, for kubectl apply -f
              --help

            On the built-in cluster, if none of the first three flags is given, it drains with
              --ignore-daemonsets --delete-emptydir-data --force --await-replacements 5m

            Ends with 0 when the node was drained (or can be, with --plan or --rehearse), 1 when it was refused, 2 for
            arguments that make no sense, 3 when the drain failed, timed out or was cancelled, 4 when the dump or the
            cluster can't be read.
            """;

    private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    private Optional<String> node = Optional.empty();
    private Optional<Path> dump = Optional.empty();
    private Optional<Double> speed = Optional.empty();
    private final Deque<UnaryOperator<DrainRequest>> drain = new ArrayDeque<>();
    private final Set<String> given = new HashSet<>();

    private Arguments() {}

    /**
     * Reads what was typed.
     *
     * @throws IllegalArgumentException with a sentence for people
     */
    static Arguments parse(String... args) {
        Arguments parsed = new Arguments();
        Deque<String> rest = new ArrayDeque<>(List.of(args));
        while (!rest.isEmpty()) {
            String arg = rest.remove();
            int equals = arg.indexOf('=');
            if (arg.startsWith("--") && equals > 0) {
                rest.addFirst(arg.substring(equals + 1));
                parsed.option(arg.substring(0, equals), rest, true);
            } else {
                parsed.option(arg, rest, false);
            }
        }
        if (parsed.dump.isPresent() && parsed.has("--live")) {
            throw new IllegalArgumentException("--dump and --live name two clusters; leave one of them out");
        }
        if ((parsed.dump.isPresent() || parsed.has("--live"))
                && parsed.node.isEmpty()
                && !parsed.has("--help")
                && !parsed.has("--rbac")) {
            throw new IllegalArgumentException("which node? Add --node NAME");
        }
        return parsed;
    }

    private void option(String name, Deque<String> rest, boolean joined) {
        given.add(name.equals("--cluster") ? "--live" : name);
        switch (name) {
            case "--node" -> node = Optional.of(value(name, rest));
            case "--dump" -> dump = Optional.of(Path.of(value(name, rest)));
            case "--speed" -> speed = Optional.of(speed(value(name, rest)));
            case "--grace-period" -> {
                Duration grace = seconds(name, value(name, rest));
                drain.add(grace.isZero() ? DrainRequest::killImmediately : request -> request.gracePeriod(grace));
            }
            case "--timeout" -> {
                Duration limit = time(name, value(name, rest));
                drain.add(limit.isZero() ? request -> request : request -> request.timeout(limit));
            }
            case "--skip-wait-for-delete-timeout" -> {
                Duration overdue = seconds(name, value(name, rest));
                drain.add(overdue.isZero() ? request -> request : request -> request.skipWaitForDeleteTimeout(overdue));
            }
            case "--pod-selector" -> {
                String selector = value(name, rest);
                drain.add(request -> request.podSelector(selector));
            }
            case "--await-replacements" -> {
                Duration limit = time(name, value(name, rest));
                drain.add(request -> request.awaitReplacements(limit));
            }
            case "--ignore-daemonsets" -> flag(name, rest, joined, DrainRequest::ignoreDaemonSets);
            case "--delete-emptydir-data", "--delete-local-data" ->
                flag(name, rest, joined, DrainRequest::deleteEmptyDirData);
            case "--force" -> flag(name, rest, joined, DrainRequest::force);
            case "--disable-eviction" -> flag(name, rest, joined, DrainRequest::disableEviction);
            case "--proceed-despite-blockers" -> flag(name, rest, joined, DrainRequest::proceedDespiteBlockers);
            case "--plan", "--rehearse", "--plain", "--live", "--cluster", "--yes", "--rbac", "--help" ->
                flag(name, rest, joined, request -> request);
            case "-h" -> given.add("--help");
            default -> throw new IllegalArgumentException("there is no option " + name + "; --help shows them all");
        }
    }

    private void flag(String name, Deque<String> rest, boolean joined, UnaryOperator<DrainRequest> effect) {
        String value = joined ? rest.remove() : "true";
        switch (value) {
            case "true" -> drain.add(effect);
            case "false" -> given.remove(name);
            default -> throw new IllegalArgumentException(name + " is true or false, not " + value);
        }
    }

    private static String value(String name, Deque<String> rest) {
        if (rest.isEmpty() || rest.element().isEmpty()) {
            throw new IllegalArgumentException(name + " wants a value");
        }
        return rest.remove();
    }

    private static Duration seconds(String name, String text) {
        return text.matches("\\d{1,9}") ? Duration.ofSeconds(Long.parseLong(text)) : time(name, text);
    }

    static Duration time(String name, String text) {
        Duration sum = Duration.ZERO;
        int end = 0;
        Matcher part = TIME.matcher(text);
        while (part.find() && part.start() == end) {
            long number = Long.parseLong(part.group(1));
            sum = sum.plus(
                    switch (part.group(2)) {
                        case "ms" -> Duration.ofMillis(number);
                        case "s" -> Duration.ofSeconds(number);
                        case "m" -> Duration.ofMinutes(number);
                        default -> Duration.ofHours(number);
                    });
            end = part.end();
        }
        if (end != text.length() && !text.equals("0")) {
            throw new IllegalArgumentException(name + " wants a time like 90s, 10m or 1h30m, not " + text);
        }
        return sum;
    }

    private static double speed(String text) {
        if (text.equals("max")) {
            return Double.POSITIVE_INFINITY;
        }
        double speed = text.matches("\\d{1,6}(\\.\\d{1,3})?") ? Double.parseDouble(text) : 0;
        if (speed <= 0) {
            throw new IllegalArgumentException("--speed wants a number above 0 or `max`, not " + text);
        }
        return speed;
    }

    boolean has(String option) {
        return given.contains(option);
    }

    Optional<Path> dump() {
        return dump;
    }

    Optional<Double> speed() {
        return speed;
    }

    /** Returns whether it is for the built-in cluster and nothing was said of how to drain. */
    boolean takesDefaults() {
        return dump.isEmpty()
                && !has("--live")
                && List.of("--ignore-daemonsets", "--delete-emptydir-data", "--delete-local-data", "--force").stream()
                        .noneMatch(given::contains);
    }

    /** Returns the drain that was asked for. */
    DrainRequest request() {
        DrainRequest request = NodeMaintenance.drain(node.orElse(ShopCluster.NODE));
        if (takesDefaults()) {
            request = request.ignoreDaemonSets().deleteEmptyDirData().force().awaitReplacements(Duration.ofMinutes(5));
        }
        for (UnaryOperator<DrainRequest> each : drain) {
            request = each.apply(request);
        }
        return request;
    }
}
