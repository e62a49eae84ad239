/**
 * The simulated cluster as an API server on a port, for tests of whatever speaks to Kubernetes over HTTP.
 *
 * <pre>
 *   MockApiServer   starts and stops; says where it is
 *     Clock         lets the simulated time run at the chosen speed
 *     Exchange      one request of Vert.x: who asks, what, and the way back
 *     EventStream   a watch's way back: chunks or WebSocket messages
 * </pre>
 *
 * <p>What is answered is core's business ({@code mock.RestServer}); here is only what a port needs.
 */
package io.github.kubemaintenance.fabric8.mock;
