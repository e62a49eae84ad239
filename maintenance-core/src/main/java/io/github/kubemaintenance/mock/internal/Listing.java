package io.github.kubemaintenance.mock.internal;

import java.util.List;
import java.util.OptionalLong;

/**
 * A page of a list, with what HTTP says of it.
 *
 * @param items the objects
 * @param continueToken token of the next page, empty on the last one
 * @param revision revision of the list
 * @param remaining how many objects follow, where the server says it (lists without a selector)
 * @param <T> type of the objects
 */
public record Listing<T>(List<T> items, String continueToken, long revision, OptionalLong remaining) {}
