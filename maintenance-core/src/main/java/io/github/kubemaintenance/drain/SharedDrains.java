package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.cluster.Loop;
import io.github.kubemaintenance.cluster.Observer;
import io.github.kubemaintenance.model.Pod;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Drains of several nodes on one {@link Loop}: they share its session, its slots and one view of the budgets, so that an
 * eviction under a budget is sent by one of them at a time and none is sent in vain. For whoever writes an operation of
 * which drains are a part; whoever wants to drain a node uses {@link DrainRequest}. Confined to the loop's thread.
 */
public final class SharedDrains {
    private final Loop loop;
    private final BudgetWatch budgets;
    private final WideSource wide;
    private final OwnerSource owners;

    /** A drain under way. */
    public interface Handle {
        /**
         * Asks the drain to end; its report comes within two seconds. One that has ended stays as it is.
         *
         * @param why for the report
         */
        void cancel(String why);

        /** {@return how far it is} */
        DrainProgress progress();
    }

    /**
     * Makes a place for drains.
     *
     * @param loop the loop, which the caller runs
     * @param many whether there will be many of them: replacements are then found by one watch of all pods and one of
     *     each kind of owner, instead of two for each owner
     */
    public SharedDrains(Loop loop, boolean many) {
        this.loop = loop;
        this.budgets = new BudgetWatch(loop);
        this.wide = new WideSource(loop);
        this.owners = many ? wide : new NarrowSource(loop);
    }

    /**
     * Begins to drain a node. The request's timeout counts from now.
     *
     * @param request what to drain and how; its listeners hear of it
     * @param taker cordons the node
     * @param then gets the report, on the loop's thread, once
     * @return the drain
     */
    public Handle begin(DrainRequest request, NodeTaker taker, Consumer<DrainReport> then) {
        boolean[] told = new boolean[1];
        DrainRunner runner = new DrainRunner(request, loop, budgets, owners, Optional.of(taker), each -> {
            if (each.isEnded() && !told[0]) {
                told[0] = true;
                then.accept(each.report());
            }
        });
        runner.begin();
        return new Handle() {
            @Override
            public void cancel(String why) {
                runner.cancel(why);
            }

            @Override
            public DrainProgress progress() {
                return runner.progress();
            }
        };
    }

    /**
     * Has Ready pods that no budget guards go one after the other, those of one owner over all drains: each when as many are
     * Ready as there were before the last one went. Without this call those of a node go at once.
     */
    public void pace() {
        Pace pace = new Pace(wide, budgets.book(), budgets::paceMoved);
        budgets.book().pacedBy(pace);
        wide.allPods(pace);
    }

    /**
     * Shows all pods of the cluster from now on, by the watch that is shared with the drains.
     *
     * @param observer gets what is seen
     */
    public void watchPods(Observer<Pod> observer) {
        wide.allPods(observer);
    }
}
