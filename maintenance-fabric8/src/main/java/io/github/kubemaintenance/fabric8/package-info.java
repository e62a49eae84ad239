/** The backend that reaches a real cluster through the fabric8 Kubernetes client. */
package io.github.kubemaintenance.fabric8;
