package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.DocumentFormatException;
import io.github.kubemaintenance.model.MaintenanceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A journal in a file: one line of JSON an entry. */
final class FileJournal implements UpgradeJournal {
    private final Path file;

    FileJournal(Path file) {
        this.file = file;
    }

    @Override
    public List<JournalEntry> entries() {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            List<String> lines = Files.readAllLines(file);
            List<JournalEntry> entries = new ArrayList<>();
            for (int i = 0; i < lines.size(); i++) {
                boolean whole =
                        lines.get(i).endsWith("}"); // what a crash cut off doesn't; the next run began a new line
                if (whole) {
                    entries.add(entry(DocumentFormat.json().read(lines.get(i))));
                }
            }
            return List.copyOf(entries);
        } catch (IOException | DocumentFormatException e) {
            throw new MaintenanceException("the journal " + file + " can't be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void append(JournalEntry entry) {
        String line = DocumentFormat.json()
                .write(Document.of("plan", entry.plan())
                        .with(entry.step(), "step")
                        .with(entry.kind().name(), "kind")
                        .with(entry.at().toString(), "at")
                        .with(entry.text(), "text"));
        try {
            boolean torn = Files.exists(file)
                    && Files.size(file) > 0
                    && !Files.readString(file).endsWith("\n");
            Files.write(
                    file,
                    ((torn ? "\n" : "") + line + "\n").getBytes(StandardCharsets.UTF_8),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND,
                    StandardOpenOption.DSYNC);
        } catch (IOException e) {
            throw new MaintenanceException("the journal " + file + " can't be written: " + e.getMessage(), e);
        }
    }

    private static JournalEntry entry(Document line) {
        return new JournalEntry(
                PlanDocument.text(line, "plan"),
                PlanDocument.text(line, "step"),
                JournalEntry.Kind.valueOf(PlanDocument.text(line, "kind")),
                Instant.parse(PlanDocument.text(line, "at")),
                PlanDocument.text(line, "text"));
    }
}
