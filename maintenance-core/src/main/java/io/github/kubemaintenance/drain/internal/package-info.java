/** The mark of who cordoned a node. Called from {@code node} too, which takes it away when it uncordons. */
package io.github.kubemaintenance.drain.internal;
