package io.github.kubemaintenance.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The packages of the library stand on each other like floors, and nobody reaches up. */
class FloorsTest {
    /** Ground floor first. A package uses its own floor and those before it; the front doors come last. */
    private static final List<String> FLOORS = List.of(
            "model",
            "catalog",
            "cluster",
            "event",
            "mock",
            "drain",
            "etcd",
            "node",
            "backup",
            "upgrade",
            "front doors");

    /** Raised now and then, so that a scan that finds nothing can't pass. */
    private static final int AT_LEAST = 80;

    /** The ground that all floors share: an annotation for the compiler, checks of names, the JSON codec. */
    private static final String GROUND = Core.ROOT + ".model.internal";

    /** A floor that may call another's internal package. Both package-infos name the other and say why. */
    private record Door(String from, String into, String why) {}

    private static final List<Door> DOORS = List.of(
            new Door("drain", "event.internal", "listeners are told in one way"),
            new Door("node", "event.internal", "listeners are told in one way"),
            new Door("backup", "event.internal", "listeners are told in one way"),
            new Door("node", "drain.internal", "uncordoning takes a drain's mark away"),
            new Door("upgrade", "event.internal", "listeners are told in one way"),
            new Door("upgrade", "drain.internal", "whole lists are read in one way"));

    @Test
    void theScanFindsTheLibrary() {
        assertTrue(Core.CLASSES.size() >= AT_LEAST, () -> "only " + Core.CLASSES.size() + " classes");
    }

    @Test
    void everyClassStandsOnAFloorAndUsesOnlyThoseBelow() {
        classes().should(useOnlyFloorsBelow()).check(Core.CLASSES);
    }

    @Test
    void internalPackagesAreCalledFromTheirOwnFloorOnly() {
        classes().should(leaveOthersInternalsAlone()).check(Core.CLASSES);
    }

    @ParameterizedTest
    @MethodSource("doors")
    void bothSidesOfADoorSaySo(String from, String into) throws IOException {
        assertTrue(packageInfo(from).contains(into), () -> from + " does not say that it calls " + into);
        assertTrue(packageInfo(into).contains(from), () -> into + " does not say that " + from + " calls it");
    }

    static Stream<Arguments> doors() {
        // the annotation's own package stands in where there is no door: a parameterised test wants a case
        return DOORS.isEmpty()
                ? Stream.of(arguments("model", "model"))
                : DOORS.stream().map(door -> arguments(door.from, door.into));
    }

    @Test
    void theModuleExportsEveryPackageButTheInternalOnes() {
        TreeSet<String> open = new TreeSet<>();
        for (JavaClass type : Core.CLASSES) {
            boolean documentation = type.getSimpleName().equals("package-info");
            if (!documentation && !isInternal(type)) {
                open.add(type.getPackageName());
            }
        }
        TreeSet<String> exported = new TreeSet<>();
        for (ModuleDescriptor.Exports exports : descriptor().exports()) {
            assertTrue(!exports.isQualified(), () -> exports.source() + " is exported to some only");
            exported.add(exports.source());
        }
        assertEquals(open, exported);
    }

    private static ArchCondition<JavaClass> useOnlyFloorsBelow() {
        return new ArchCondition<>("use only their own floor and those below") {
            @Override
            public void check(JavaClass user, ConditionEvents events) {
                Optional<Integer> floor = floor(user);
                if (floor.isEmpty()) {
                    events.add(SimpleConditionEvent.violated(user, user.getName() + " is on no floor of " + FLOORS));
                    return;
                }
                for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
                    Optional<Integer> used = floor(dependency.getTargetClass());
                    if (used.isPresent() && used.get() > floor.get()) {
                        events.add(SimpleConditionEvent.violated(
                                dependency, "reaches up to " + FLOORS.get(used.get()) + ": " + text(dependency)));
                    }
                }
            }
        };
    }

    private static ArchCondition<JavaClass> leaveOthersInternalsAlone() {
        return new ArchCondition<>("leave the internals of other floors alone") {
            @Override
            public void check(JavaClass user, ConditionEvents events) {
                for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
                    JavaClass used = dependency.getTargetClass();
                    if (isInternal(used) && !floor(used).equals(floor(user)) && !mayEnter(user, used)) {
                        events.add(SimpleConditionEvent.violated(dependency, text(dependency)));
                    }
                }
            }
        };
    }

    private static boolean mayEnter(JavaClass user, JavaClass used) {
        return used.getPackageName().equals(GROUND)
                || DOORS.stream()
                        .anyMatch(door -> user.getPackageName().equals(Core.ROOT + "." + door.from)
                                && used.getPackageName().equals(Core.ROOT + "." + door.into));
    }

    private static boolean isInternal(JavaClass type) {
        return type.getPackageName().startsWith(Core.ROOT)
                && type.getPackageName().endsWith(".internal");
    }

    /** Empty for the JDK, and for a package of ours that the list doesn't have. */
    private static Optional<Integer> floor(JavaClass type) {
        String name = type.getPackageName();
        if (name.equals(Core.ROOT)) {
            return Optional.of(FLOORS.size() - 1);
        }
        if (!name.startsWith(Core.ROOT + ".")) {
            return Optional.empty();
        }
        List<String> parts = List.of(name.substring(Core.ROOT.length() + 1).split("\\.", -1));
        boolean known = parts.size() == 1 || (parts.size() == 2 && isChild(name));
        int index = FLOORS.indexOf(parts.get(0));
        return known && index >= 0 ? Optional.of(index) : Optional.empty();
    }

    private static boolean isChild(String name) {
        return name.endsWith(".internal") || name.endsWith(".mock.contract");
    }

    private static String text(Dependency dependency) {
        return dependency.getDescription();
    }

    private static String packageInfo(String name) throws IOException {
        String folder = (Core.ROOT + "." + name).replace('.', '/');
        return Files.readString(Path.of("src/main/java", folder, "package-info.java"));
    }

    private static ModuleDescriptor descriptor() {
        return ModuleFinder.of(Core.LOCATION)
                .find(Core.ROOT + ".core")
                .orElseThrow(() -> new AssertionError("no module descriptor in " + Core.LOCATION))
                .descriptor();
    }
}
