package io.github.kubemaintenance.mock.internal;

import java.util.UUID;

/**
 * Numbers that look random and follow from a seed: SplitMix64, whose whole state is two numbers, so that a copy of a
 * world goes on alike. Uids have a stream of their own: an object more does not change what else is drawn.
 */
final class Chance {
    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private long state;
    private long uids;

    Chance(long seed) {
        this.state = mix(seed);
        this.uids = mix(seed + GAMMA);
    }

    private Chance(long state, long uids) {
        this.state = state;
        this.uids = uids;
    }

    Chance copy() {
        return new Chance(state, uids);
    }

    /** A number from 0 to bound - 1. */
    int next(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("nothing to choose from: " + bound);
        }
        state += GAMMA;
        return (int) Long.remainderUnsigned(mix(state) >>> 1, bound);
    }

    /** The next uid, in the form of a random UUID. */
    String uid() {
        uids += GAMMA;
        long high = mix(uids);
        uids += GAMMA;
        long low = mix(uids);
        return new UUID((high & ~0xF000L) | 0x4000L, (low & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L).toString();
    }

    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
