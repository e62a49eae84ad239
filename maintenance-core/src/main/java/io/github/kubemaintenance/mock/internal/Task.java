package io.github.kubemaintenance.mock.internal;

/**
 * Something that a controller has to look at, later. Data, not a closure, so that a world can be copied in the middle.
 * Equal tasks are one: a controller has at most one entry in the heap for each thing it watches over.
 *
 * @param controller name of the controller that takes it
 * @param key what it is about, for example {@code namespace/name} or a node's name
 * @param detail which of several things is due, empty where there is only one
 */
public record Task(String controller, String key, String detail) {}
