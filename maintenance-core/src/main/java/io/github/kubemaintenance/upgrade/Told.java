package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.model.DocumentFormat;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * What the caller knows and the cluster doesn't tell.
 *
 * @param yaml reads YAML, of Helm releases and manifests; without it what is YAML is UNKNOWN
 * @param manifests a folder of manifests, looked through with all below it
 * @param metrics the text of an API server's {@code /metrics}
 * @param verifiedBackup when the newest backup that was verified was made
 * @param freeAddresses the fewest free addresses of any of an EKS cluster's subnets
 * @param spareMachines how many machines more than there are can be had
 */
public record Told(
        Optional<DocumentFormat> yaml,
        Optional<Path> manifests,
        Optional<String> metrics,
        Optional<Instant> verifiedBackup,
        Optional<Integer> freeAddresses,
        Optional<Integer> spareMachines) {
    static Told nothing() {
        return new Told(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** What is told, to change some of it. */
    static final class Draft {
        Optional<DocumentFormat> yaml;
        Optional<Path> manifests;
        Optional<String> metrics;
        Optional<Instant> verifiedBackup;
        Optional<Integer> freeAddresses;
        Optional<Integer> spareMachines;

        Draft(Told before) {
            yaml = before.yaml;
            manifests = before.manifests;
            metrics = before.metrics;
            verifiedBackup = before.verifiedBackup;
            freeAddresses = before.freeAddresses;
            spareMachines = before.spareMachines;
        }

        Told told() {
            return new Told(yaml, manifests, metrics, verifiedBackup, freeAddresses, spareMachines);
        }
    }
}
