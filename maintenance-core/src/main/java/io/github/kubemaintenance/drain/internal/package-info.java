/**
 * The mark of who cordoned a node, and lists of all pages. Called from {@code node} too, which takes the mark away when it
 * uncordons and reads whole lists as well, and from {@code upgrade}, which reads whole lists.
 */
package io.github.kubemaintenance.drain.internal;
