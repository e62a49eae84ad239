package io.github.kubemaintenance.upgrade;

/**
 * A judge whose judgement is known before.
 *
 * @param badFrom the part of the traffic from which on all is not well; more than 100 for never
 */
public record MockHealthJudge(int badFrom) implements HealthJudge {
    @Override
    public Judgement judge(int percent) {
        return percent < badFrom
                ? new Judgement(true, "no errors at " + percent + "%")
                : new Judgement(false, "errors at " + percent + "%");
    }
}
