package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Observer;
import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.model.LabelSelector;
import io.github.kubemaintenance.model.OwnerReference;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodRef;
import io.github.kubemaintenance.model.Reason;
import io.github.kubemaintenance.model.Workload;
import io.github.kubemaintenance.model.WorkloadKind;
import io.github.kubemaintenance.model.internal.Nullable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Watches the owners of pods that went and, by each owner's own selector, its pods: two watches for each of at most
 * {@value #AT_ONCE} owners at a time. An owner that has recovered is not watched any longer, and the next one's turn comes.
 */
final class ReplacementWatch {
    static final int AT_ONCE = 16;

    private final OwnerSource source;
    private final Consumer<DrainSignal> tell;
    private final Map<String, Owner> owners = new TreeMap<>();
    private final Deque<Owner> waiting = new ArrayDeque<>();

    ReplacementWatch(OwnerSource source, Consumer<DrainSignal> tell) {
        this.source = source;
        this.tell = tell;
    }

    void begin(List<Pod> went) {
        for (Pod pod : went) {
            OwnerReference reference = pod.controller().orElseThrow();
            owners.computeIfAbsent(
                            reference.kind() + " " + pod.namespace() + "/" + reference.name() + " " + reference.uid(),
                            none -> new Owner(pod.namespace(), reference))
                    .went
                    .add(pod.ref());
        }
        waiting.addAll(owners.values());
        for (int i = 0; i < AT_ONCE; i++) {
            next();
        }
        moved(List.of(), Map.of());
    }

    /** Watches nothing any more. */
    void stop() {
        waiting.clear();
        owners.values().forEach(Owner::close);
    }

    private void next() {
        Owner owner = waiting.poll();
        if (owner != null) {
            owner.watch();
        }
    }

    private void moved(List<PodRef> replaced, Map<PodRef, Reason> stuck) {
        tell.accept(new DrainSignal.Replacements(
                owners.values().stream().map(owner -> owner.state).toList(), replaced, stuck));
    }

    /** One owner. */
    private final class Owner {
        private final String namespace;
        private final OwnerReference reference;
        private final List<PodRef> went = new ArrayList<>();
        private final Map<PodRef, Pod> pods = new TreeMap<>();
        private final Map<PodRef, Reason> told = new LinkedHashMap<>();
        private ReplacementState state;

        @Nullable
        private Workload workload;

        private long ownTicket;
        private long podsTicket = -1;
        private boolean podsSeen;
        private boolean over;

        Owner(String namespace, OwnerReference reference) {
            this.namespace = namespace;
            this.reference = reference;
            this.state = new ReplacementState(
                    reference.kind() + " " + namespace + "/" + reference.name(),
                    0,
                    0,
                    false,
                    List.of(new Reason(Recovery.NOT_READY_YET, "it was not looked at yet")));
        }

        void watch() {
            Optional<WorkloadKind> known = WorkloadKind.find(reference.apiVersion(), reference.kind());
            Optional<Kind<Workload>> kind = Kind.workloads().stream()
                    .filter(each ->
                            known.map(one -> one.kind().equals(each.kind())).orElse(false))
                    .findFirst();
            if (kind.isEmpty()) {
                settled(
                        true,
                        new Reason(
                                ReasonCode.UNKNOWN,
                                "how many pods a " + reference.apiVersion() + " " + reference.kind()
                                        + " wants is not known here, so it is not waited for"));
                return;
            }
            ownTicket = source.workload(kind.get(), namespace, reference.name(), new Observer<Workload>() {
                @Override
                public void snapshot(List<Workload> items) {
                    owner(items.stream()
                            .filter(each -> each.uid().equals(reference.uid()))
                            .findFirst());
                }

                @Override
                public void changed(ChangeType type, Workload object) {
                    if (object.uid().equals(reference.uid())) {
                        owner(type == ChangeType.DELETED ? Optional.empty() : Optional.of(object));
                    }
                }

                @Override
                public void lost(ApiFailure why, boolean ended) {
                    unreadable(why, ended);
                }
            });
        }

        private void unreadable(ApiFailure why, boolean ended) {
            if (ended) {
                settled(
                        true,
                        new Reason(
                                ReasonCode.UNKNOWN,
                                "whether it has recovered is not known, so it is not waited for: " + why.text()));
            }
        }

        private void owner(Optional<Workload> found) {
            if (over) {
                return;
            }
            if (found.isEmpty()) {
                settled(true, new Reason(ReasonCode.MANAGED, "it is gone, so nothing is to come"));
                return;
            }
            workload = found.get();
            if (podsTicket < 0) {
                watchPods(workload.selector().orElse(LabelSelector.everything()));
            }
            look();
        }

        private void watchPods(LabelSelector selector) {
            podsTicket = source.pods(namespace, selector, reference.uid(), new Observer<Pod>() {
                @Override
                public void snapshot(List<Pod> items) {
                    podsSeen = true;
                    pods.clear();
                    items.forEach(pod -> put(pod));
                    look();
                }

                @Override
                public void changed(ChangeType type, Pod object) {
                    if (type == ChangeType.DELETED) {
                        pods.remove(object.ref());
                    } else {
                        put(object);
                    }
                    look();
                }

                @Override
                public void lost(ApiFailure why, boolean ended) {
                    unreadable(why, ended);
                }
            });
        }

        private void put(Pod pod) {
            boolean ours = pod.controller()
                    .map(owner -> owner.uid().equals(reference.uid()))
                    .orElse(false);
            if (ours && !went.contains(pod.ref())) {
                pods.put(pod.ref(), pod);
            }
        }

        private void look() {
            if (over || workload == null || !podsSeen) {
                return;
            }
            state = Recovery.of(workload, List.copyOf(pods.values()));
            if (state.recovered()) {
                end();
                return;
            }
            Map<PodRef, Reason> news = new LinkedHashMap<>();
            Recovery.notReady(List.copyOf(pods.values())).forEach((pod, reason) -> {
                if (!reason.code().equals(Recovery.NOT_READY_YET) && !reason.equals(told.put(pod, reason))) {
                    news.put(pod, reason);
                }
            });
            moved(List.of(), news);
        }

        private void settled(boolean recovered, Reason why) {
            if (over) {
                return;
            }
            state = new ReplacementState(state.owner(), state.wanted(), state.ready(), recovered, List.of(why));
            end();
        }

        private void close() {
            over = true;
            source.stop(ownTicket);
            source.stop(podsTicket);
        }

        private void end() {
            close();
            next();
            boolean known = state.stuck().stream().noneMatch(why -> why.code().equals(ReasonCode.UNKNOWN));
            moved(known ? List.copyOf(went) : List.of(), Map.of());
        }
    }
}
