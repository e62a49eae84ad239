package io.github.kubemaintenance.mock.contract;

import java.util.Set;

/**
 * A situation, and what has to come of it.
 *
 * @param name what is so, as a sentence
 * @param needs what it needs of the cluster
 * @param script what is done
 */
public record Scenario(String name, Set<Need> needs, Script script) {
    /** What a scenario does. */
    @FunctionalInterface
    public interface Script {
        /**
         * Does it.
         *
         * @param setup the cluster
         * @throws Exception whatever goes wrong; what has to be and isn't is a {@link ContractViolation}
         */
        void run(Setup setup) throws Exception;
    }

    public Scenario {
        needs = Set.copyOf(needs);
    }

    static Scenario of(String name, Script script, Need... needs) {
        return new Scenario(name, Set.of(needs), script);
    }

    /**
     * Tells whether a cluster has what the scenario needs.
     *
     * @param setup the cluster
     * @return true if it may be run there
     */
    public boolean fits(Setup setup) {
        return setup.offers().containsAll(needs);
    }

    /**
     * Runs it on a cluster that has what it needs.
     *
     * @param setup the cluster, made for this run
     * @throws ContractViolation if the backend doesn't do what it has to
     * @throws Exception whatever else goes wrong
     */
    public void run(Setup setup) throws Exception {
        script.run(setup);
    }

    /** Returns the name. */
    @Override
    public String toString() {
        return name;
    }
}
