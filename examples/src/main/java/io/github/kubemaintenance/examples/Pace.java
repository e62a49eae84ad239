package io.github.kubemaintenance.examples;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Turns virtual time into time to watch. With a given speed every gap between two events lasts its time divided by the
 * speed; without one gaps are shortened so that nothing takes long and the order of magnitude can still be seen.
 */
final class Pace {
    private static final Duration FRAME = Duration.ofMillis(80);

    private final Optional<Double> speed;
    private final boolean pleasant;

    /**
     * Sets the speed.
     *
     * @param speed virtual seconds in a real one
     * @param pleasant whether, without a speed, one is chosen; else nothing waits
     */
    Pace(Optional<Double> speed, boolean pleasant) {
        this.speed = speed;
        this.pleasant = pleasant;
    }

    /** Returns a pace that never waits. */
    static Pace none() {
        return new Pace(Optional.empty(), false);
    }

    /** Returns how long a gap is shown. */
    Duration shown(Duration gap) {
        if (gap.isZero() || gap.isNegative()) {
            return Duration.ZERO;
        }
        double seconds = gap.toMillis() / 1000.0;
        double chosen = pleasant ? Math.min(2, 0.2 * Math.pow(seconds, 0.65)) : 0;
        double real = speed.map(factor -> seconds / factor).orElse(chosen);
        return Duration.ofMillis(Math.round(real * 1000));
    }

    /**
     * Lets the time between two events pass.
     *
     * @param frame gets the virtual instants at which to draw
     */
    void pass(Instant from, Instant to, Consumer<Instant> frame) {
        Duration gap = Duration.between(from, to);
        Duration real = shown(gap);
        long frames = real.toMillis() / FRAME.toMillis();
        for (long i = 1; i <= frames; i++) {
            if (!sleep(FRAME)) {
                return;
            }
            frame.accept(from.plusMillis(gap.toMillis() * i / (frames + 1)));
        }
        sleep(real.minus(FRAME.multipliedBy(frames)));
    }

    /** An interrupt is the drain's: it cancels, and nobody needs to watch any more. */
    private static boolean sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
