package io.github.kubemaintenance.upgrade;

import java.nio.file.Path;
import java.util.List;

/** What a run has done, so that another can go on where it ended. An implementation is used by one run at a time. */
public interface UpgradeJournal {
    /** {@return every line so far, in order} */
    List<JournalEntry> entries();

    /**
     * Adds a line, and returns when it is safe.
     *
     * @param entry the line
     */
    void append(JournalEntry entry);

    /** {@return a journal that lives as long as the object} */
    static UpgradeJournal inMemory() {
        return new MemoryJournal();
    }

    /**
     * Keeps a journal in a file: a line of JSON an entry, forced to the disk. A last line that a crash cut off is passed
     * over.
     *
     * @param file the file; made where it is missing
     * @return the journal
     */
    static UpgradeJournal file(Path file) {
        return new FileJournal(file);
    }
}
