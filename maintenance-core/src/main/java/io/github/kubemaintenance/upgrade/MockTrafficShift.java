package io.github.kubemaintenance.upgrade;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Traffic that only exists on paper: remembers every shift. Thread-safe. */
public final class MockTrafficShift implements TrafficShift {
    private final List<Integer> shifts = new CopyOnWriteArrayList<>();

    /** Makes one that has no shift yet. */
    public MockTrafficShift() {}

    @Override
    public void shift(int percent) {
        shifts.add(percent);
    }

    /** {@return every shift so far, in order} */
    public List<Integer> shifts() {
        return List.copyOf(shifts);
    }
}
