package io.github.kubemaintenance.mock.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.github.kubemaintenance.mock.replay.Replay.Difference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every recording of a real API server, replayed on the simulator: the state is built from what was read, each request
 * is sent again, and status and body must be as recorded but for uids, times and revisions; watches must tell the same.
 * What was around a recording is told by its own content, never by its name. Recordings in the folder that the system
 * property {@code recordings} names are replayed too.
 */
class RecordingsReplayTest {
    private static final Path OWN = Path.of("src/test/resources/recordings/kube-apiserver-1.34");

    static Stream<Recording> recordings() throws IOException {
        String more = System.getProperty("recordings", "");
        List<Path> files = new ArrayList<>(files(OWN));
        if (!more.isEmpty()) {
            files.addAll(files(Path.of(more)));
        }
        return files.stream().map(Recording::load);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            return found.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest(name = "{argumentsWithNames}")
    @MethodSource("recordings")
    void theSimulatorAnswersAsTheRealServerDid(Recording recording) {
        List<String> failures = failures(recording);
        if (!failures.isEmpty()) {
            Optional<String> why = Scope.unknowable(recording);
            Assumptions.assumeTrue(why.isEmpty(), () -> "can't be built: " + why.get());
            fail(recording.situation() + "\n" + String.join("\n", failures));
        }
    }

    /** What was answered differently under each backdrop; nothing if under one of them nothing was. */
    static List<String> failures(Recording recording) {
        List<String> failures = new ArrayList<>();
        boolean streamed = recording.exchanges().stream()
                .anyMatch(exchange -> exchange.stream().isPresent());
        for (Backdrop backdrop : Backdrop.candidates(recording)) {
            // A watch tells what others did: controllers of our own would do it once more.
            for (boolean controllers : streamed ? new boolean[] {false, true} : new boolean[] {true, false}) {
                Optional<Difference> difference = new Replay(recording, backdrop, controllers).run();
                if (difference.isEmpty()) {
                    return List.of();
                }
                failures.add(backdrop.assumption() + (controllers ? "" : ", no controllers") + ": " + difference.get());
            }
        }
        return failures;
    }

    @Test
    void allButTheUnknowableAreServed() throws IOException {
        List<String> skipped = files(OWN).stream()
                .map(Recording::load)
                .filter(each ->
                        Scope.unknowable(each).isPresent() && !failures(each).isEmpty())
                .map(Recording::name)
                .toList();

        assertEquals(List.of("immutable-fields", "openapi-paths"), skipped);
    }
}
