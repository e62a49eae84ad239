package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.catalog.Component;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.IntOrPercent;
import io.github.kubemaintenance.model.KubernetesVersion;
import io.github.kubemaintenance.model.Minor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Writes a plan as a document and reads it back. */
final class PlanDocument {
    private static final String KIND = "UpgradePlan";

    private PlanDocument() {}

    static Document write(UpgradePlan plan) {
        WorkerStrategy strategy = plan.strategy();
        return Document.of("kind", KIND)
                .with(plan.from().toString(), "from")
                .with(plan.to().toString(), "to")
                .with(plan.platform(), "platform")
                .with(plan.isBlocked(), "blocked")
                .with(strategy.way().name(), "workers", "way")
                .with(strategy.unavailable().toString(), "workers", "unavailable")
                .with(strategy.surge().toString(), "workers", "surge")
                .with(strategy.drains(), "workers", "drains")
                .with(plan.pace().name(), "workers", "pace")
                .with(plan.hops().stream().map(KubernetesVersion::toString).toList(), "hops")
                .with(EstimateDocument.write(plan.estimate()), "estimate")
                .with(plan.findings().stream().map(PlanDocument::finding).toList(), "findings")
                .with(plan.steps().stream().map(PlanDocument::step).toList(), "steps")
                .with(InventoryDocument.write(plan.inventory()), "inventory");
    }

    static UpgradePlan read(Document document) {
        if (!document.kind().equals(KIND)) {
            throw new IllegalArgumentException("no " + KIND + ": kind is '" + document.kind() + "'");
        }
        Document workers = document.at("workers");
        return new UpgradePlan(
                version(document, "from"),
                version(document, "to"),
                text(document, "platform"),
                new WorkerStrategy(
                        WorkerStrategy.Way.valueOf(text(workers, "way")),
                        IntOrPercent.parse(text(workers, "unavailable")),
                        IntOrPercent.parse(text(workers, "surge")),
                        number(workers, "drains")),
                WorkerPace.valueOf(text(workers, "pace")),
                document.texts("hops").stream().map(KubernetesVersion::parse).toList(),
                InventoryDocument.read(document.at("inventory")),
                document.documents("steps").stream().map(PlanDocument::step).toList(),
                document.documents("findings").stream()
                        .map(PlanDocument::finding)
                        .toList(),
                EstimateDocument.read(document.at("estimate")));
    }

    private static Document finding(UpgradeFinding finding) {
        Document document = Document.of("code", finding.code())
                .with(finding.severity().name(), "severity")
                .with(finding.subject(), "subject")
                .with(finding.text(), "text")
                .with(finding.evidence(), "evidence")
                .with(finding.remedy(), "remedy")
                .with(finding.acknowledged(), "acknowledged");
        return finding.hop().isPresent() ? document.with(finding.hop().get().toString(), "hop") : document;
    }

    private static UpgradeFinding finding(Document document) {
        return new UpgradeFinding(
                text(document, "code"),
                Severity.valueOf(text(document, "severity")),
                text(document, "subject"),
                text(document, "text"),
                document.texts("evidence"),
                text(document, "remedy"),
                document.text("hop").map(Minor::parse),
                document.flag("acknowledged").orElse(false));
    }

    private static Document step(UpgradeStep step) {
        return Document.of("id", step.id())
                .with(step.kind().name(), "kind")
                .with(step.version().toString(), "version")
                .with(step.title(), "title")
                .with(step.wave(), "wave")
                .with(step.nodes(), "nodes")
                .with(
                        step.changes().stream()
                                .map(change -> Document.of(
                                                "component", change.component().name())
                                        .with(change.instance(), "instance")
                                        .with(change.to().toString(), "to"))
                                .toList(),
                        "changes")
                .with(step.before().stream().map(PlanDocument::check).toList(), "before")
                .with(
                        step.commands().stream()
                                .map(command -> Document.of(
                                                "where", command.where().name())
                                        .with(command.target(), "target")
                                        .with(command.text(), "text"))
                                .toList(),
                        "commands")
                .with(step.after().stream().map(PlanDocument::check).toList(), "after")
                .with(step.wayBack(), "wayBack")
                .with(step.estimate().toString(), "estimate");
    }

    private static UpgradeStep step(Document document) {
        return new UpgradeStep(
                text(document, "id"),
                StepKind.valueOf(text(document, "kind")),
                version(document, "version"),
                text(document, "title"),
                number(document, "wave"),
                document.texts("nodes"),
                document.documents("changes").stream()
                        .map(each -> new VersionChange(
                                Component.valueOf(text(each, "component")),
                                text(each, "instance"),
                                version(each, "to")))
                        .toList(),
                checks(document, "before"),
                document.documents("commands").stream()
                        .map(each -> new StepCommand(
                                StepCommand.Where.valueOf(text(each, "where")),
                                text(each, "target"),
                                text(each, "text")))
                        .toList(),
                checks(document, "after"),
                document.texts("wayBack"),
                Duration.parse(text(document, "estimate")));
    }

    private static Document check(StepCheck check) {
        return Document.of("gate", check.gate().name())
                .with(check.subject(), "subject")
                .with(check.text(), "text")
                .with(check.command(), "command");
    }

    private static List<StepCheck> checks(Document document, String key) {
        return document.documents(key).stream()
                .map(each -> new StepCheck(
                        StepCheck.Gate.valueOf(text(each, "gate")),
                        text(each, "subject"),
                        text(each, "text"),
                        text(each, "command")))
                .toList();
    }

    static String text(Document document, String key) {
        Optional<String> text = document.text(key);
        return text.orElseThrow(() -> new IllegalArgumentException("no " + KIND + ": '" + key + "' is missing"));
    }

    static KubernetesVersion version(Document document, String key) {
        return KubernetesVersion.parse(text(document, key));
    }

    static int number(Document document, String key) {
        return document.number(key)
                .orElseThrow(() -> new IllegalArgumentException("no " + KIND + ": '" + key + "' is missing"))
                .intValue();
    }
}
