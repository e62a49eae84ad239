/** How engines hand events to listeners. Called from {@code drain} and {@code node} too. */
package io.github.kubemaintenance.event.internal;
