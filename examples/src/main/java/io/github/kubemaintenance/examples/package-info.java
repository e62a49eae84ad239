/** Small programs, each doing one job. */
package io.github.kubemaintenance.examples;
