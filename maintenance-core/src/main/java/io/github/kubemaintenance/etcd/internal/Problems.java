package io.github.kubemaintenance.etcd.internal;

import io.github.kubemaintenance.etcd.SnapshotFileException;
import io.github.kubemaintenance.etcd.SnapshotFinding;
import io.github.kubemaintenance.etcd.SnapshotFinding.Code;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Where a reader tells what it finds. A strict one throws at the first error; a collecting one goes on and keeps the
 * first few of each code, so that a file of nothing but damage makes a short list.
 */
public abstract class Problems {
    private long errors;

    /**
     * Takes a finding.
     *
     * @param code what
     * @param text where
     */
    public final void found(Code code, String text) {
        errors += code.severity() == SnapshotFinding.Severity.ERROR ? 1 : 0;
        take(code, text);
    }

    abstract void take(Code code, String text);

    /** Returns how many errors were told so far. */
    long errors() {
        return errors;
    }

    /**
     * Throws at the first error and ignores everything less.
     *
     * @param file named in the exception
     * @return the sink
     */
    public static Problems strict(Path file) {
        return new Problems() {
            @Override
            void take(Code code, String text) {
                if (code.severity() == SnapshotFinding.Severity.ERROR) {
                    throw new SnapshotFileException(file, new SnapshotFinding(code, text));
                }
            }
        };
    }

    /** Keeps findings, at most some of each code. */
    public static final class Collected extends Problems {
        private static final int LISTED = 10;

        private final List<SnapshotFinding> findings = new ArrayList<>();
        private final Map<Code, Long> counts = new EnumMap<>(Code.class);

        @Override
        void take(Code code, String text) {
            if (counts.merge(code, 1L, Long::sum) <= LISTED) {
                findings.add(new SnapshotFinding(code, text));
            }
        }

        /**
         * Returns what was found.
         *
         * @return in the order it was found, then how much was left out
         */
        public List<SnapshotFinding> findings() {
            List<SnapshotFinding> all = new ArrayList<>(findings);
            counts.forEach((code, count) -> {
                if (count > LISTED) {
                    all.add(new SnapshotFinding(Code.MORE, (count - LISTED) + " more of " + code));
                }
            });
            return List.copyOf(all);
        }
    }
}
