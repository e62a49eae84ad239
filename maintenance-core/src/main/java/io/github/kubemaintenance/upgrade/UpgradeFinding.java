package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.model.Minor;
import java.util.List;
import java.util.Optional;

/**
 * Something that a person should know before an upgrade.
 *
 * @param code a stable upper-case word, see {@link FindingCode}
 * @param severity what it means for the plan
 * @param subject what it is about, for example {@code node old-1} or {@code policy/v1beta1 PodDisruptionBudget}; may be
 *     empty
 * @param text what is, as a sentence
 * @param evidence where it was seen, one place each
 * @param remedy what to do; empty where nothing has to be done
 * @param hop the minor that must not be begun before it is solved; empty where it isn't tied to one
 * @param acknowledged whether it was a blocker that somebody has acknowledged
 */
public record UpgradeFinding(
        String code,
        Severity severity,
        String subject,
        String text,
        List<String> evidence,
        String remedy,
        Optional<Minor> hop,
        boolean acknowledged) {
    public UpgradeFinding {
        evidence = List.copyOf(evidence);
    }

    /**
     * Starts a finding without evidence, remedy and hop.
     *
     * @param severity what it means for the plan
     * @param code a stable upper-case word
     * @param subject what it is about, may be empty
     * @param text what is, as a sentence
     * @return the finding
     */
    public static UpgradeFinding of(Severity severity, String code, String subject, String text) {
        return new UpgradeFinding(code, severity, subject, text, List.of(), "", Optional.empty(), false);
    }

    /**
     * Returns what acknowledges exactly this finding: code and subject.
     *
     * @return for example {@code REMOVED_API:policy/v1beta1 PodDisruptionBudget}
     */
    public String id() {
        return subject.isEmpty() ? code : code + ":" + subject;
    }

    /**
     * Returns a copy with a remedy.
     *
     * @param what what to do
     * @return the copy
     */
    public UpgradeFinding withRemedy(String what) {
        return new UpgradeFinding(code, severity, subject, text, evidence, what, hop, acknowledged);
    }

    /**
     * Returns a copy with evidence.
     *
     * @param seen where it was seen
     * @return the copy
     */
    public UpgradeFinding withEvidence(List<String> seen) {
        return new UpgradeFinding(code, severity, subject, text, seen, remedy, hop, acknowledged);
    }

    /**
     * Returns a copy that is tied to a hop.
     *
     * @param minor the minor that must not be begun before it is solved
     * @return the copy
     */
    public UpgradeFinding before(Minor minor) {
        return new UpgradeFinding(code, severity, subject, text, evidence, remedy, Optional.of(minor), acknowledged);
    }

    /** Returns the copy of a blocker that somebody has acknowledged: a warning. */
    UpgradeFinding acknowledge() {
        return new UpgradeFinding(code, Severity.WARNING, subject, text, evidence, remedy, hop, true);
    }

    /** Returns severity, code and text on one line. */
    @Override
    public String toString() {
        return severity + " " + code + ": " + text + (remedy.isEmpty() ? "" : " " + remedy);
    }
}
