package io.github.kubemaintenance.upgrade;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A journal that lives as long as the object. */
final class MemoryJournal implements UpgradeJournal {
    private final List<JournalEntry> entries = new CopyOnWriteArrayList<>();

    @Override
    public List<JournalEntry> entries() {
        return List.copyOf(entries);
    }

    @Override
    public void append(JournalEntry entry) {
        entries.add(entry);
    }
}
