package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.etcd.EtcdException.Kind;
import io.github.kubemaintenance.etcd.internal.NewCluster;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The members of a mock: who is up, who leads, who may vote. Guarded by the mock. */
final class MockMembers {
    private static final Duration CATCHING_UP = Duration.ofSeconds(5);
    private static final long BEHIND = 100;

    /** A member and how it is. */
    static final class Cell {
        final long id;
        final List<String> peerUrls;
        String name;
        boolean learner;
        boolean up = true;
        long lag;
        long free;
        Instant caughtUp = Instant.MIN;

        Cell(long id, String name, List<String> peerUrls) {
            this.id = id;
            this.name = name;
            this.peerUrls = peerUrls;
        }

        long lag(Instant now) {
            return now.isBefore(caughtUp) ? Math.max(lag, BEHIND) : lag;
        }

        boolean runs() {
            return up && !name.isEmpty();
        }

        EtcdMember member() {
            return new EtcdMember(id, name, peerUrls, name.isEmpty() ? List.of() : List.of(endpoint(name)), learner);
        }
    }

    private final List<Cell> cells = new ArrayList<>();
    private final boolean quorumKept;
    private String leader;

    MockMembers(List<Cell> cells, boolean quorumKept) {
        this.cells.addAll(cells);
        this.quorumKept = quorumKept;
        this.leader = cells.get(0).name;
    }

    static String endpoint(String name) {
        return "http://" + name + ".mock:2379";
    }

    static List<String> peerUrls(String name) {
        return List.of("http://" + name + ".mock:2380");
    }

    static long idOf(List<String> peerUrls) {
        return NewCluster.of(Map.of("", peerUrls), "mock").idOf("");
    }

    List<Cell> all() {
        return cells;
    }

    Optional<Cell> named(String name) {
        return cells.stream().filter(cell -> cell.name.equals(name)).findFirst();
    }

    Cell withId(long id) {
        return cells.stream()
                .filter(cell -> cell.id == id)
                .findFirst()
                .orElseThrow(() -> new EtcdException(Kind.OTHER, "etcdserver: member not found"));
    }

    boolean quorum() {
        long voters = cells.stream().filter(cell -> !cell.learner).count();
        long running =
                cells.stream().filter(cell -> !cell.learner && cell.runs()).count();
        return quorumKept && running > voters / 2;
    }

    void needQuorum(String request) {
        if (!quorum()) {
            throw new EtcdException(Kind.NO_LEADER, request + ": etcdserver: no leader");
        }
    }

    /** The member that leads; another one takes over from one that is gone. */
    Optional<Cell> leader() {
        if (!quorum()) {
            return Optional.empty();
        }
        Optional<Cell> leads = named(leader).filter(cell -> cell.runs() && !cell.learner);
        if (leads.isEmpty()) {
            leads = cells.stream().filter(cell -> cell.runs() && !cell.learner).findFirst();
            leads.ifPresent(next -> leader = next.name);
        }
        return leads;
    }

    void lead(Cell next) {
        if (next.learner || !next.runs()) {
            throw new EtcdException(Kind.OTHER, "etcdserver: bad leader transferee");
        }
        leader = next.name;
    }

    EtcdMember addLearner(List<String> urls) {
        if (cells.stream().anyMatch(cell -> cell.peerUrls.equals(urls))) {
            throw new EtcdException(Kind.OTHER, "etcdserver: Peer URLs already exists");
        } else if (cells.stream().anyMatch(cell -> cell.learner)) {
            throw new EtcdException(Kind.OTHER, "etcdserver: too many learner members in cluster");
        }
        Cell added = new Cell(idOf(urls), "", List.copyOf(urls));
        added.learner = true;
        cells.add(added);
        return added.member();
    }

    /** A machine starts etcd with these peer URLs: an added member gets its name, a stopped one is back. */
    void start(String name, Instant now) {
        Cell cell = named(name)
                .or(() -> cells.stream()
                        .filter(added -> added.name.isEmpty() && added.peerUrls.equals(peerUrls(name)))
                        .findFirst())
                .orElseThrow(() -> new IllegalArgumentException("no member '" + name + "', and none was added at "
                        + peerUrls(name) + "; there are "
                        + cells.stream().map(Cell::member).toList()));
        cell.name = name;
        cell.up = true;
        cell.caughtUp = now.plus(CATCHING_UP);
    }

    void promote(long id, Instant now) {
        Cell cell = withId(id);
        if (!cell.learner) {
            throw new EtcdException(Kind.OTHER, "etcdserver: can only promote a learner member");
        } else if (!cell.runs() || cell.lag(now) > 0) {
            throw new EtcdException(
                    Kind.OTHER, "etcdserver: can only promote a learner member which is in sync with leader");
        }
        cell.learner = false;
    }

    void remove(long id) {
        cells.remove(withId(id));
    }
}
