package io.github.kubemaintenance.drain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.model.LabelSelector;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What makes no sense is refused at the call, before anything is read, with words that say what to do. */
class DrainArgumentsTest {
    private static DrainRequest drain() {
        return DrainRequest.of("worker-1");
    }

    private static String refused(Function<DrainRequest, DrainRequest> call) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> call.apply(drain()))
                .getMessage());
    }

    private static void assertSays(String word, String message) {
        assertTrue(message.contains(word), () -> "'" + word + "' has to be in: " + message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "Worker-1", "worker_1", "-worker", "worker-", "a b", "a/b", "worker..1", "w\n"})
    void aTextThatIsNoNodesName_isRefused(String name) {
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> DrainRequest.of(name))
                .getMessage());
        assertSays("node", message);
    }

    @Test
    void aNameLongerThanKubernetesAllows_isRefusedAndTheLongestIsNot() {
        String longest = "a".repeat(253);
        assertEquals(longest, DrainRequest.of(longest).node());
        assertThrows(IllegalArgumentException.class, () -> DrainRequest.of(longest + "a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"app in (a", "=web", "a,,b", "app==web=x", "in (a)", "app>x", "!"})
    void D23_aSelectorThatCantBeParsed_isRefusedAndQuoted(String selector) {
        assertSays(selector.strip(), refused(request -> request.podSelector(selector)));
    }

    @Test
    void D23_aSelectorThatCanBeParsed_isAnOption() {
        LabelSelector selector = LabelSelector.parse("app=web,tier in (a, b),!old");
        assertEquals(
                selector,
                drain().podSelector("app=web,tier in (a, b),!old").options().podSelector());
    }

    @Test
    void zeroGrace_namesTheMethodThatMeansIt() {
        assertSays("killImmediately()", refused(request -> request.gracePeriod(Duration.ZERO)));
    }

    @Test
    void aFractionOfASecondOfGrace_isRoundedUp() {
        for (Duration grace : List.of(Duration.ofNanos(1), Duration.ofMillis(300), Duration.ofSeconds(1))) {
            assertEquals(
                    Optional.of(Duration.ofSeconds(1)),
                    drain().gracePeriod(grace).options().gracePeriod());
        }
        assertEquals(
                Optional.of(Duration.ofSeconds(3)),
                drain().gracePeriod(Duration.ofMillis(2001)).options().gracePeriod());
    }

    @Test
    void durationsThatAreNotMoreThanZero_areRefusedByName() {
        for (Duration none : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofNanos(-1))) {
            assertSays("timeout", refused(request -> request.timeout(none)));
            assertSays("skipWaitForDeleteTimeout", refused(request -> request.skipWaitForDeleteTimeout(none)));
            assertSays("awaitReplacements", refused(request -> request.awaitReplacements(none)));
        }
        assertSays("gracePeriod", refused(request -> request.gracePeriod(Duration.ofSeconds(-5))));
    }

    @Test
    void numbersOutOfRange_areRefusedByName() {
        assertSays("pageSize", refused(request -> request.pageSize(-1)));
        assertSays("maxInFlight", refused(request -> request.maxInFlight(0)));
        assertEquals(0, drain().pageSize(0).options().pageSize());
    }

    @Test
    void contradictions_nameBothSidesInEitherOrder() {
        Duration five = Duration.ofSeconds(5);
        for (String message : List.of(
                refused(request -> request.gracePeriod(five).killImmediately()),
                refused(request -> request.killImmediately().gracePeriod(five)))) {
            assertSays("gracePeriod(PT5S)", message);
            assertSays("killImmediately()", message);
        }
        for (String message : List.of(
                refused(request -> request.dryRun(DryRun.SERVER).awaitReplacements(five)),
                refused(request -> request.awaitReplacements(five).dryRun(DryRun.CLIENT)))) {
            assertSays("dryRun", message);
            assertSays("awaitReplacements", message);
        }
    }

    @Test
    @SuppressWarnings("NullAway") // what it is about
    void nullIsRefusedAtTheCallByName() {
        Map<String, Executable> calls = new LinkedHashMap<>();
        calls.put("name of a node", () -> DrainRequest.of(null));
        calls.put("gracePeriod", () -> drain().gracePeriod(null));
        calls.put("timeout", () -> drain().timeout(null));
        calls.put("podSelector", () -> drain().podSelector((String) null));
        calls.put("podSelector ", () -> drain().podSelector((LabelSelector) null));
        calls.put("skipWaitForDeleteTimeout", () -> drain().skipWaitForDeleteTimeout(null));
        calls.put("awaitReplacements", () -> drain().awaitReplacements(null));
        calls.put("dryRun", () -> drain().dryRun(null));
        calls.put("order", () -> drain().order(null));
        calls.put("filter", () -> drain().filter(null));
        calls.put("listener", () -> drain().onEvent(null));
        calls.put("plan", () -> drain().expecting(null));
        calls.put("backend", () -> drain().plan(null));
        calls.put("backend ", () -> drain().run(null));
        calls.put("backend  ", () -> drain().start(null));
        calls.put("backend   ", () -> drain().rehearse(null));
        calls.forEach((name, call) -> assertEquals(
                name.strip(),
                assertThrows(NullPointerException.class, call, name).getMessage()));
    }

    @Test
    void askingTwiceIsAskingOnce() {
        DrainOptions once = drain().killImmediately().ignoreDaemonSets().options();
        DrainOptions twice = drain().killImmediately()
                .killImmediately()
                .ignoreDaemonSets()
                .ignoreDaemonSets()
                .options();
        assertEquals(once, twice);
    }

    @Test
    void aRequestIsNotChangedByWhatIsBuiltOnIt() {
        DrainRequest plain = drain();
        DrainRequest forced = plain.force();
        assertEquals(DrainOptions.defaults(), plain.options());
        assertTrue(forced.options().force());
        assertNotEquals(plain, drain()); // a request has identity, its options have not
        assertEquals(plain.options(), drain().options());
    }

    @Test
    void deleteLocalDataAndDeleteEmptyDirData_areOneOption() {
        assertEquals(
                drain().deleteEmptyDirData().options(),
                drain().deleteLocalData().options());
    }
}
