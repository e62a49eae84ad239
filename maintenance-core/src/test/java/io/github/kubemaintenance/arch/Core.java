package io.github.kubemaintenance.arch;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.github.kubemaintenance.model.MaintenanceException;
import java.net.URISyntaxException;
import java.nio.file.Path;

/** The main classes of this module, read once for all rules. */
final class Core {
    static final String ROOT = "io.github.kubemaintenance";

    /** Where they were compiled to: to look for them by package would go through the whole JDK. */
    static final Path LOCATION = location();

    static final JavaClasses CLASSES = new ClassFileImporter().importPath(LOCATION);

    private Core() {}

    private static Path location() {
        try {
            return Path.of(MaintenanceException.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
