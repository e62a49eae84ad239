package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.model.Document;
import java.time.Duration;
import java.util.Optional;

/** Writes a plan's estimate as a part of its document and reads it back. */
final class EstimateDocument {
    private EstimateDocument() {}

    static Document write(Estimate estimate) {
        Document document = Document.of("total", estimate.total().toString())
                .with(estimate.controlPlane().toString(), "controlPlane")
                .with(estimate.workers().toString(), "workers")
                .with(estimate.workerPasses(), "workerPasses")
                .with(Double.toString(estimate.leastCapacity()), "leastCapacity");
        return estimate.rehearsal()
                .map(shown -> document.with(shown.workers().toString(), "rehearsal", "workers")
                        .with(Double.toString(shown.leastCapacity()), "rehearsal", "leastCapacity")
                        .with(shown.wentDown(), "rehearsal", "wentDown")
                        .with(shown.completed(), "rehearsal", "completed"))
                .orElse(document);
    }

    static Estimate read(Document document) {
        Document shown = document.at("rehearsal");
        return new Estimate(
                duration(document, "total"),
                duration(document, "controlPlane"),
                duration(document, "workers"),
                PlanDocument.number(document, "workerPasses"),
                part(document),
                shown.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Estimate.Rehearsal(
                                duration(shown, "workers"),
                                part(shown),
                                shown.texts("wentDown"),
                                shown.flag("completed").orElse(false))));
    }

    private static Duration duration(Document document, String field) {
        return Duration.parse(PlanDocument.text(document, field));
    }

    private static double part(Document document) {
        return Double.parseDouble(PlanDocument.text(document, "leastCapacity"));
    }
}
