/** How engines hand events to listeners. Called from {@code drain}, {@code node}, {@code backup} and {@code upgrade} too. */
package io.github.kubemaintenance.event.internal;
