/**
 * The contract of the SPI, as scenarios in plain Java: for whoever writes a backend.
 *
 * <pre>
 *   Contract.scenarios()  -- each a Scenario: name, needs, run(Setup)
 *        |                                                     |
 *   your test runner: those whose needs your Setup offers      Setup: your backend, and how to make objects on its server
 * </pre>
 *
 * <p>Here they pass on {@link io.github.kubemaintenance.mock.MockCluster}, which shows that the simulator and a real
 * server look the same to an engine.
 */
package io.github.kubemaintenance.mock.contract;
