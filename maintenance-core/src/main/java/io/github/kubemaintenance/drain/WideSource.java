package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Loop;
import io.github.kubemaintenance.cluster.Observer;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.LabelSelector;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.Workload;
import io.github.kubemaintenance.model.internal.Nullable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One watch of each kind for all owners: of all pods, and of each kind of workload that somebody asks for. What many
 * drains of one run cost together is then the same as what one costs.
 */
final class WideSource implements OwnerSource {
    private final Loop loop;
    private final Map<String, Hall<Workload>> workloads = new TreeMap<>();
    private final Map<Long, Runnable> stops = new LinkedHashMap<>();
    private final List<Observer<Pod>> everybody = new ArrayList<>();

    @Nullable
    private Hall<Pod> pods;

    private long tickets;

    WideSource(Loop loop) {
        this.loop = loop;
    }

    /** Shows all pods to somebody who sees none of the snapshots before. */
    void allPods(Observer<Pod> observer) {
        Hall<Pod> hall = pods();
        everybody.add(observer);
        hall.replay(observer);
    }

    /** Returns the pods of an owner, as far as the watch of all pods shows them. */
    Collection<Pod> podsOf(String ownerUid) {
        return pods == null
                ? List.of()
                : pods.objects.getOrDefault(ownerUid, Map.of()).values();
    }

    private Hall<Pod> pods() {
        if (pods == null) {
            pods = new Hall<>(everybody);
            loop.observe(Kind.PODS, Query.all(), pods);
        }
        return pods;
    }

    @Override
    public long workload(Kind<Workload> kind, String namespace, String name, Observer<Workload> observer) {
        Hall<Workload> hall = workloads.get(kind.resource());
        if (hall == null) {
            hall = new Hall<>(List.of());
            workloads.put(kind.resource(), hall);
            loop.observe(kind, Query.all(), hall);
        }
        return seat(hall, namespace + "/" + name, observer);
    }

    @Override
    public long pods(String namespace, LabelSelector selector, String ownerUid, Observer<Pod> observer) {
        return seat(pods(), ownerUid, observer);
    }

    private <T extends KubeObject> long seat(Hall<T> hall, String key, Observer<T> observer) {
        long ticket = ++tickets;
        stops.put(ticket, () -> hall.leave(key, observer));
        hall.enter(key, observer);
        loop.at(loop.now(), () -> hall.show(key, observer));
        return ticket;
    }

    @Override
    public void stop(long ticket) {
        Runnable stop = stops.remove(ticket);
        if (stop != null) {
            stop.run();
        }
    }

    /** All objects of a kind by the key under which they are asked for. */
    private static final class Hall<T extends KubeObject> implements Observer<T> {
        private final Map<String, Map<String, T>> objects = new LinkedHashMap<>();
        private final Map<String, List<Observer<T>>> seats = new LinkedHashMap<>();
        private final List<Observer<T>> everybody;
        private Optional<ApiFailure> ended = Optional.empty();
        private boolean seen;

        Hall(List<Observer<T>> everybody) {
            this.everybody = everybody;
        }

        private static String key(KubeObject object) {
            return object instanceof Pod pod
                    ? pod.controller().map(owner -> owner.uid()).orElse("")
                    : object.namespace() + "/" + object.name();
        }

        void enter(String key, Observer<T> observer) {
            seats.computeIfAbsent(key, none -> new ArrayList<>()).add(observer);
        }

        /** Shows what is known to somebody who has come late and may have left meanwhile. */
        void show(String key, Observer<T> observer) {
            if (!seats.getOrDefault(key, List.of()).contains(observer)) {
                return;
            }
            if (ended.isPresent()) {
                observer.lost(ended.get(), true);
            } else if (seen) {
                observer.snapshot(
                        List.copyOf(objects.getOrDefault(key, Map.of()).values()));
            }
        }

        void leave(String key, Observer<T> observer) {
            List<Observer<T>> here = seats.get(key);
            if (here != null && here.remove(observer) && here.isEmpty()) {
                seats.remove(key);
            }
        }

        void replay(Observer<T> observer) {
            if (seen) {
                List<T> all = new ArrayList<>();
                objects.values().forEach(each -> all.addAll(each.values()));
                observer.snapshot(all);
            }
        }

        @Override
        public void snapshot(List<T> items) {
            seen = true;
            objects.clear();
            items.forEach(each ->
                    objects.computeIfAbsent(key(each), none -> new TreeMap<>()).put(each.uid(), each));
            List.copyOf(everybody).forEach(each -> each.snapshot(items));
            for (String key : List.copyOf(seats.keySet())) {
                for (Observer<T> each : List.copyOf(seats.getOrDefault(key, List.of()))) {
                    each.snapshot(
                            List.copyOf(objects.getOrDefault(key, Map.of()).values()));
                }
            }
        }

        @Override
        public void changed(ChangeType type, T object) {
            String key = key(object);
            Map<String, T> here = objects.computeIfAbsent(key, none -> new TreeMap<>());
            if (type == ChangeType.DELETED) {
                here.remove(object.uid());
                if (here.isEmpty()) {
                    objects.remove(key);
                }
            } else {
                here.put(object.uid(), object);
            }
            List.copyOf(everybody).forEach(each -> each.changed(type, object));
            List<Observer<T>> seated = seats.get(key);
            if (seated != null) {
                List.copyOf(seated).forEach(each -> each.changed(type, object));
            }
        }

        @Override
        public void lost(ApiFailure why, boolean forGood) {
            ended = forGood ? Optional.of(why) : ended;
            List.copyOf(everybody).forEach(each -> each.lost(why, forGood));
            for (List<Observer<T>> each : List.copyOf(seats.values())) {
                List.copyOf(each).forEach(observer -> observer.lost(why, forGood));
            }
        }
    }
}
