package io.github.kubemaintenance.upgrade;

/** Judges whether users are served well, while traffic moves. Called off the run's own thread; it watches as long as it needs. */
@FunctionalInterface
public interface HealthJudge {
    /**
     * What a judge says.
     *
     * @param healthy whether to go on
     * @param text why, for people
     */
    record Judgement(boolean healthy, String text) {}

    /**
     * Judges.
     *
     * @param percent the new cluster's part of the traffic
     * @return the judgement
     * @throws Exception where it can't tell, which counts as not healthy
     */
    Judgement judge(int percent) throws Exception;
}
