package io.github.kubemaintenance.drain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DrainOptionsTest {
    @Test
    void everyOptionHasItsWord_soThatNoneIsLeftOutWhenPlansAreCompared() {
        List<String> components = Arrays.stream(DrainOptions.class.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
        assertEquals(components, List.copyOf(DrainOptions.defaults().words().keySet()));
    }

    @Test
    void printsOnlyWhatIsNotADefault() {
        DrainRequest request = DrainRequest.of("worker-1");
        assertEquals("defaults", request.options().toString());
        assertEquals("drain worker-1", request.toString());
        assertEquals(
                "drain worker-1 with force, gracePeriod=PT5S, podSelector=app=web",
                request.podSelector("app=web")
                        .gracePeriod(Duration.ofSeconds(5))
                        .force()
                        .toString());
    }
}
