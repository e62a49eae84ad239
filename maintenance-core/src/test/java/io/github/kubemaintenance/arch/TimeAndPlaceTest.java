package io.github.kubemaintenance.arch;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.Timer;
import java.util.TimerTask;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Time belongs to the backend, chance to a seed, output to the caller; and the library needs nothing but the JDK. */
class TimeAndPlaceTest {
    /** The session on a real cluster: the one place that asks what time it is. */
    private static final String LIVE_SESSION = "..cluster.internal..";

    @Test
    void onlyTheLiveSessionReadsTheClock() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(LIVE_SESSION)
                .should()
                .accessTargetWhere(use("the system's clock", TimeAndPlaceTest::isTheClock)));
    }

    @Test
    void nothingSleeps() {
        check(noClasses()
                .should()
                .accessTargetWhere(
                        use("sleep", code -> is(code, Thread.class, "sleep") || is(code, TimeUnit.class, "sleep"))));
    }

    @Test
    void nothingHasATimerOfItsOwn() {
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ScheduledExecutorService.class)
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(Timer.class, TimerTask.class)
                .orShould()
                .accessTargetWhere(use("a timer of the JDK", TimeAndPlaceTest::isATimer)));
    }

    @Test
    void chanceComesFromASeed() {
        check(noClasses().should().accessTargetWhere(use("chance without a seed", TimeAndPlaceTest::isChance)));
        check(noClasses()
                .that()
                .resideInAPackage("..mock..")
                .should()
                .accessTargetWhere(
                        use("a uid that differs from run to run", code -> is(code, UUID.class, "randomUUID"))));
    }

    @Test
    void nothingPrints() {
        check(noClasses()
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .accessTargetWhere(use(
                        "printStackTrace to nowhere in particular",
                        code -> code.getName().equals("printStackTrace")
                                && code.getRawParameterTypes().isEmpty())));
    }

    @Test
    void nothingButTheJdkIsNeeded() {
        check(classes().should().onlyDependOnClassesThat().resideInAnyPackage("java..", Core.ROOT + ".."));
    }

    private static void check(ArchRule rule) {
        rule.check(Core.CLASSES);
    }

    private static boolean isTheClock(CodeUnitAccessTarget code) {
        String owner = code.getOwner().getName();
        if (is(code, System.class, "currentTimeMillis", "nanoTime")) {
            return true;
        }
        if (owner.equals(Clock.class.getName())) {
            return code.getName().startsWith("system") || code.getName().startsWith("tick");
        }
        // now() and now(ZoneId) of every date and time class; now(Clock) asks a clock of the caller's choice
        return owner.startsWith("java.time.")
                && code.getName().equals("now")
                && code.getRawParameterTypes().stream().noneMatch(type -> type.isEquivalentTo(Clock.class));
    }

    private static boolean isATimer(CodeUnitAccessTarget code) {
        return is(code, CompletableFuture.class, "delayedExecutor", "orTimeout", "completeOnTimeout")
                || is(code, Executors.class, "newScheduledThreadPool", "newSingleThreadScheduledExecutor");
    }

    private static boolean isChance(CodeUnitAccessTarget code) {
        boolean seedless = code.getRawParameterTypes().isEmpty();
        return is(code, Math.class, "random")
                || is(code, ThreadLocalRandom.class, "current")
                || (seedless && (is(code, Random.class, "<init>") || is(code, SplittableRandom.class, "<init>")));
    }

    private static boolean is(CodeUnitAccessTarget code, Class<?> owner, String... names) {
        return code.getOwner().isEquivalentTo(owner) && Set.of(names).contains(code.getName());
    }

    /** Calls and method references alike: {@code Instant::now} reads the clock too. */
    private static DescribedPredicate<JavaAccess<?>> use(String what, Predicate<CodeUnitAccessTarget> which) {
        return describe(what, access -> access.getTarget() instanceof CodeUnitAccessTarget code && which.test(code));
    }
}
