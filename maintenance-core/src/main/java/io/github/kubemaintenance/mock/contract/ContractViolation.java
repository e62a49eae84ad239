package io.github.kubemaintenance.mock.contract;

import io.github.kubemaintenance.model.internal.Nullable;
import java.util.Objects;

/** A backend doesn't do what its contract says. */
public final class ContractViolation extends AssertionError {
    private static final long serialVersionUID = 1L;

    ContractViolation(String message) {
        super(message);
    }

    static void unless(boolean holds, String what) {
        if (!holds) {
            throw new ContractViolation("it has to be that " + what);
        }
    }

    static void same(@Nullable Object expected, @Nullable Object actual, String what) {
        if (!Objects.equals(expected, actual)) {
            throw new ContractViolation(what + " has to be " + expected + ", but is " + actual);
        }
    }
}
