package io.github.kubemaintenance.etcd;

import java.time.Instant;

/**
 * That a revision was the newest at some time: how a compaction knows how old a revision is, which etcd doesn't record.
 *
 * @param revision the newest one
 * @param at when, on the backend's time
 */
public record RevisionMark(long revision, Instant at) {}
