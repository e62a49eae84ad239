/** The backend that reaches a live etcd through jetcd. */
package io.github.kubemaintenance.jetcd;
