package io.github.kubemaintenance.mock;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.internal.World;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.IntOrPercent;
import io.github.kubemaintenance.model.LabelSelector;
import io.github.kubemaintenance.model.ObjectMeta;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import io.github.kubemaintenance.model.Workload;
import java.util.Optional;

/**
 * Describes a disruption budget of a simulated cluster. By default it selects the pods of the workload of its name, or
 * the label {@code app} with its name. Not thread-safe.
 */
public final class BudgetBuilder {
    private final String namespace;
    private final String name;
    private Optional<IntOrPercent> minAvailable = Optional.empty();
    private Optional<IntOrPercent> maxUnavailable = Optional.empty();
    private Optional<LabelSelector> selector = Optional.empty();
    private boolean selectsNothing;
    private String policy = "";

    BudgetBuilder(String fullName) {
        Names.namespaced("a budget", fullName);
        this.namespace = Names.namespace(fullName);
        this.name = Names.name(fullName);
    }

    /**
     * Sets how many pods must stay healthy.
     *
     * @param pods not negative
     * @return this
     */
    public BudgetBuilder minAvailable(int pods) {
        return min(IntOrPercent.of(pods));
    }

    /**
     * Sets how many pods must stay healthy.
     *
     * @param amount {@code 2} or {@code 50%}
     * @return this
     */
    public BudgetBuilder minAvailable(String amount) {
        return min(IntOrPercent.parse(amount));
    }

    private BudgetBuilder min(IntOrPercent amount) {
        minAvailable = Optional.of(valid(amount));
        onlyOne();
        return this;
    }

    /**
     * Sets how many pods may be missing.
     *
     * @param pods not negative
     * @return this
     */
    public BudgetBuilder maxUnavailable(int pods) {
        return max(IntOrPercent.of(pods));
    }

    /**
     * Sets how many pods may be missing.
     *
     * @param amount {@code 1} or {@code 30%}
     * @return this
     */
    public BudgetBuilder maxUnavailable(String amount) {
        return max(IntOrPercent.parse(amount));
    }

    private BudgetBuilder max(IntOrPercent amount) {
        maxUnavailable = Optional.of(valid(amount));
        onlyOne();
        return this;
    }

    private static IntOrPercent valid(IntOrPercent amount) {
        if (amount.isPercent() && amount.amount() > 100) {
            throw new IllegalArgumentException("a budget's percentage is at most 100: " + amount);
        }
        return amount;
    }

    private void onlyOne() {
        if (minAvailable.isPresent() && maxUnavailable.isPresent()) {
            throw new IllegalArgumentException(
                    "a budget has minAvailable or maxUnavailable, not both (" + namespace + "/" + name + ")");
        }
    }

    /**
     * Sets which pods of the namespace it selects.
     *
     * @param text as kubectl's {@code -l} takes it, for example {@code app=web}; blank selects all
     * @return this
     */
    public BudgetBuilder selector(String text) {
        selector = Optional.of(LabelSelector.parse(text));
        return this;
    }

    /**
     * Leaves the selector out: the budget selects nothing.
     *
     * @return this
     */
    public BudgetBuilder withoutSelector() {
        selectsNothing = true;
        return this;
    }

    /**
     * Lets unready pods always go, {@code unhealthyPodEvictionPolicy: AlwaysAllow}.
     *
     * @return this
     */
    public BudgetBuilder alwaysAllow() {
        policy = PodDisruptionBudget.ALWAYS_ALLOW;
        return this;
    }

    void create(World world) {
        world.create(
                Kind.BUDGETS,
                new PodDisruptionBudget(
                        ObjectMeta.of(namespace, name),
                        minAvailable,
                        maxUnavailable,
                        selectsNothing ? Optional.empty() : Optional.of(selector.orElseGet(() -> ofWorkload(world))),
                        policy,
                        PodDisruptionBudget.Status.unobserved(),
                        Document.empty()));
    }

    private LabelSelector ofWorkload(World world) {
        for (Kind<Workload> kind : Kind.workloads()) {
            Optional<LabelSelector> found = world.find(kind, namespace, name).flatMap(Workload::selector);
            if (found.isPresent()) {
                return found.get();
            }
        }
        return LabelSelector.of("app", name);
    }
}
