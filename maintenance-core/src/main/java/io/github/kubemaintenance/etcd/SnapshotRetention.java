package io.github.kubemaintenance.etcd;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Which snapshots are kept. A snapshot stays if any rule keeps it; without a rule all stay. The rules for hours, days,
 * weeks and months keep the newest of each of the last so many of them that have a snapshot at all, so that a pause deletes
 * nothing. Immutable value.
 *
 * @param last how many of the newest
 * @param within all that are not older than this; zero for none
 * @param hourly of how many hours one
 * @param daily of how many days one
 * @param weekly of how many weeks, from Monday, one
 * @param monthly of how many months one
 * @param zone whose hours and days
 */
public record SnapshotRetention(
        int last, Duration within, int hourly, int daily, int weekly, int monthly, ZoneId zone) {
    /** Checks that nothing is negative. */
    public SnapshotRetention {
        Objects.requireNonNull(zone, "zone");
        if (last < 0 || hourly < 0 || daily < 0 || weekly < 0 || monthly < 0 || within.isNegative()) {
            throw new IllegalArgumentException("what is kept is not below zero");
        }
    }

    /**
     * Keeps everything.
     *
     * @return the policy without rules, in UTC
     */
    public static SnapshotRetention all() {
        return new SnapshotRetention(0, Duration.ZERO, 0, 0, 0, 0, ZoneOffset.UTC);
    }

    /**
     * Keeps the newest ones.
     *
     * @param number how many, at least 1
     * @return a policy with that rule
     */
    public static SnapshotRetention newest(int number) {
        return all().andNewest(number);
    }

    /**
     * Keeps the newest ones, too.
     *
     * @param number how many
     * @return a changed copy
     */
    public SnapshotRetention andNewest(int number) {
        return new SnapshotRetention(number, within, hourly, daily, weekly, monthly, zone);
    }

    /**
     * Keeps all that are not older than this, too.
     *
     * @param age the age
     * @return a changed copy
     */
    public SnapshotRetention andYoungerThan(Duration age) {
        return new SnapshotRetention(last, age, hourly, daily, weekly, monthly, zone);
    }

    /**
     * Keeps one an hour, too.
     *
     * @param hours of how many hours
     * @return a changed copy
     */
    public SnapshotRetention andHourly(int hours) {
        return new SnapshotRetention(last, within, hours, daily, weekly, monthly, zone);
    }

    /**
     * Keeps one a day, too.
     *
     * @param days of how many days
     * @return a changed copy
     */
    public SnapshotRetention andDaily(int days) {
        return new SnapshotRetention(last, within, hourly, days, weekly, monthly, zone);
    }

    /**
     * Keeps one a week, too.
     *
     * @param weeks of how many weeks
     * @return a changed copy
     */
    public SnapshotRetention andWeekly(int weeks) {
        return new SnapshotRetention(last, within, hourly, daily, weeks, monthly, zone);
    }

    /**
     * Keeps one a month, too.
     *
     * @param months of how many months
     * @return a changed copy
     */
    public SnapshotRetention andMonthly(int months) {
        return new SnapshotRetention(last, within, hourly, daily, weekly, months, zone);
    }

    /**
     * Says whose hours and days count. Default: UTC.
     *
     * @param of the time zone
     * @return a changed copy
     */
    public SnapshotRetention in(ZoneId of) {
        return new SnapshotRetention(last, within, hourly, daily, weekly, monthly, of);
    }

    /**
     * Decides which ones stay.
     *
     * @param times when the snapshots were made
     * @param now the time
     * @return the times of those that stay, the oldest first
     */
    public NavigableSet<Instant> kept(Collection<Instant> times, Instant now) {
        List<Instant> newestFirst = new ArrayList<>(new TreeSet<>(times));
        newestFirst.sort(Comparator.reverseOrder());
        if (equals(all().in(zone))) {
            return new TreeSet<>(newestFirst);
        }
        NavigableSet<Instant> kept = new TreeSet<>(newestFirst.subList(0, Math.min(last, newestFirst.size())));
        newestFirst.stream()
                .filter(time -> !within.isZero() && !time.isBefore(now.minus(within)))
                .forEach(kept::add);
        oneOfEach(newestFirst, hourly, time -> time.toLocalDate() + "T" + time.getHour() + time.getOffset(), kept);
        oneOfEach(newestFirst, daily, time -> time.toLocalDate().toString(), kept);
        oneOfEach(
                newestFirst,
                weekly,
                time -> time.get(IsoFields.WEEK_BASED_YEAR) + "W" + time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR),
                kept);
        oneOfEach(newestFirst, monthly, time -> time.getYear() + "-" + time.get(ChronoField.MONTH_OF_YEAR), kept);
        return kept;
    }

    private void oneOfEach(
            List<Instant> newestFirst, int number, Function<ZonedDateTime, String> bucket, NavigableSet<Instant> kept) {
        String before = "";
        int left = number;
        for (Instant time : newestFirst) {
            String own = bucket.apply(time.atZone(zone));
            if (left > 0 && !own.equals(before)) {
                before = own;
                left--;
                kept.add(time);
            }
        }
    }
}
