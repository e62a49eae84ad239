package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.etcd.EtcdException.Kind;
import io.github.kubemaintenance.etcd.internal.MockStore;
import io.github.kubemaintenance.etcd.internal.NewCluster;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/**
 * An etcd cluster in memory, for tests: it takes keys and streams snapshots that real etcd tools accept, on virtual
 * time. Deterministic. Thread-safe.
 *
 * <p>Modelled: members with leader, learners and lag, which are stopped, started, added, promoted and removed; status,
 * member list and snapshots with the server's message sizes and counts; puts, deletes, compaction and hashes with
 * revisions; quota, alarms and free pages; the faults of {@link EtcdFault}; a lost quorum. Not modelled: raft, the time
 * that an election takes, leases, users.
 */
public final class MockEtcd implements EtcdBackend {
    private static final int CHUNK = 32 * 1024;

    final MockMembers members;
    final MockStore store = new MockStore();
    final Set<EtcdAlarm> alarms = new LinkedHashSet<>();
    private final List<String> endpoints = new ArrayList<>();
    private final NewCluster cluster;
    private long clusterId;
    private final String version;
    private final Map<String, EtcdFault> faults;
    private final Optional<byte[]> database;
    private final long quota;
    private final MockOperations operations = new MockOperations(this);
    private final List<String> requests = new ArrayList<>();
    private Instant now = Instant.parse("2030-01-01T00:00:00Z");

    private MockEtcd(Builder builder) {
        if (builder.members.isEmpty()) {
            builder.member("m1");
        }
        Map<String, List<String>> urls = new LinkedHashMap<>();
        builder.members.forEach(cell -> urls.put(cell.name, cell.peerUrls));
        cluster = NewCluster.of(urls, "mock");
        clusterId = cluster.id();
        members = new MockMembers(builder.members, builder.quorum);
        builder.members.forEach(cell -> endpoints.add(MockMembers.endpoint(cell.name)));
        version = builder.version;
        faults = new LinkedHashMap<>(builder.faults);
        database = builder.database;
        quota = builder.quota;
        builder.alarms.forEach(
                (name, type) -> alarms.add(new EtcdAlarm(members.named(name).orElseThrow().id, type)));
        faults.forEach((name, fault) -> {
            if (fault.kind() == EtcdFault.Kind.CORRUPT_ALARM) {
                alarms.add(new EtcdAlarm(members.named(name).orElseThrow().id, EtcdAlarm.Type.CORRUPT));
            }
        });
    }

    /**
     * Begins a cluster.
     *
     * @return one member m1 of etcd 3.5.16, unless told otherwise
     */
    public static Builder builder() {
        return new Builder();
    }

    /** What a cluster is made of. Used by one thread. */
    public static final class Builder {
        private final List<MockMembers.Cell> members = new ArrayList<>();
        private final Map<String, EtcdAlarm.Type> alarms = new LinkedHashMap<>();
        private long quota = 2L << 30;
        private final Map<String, EtcdFault> faults = new LinkedHashMap<>();
        private String version = "3.5.16";
        private boolean quorum = true;
        private Optional<byte[]> database = Optional.empty();

        private Builder() {}

        /**
         * Adds a voting member; the first one leads.
         *
         * @param name its name; its endpoint is http://NAME.mock:2379
         * @return this
         */
        public Builder member(String name) {
            add(name);
            return this;
        }

        /**
         * Adds a voting member that has not applied all of its log.
         *
         * @param name its name
         * @param lag how many entries
         * @return this
         */
        public Builder lagging(String name, long lag) {
            add(name).lag = lag;
            return this;
        }

        /**
         * Adds a learner.
         *
         * @param name its name
         * @return this
         */
        public Builder learner(String name) {
            add(name).learner = true;
            return this;
        }

        private MockMembers.Cell add(String name) {
            List<String> urls = MockMembers.peerUrls(name);
            MockMembers.Cell cell = new MockMembers.Cell(MockMembers.idOf(urls), name, urls);
            members.add(cell);
            return cell;
        }

        /**
         * Lets the last member's database have free pages, which defragmenting it gives back.
         *
         * @param bytes how many
         * @return this
         */
        public Builder fragmented(long bytes) {
            members.get(members.size() - 1).free = bytes;
            return this;
        }

        /**
         * Raises an alarm.
         *
         * @param member who raised it
         * @param type which
         * @return this
         */
        public Builder alarm(String member, EtcdAlarm.Type type) {
            alarms.put(member, type);
            return this;
        }

        /**
         * Limits the databases: a write beyond raises NOSPACE. Default: 2 GiB, as etcd's.
         *
         * @param bytes how large a database may be
         * @return this
         */
        public Builder quota(long bytes) {
            quota = bytes;
            return this;
        }

        /**
         * Says which etcd it is.
         *
         * @param etcd for example 3.6.5
         * @return this
         */
        public Builder version(String etcd) {
            version = EtcdMinor.find(etcd).isPresent() ? etcd : bad(etcd);
            return this;
        }

        private static String bad(String text) {
            throw new IllegalArgumentException("no version of etcd: '" + text + "'");
        }

        /**
         * Loses the quorum: members can't be listed and know no leader.
         *
         * @return this
         */
        public Builder withoutQuorum() {
            quorum = false;
            return this;
        }

        /**
         * Lets a member fail.
         *
         * @param member its name
         * @param fault how
         * @return this
         */
        public Builder fault(String member, EtcdFault fault) {
            faults.put(member, fault);
            return this;
        }

        /**
         * Streams this database instead of one made of the keys that are put.
         *
         * @param bytes without the hash
         * @return this
         */
        public Builder database(byte[] bytes) {
            database = Optional.of(bytes.clone());
            return this;
        }

        /**
         * Makes the cluster.
         *
         * @return the mock
         */
        public MockEtcd build() {
            List<String> names = members.stream().map(cell -> cell.name).toList();
            Stream.concat(faults.keySet().stream(), alarms.keySet().stream()).forEach(name -> {
                if (!names.contains(name) && !(names.isEmpty() && name.equals("m1"))) {
                    throw new IllegalArgumentException("a fault of '" + name + "', which is no member: " + names);
                }
            });
            return new MockEtcd(this);
        }
    }

    /**
     * Writes a key.
     *
     * @param key as text
     * @param value as text
     * @return the new revision
     */
    public synchronized long put(String key, String value) {
        return store.put(key, value.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Deletes a key.
     *
     * @param key as text
     * @return the new revision; the old one if there was no such key
     */
    public synchronized long delete(String key) {
        return store.delete(key);
    }

    /**
     * Is from now on the cluster that was restored, as a {@link ControlPlaneHost} of a test lets it be that starts etcd: it
     * answers with that one's id. Keys and revision stay as they are.
     *
     * @param report of a restore of any of its members
     */
    public synchronized void restored(RestoreReport report) {
        clusterId = Long.parseUnsignedLong(report.clusterId(), 16);
    }

    /**
     * Returns the newest revision.
     *
     * @return 1 if nothing was written
     */
    public synchronized long revision() {
        return store.revision();
    }

    /**
     * Returns what was asked of it.
     *
     * @return for example {@code status m1}, {@code snapshot m1}, {@code cancel m1}, in order
     */
    public synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    /**
     * Stops a member's machine: it doesn't answer, and another member takes the lead over if there is a quorum.
     *
     * @param name its name
     */
    public synchronized void stop(String name) {
        members.named(name).orElseThrow(() -> new IllegalArgumentException("no member '" + name + "'")).up = false;
    }

    /**
     * Starts a stopped member, or one that was added at http://NAME.mock:2380. It has caught up five seconds later.
     *
     * @param name its name
     */
    public synchronized void start(String name) {
        members.start(name, now);
        String endpoint = MockMembers.endpoint(name);
        if (!endpoints.contains(endpoint)) {
            endpoints.add(endpoint);
        }
    }

    @Override
    public synchronized List<String> endpoints() {
        return List.copyOf(endpoints);
    }

    void log(String request) {
        requests.add(request);
    }

    /** Asks a member; it must be there and run. */
    MockMembers.Cell ask(String request, String endpoint) {
        if (!endpoints.contains(endpoint)) {
            throw new IllegalArgumentException("no endpoint of this mock: " + endpoint);
        }
        String name = endpoint.substring("http://".length(), endpoint.length() - ".mock:2379".length());
        log(request + " " + name);
        return members.named(name)
                .filter(cell -> cell.up && !has(name, EtcdFault.Kind.UNREACHABLE))
                .orElseThrow(() -> new EtcdException(Kind.UNREACHABLE, name + ": connection refused"));
    }

    String nameOf(long id) {
        return members.all().stream()
                .filter(cell -> cell.id == id)
                .map(cell -> cell.name.isEmpty() ? Long.toHexString(id) : cell.name)
                .findFirst()
                .orElse(Long.toHexString(id));
    }

    private boolean has(String name, EtcdFault.Kind kind) {
        EtcdFault fault = faults.get(name);
        return fault != null && fault.kind() == kind;
    }

    @Override
    public synchronized EtcdStatus status(String endpoint) {
        MockMembers.Cell asked = ask("status", endpoint);
        if (has(asked.name, EtcdFault.Kind.STATUS_DENIED)) {
            throw new EtcdException(Kind.PERMISSION_DENIED, asked.name + ": etcdserver: permission denied");
        }
        List<String> errors = new ArrayList<>();
        if (!members.quorum()) {
            errors.add("etcdserver: no leader");
        }
        alarms.forEach(alarm ->
                errors.add("memberID:" + Long.toUnsignedString(alarm.memberId()) + " alarm:" + alarm.type() + " "));
        long index = store.revision() + 10;
        long size = bytes().length;
        return new EtcdStatus(
                asked.id,
                clusterId,
                version,
                size + asked.free,
                size,
                members.leader().map(cell -> cell.id).orElse(0L),
                2,
                index,
                index - asked.lag(now),
                asked.learner,
                store.revision(),
                errors);
    }

    @Override
    public synchronized List<EtcdMember> members() {
        log("members");
        members.needQuorum("members");
        return members.all().stream()
                .map(MockMembers.Cell::member)
                .sorted(Comparator.comparing(EtcdMember::id, Long::compareUnsigned))
                .toList();
    }

    @Override
    public synchronized EtcdHash hashKv(String endpoint, long revision) {
        MockMembers.Cell asked = ask("hashkv", endpoint);
        long hash = store.hash(revision == 0 ? store.revision() : revision);
        return new EtcdHash(
                has(asked.name, EtcdFault.Kind.DIVERGED) ? hash ^ 1 : hash, store.compacted(), store.revision());
    }

    @Override
    public synchronized List<EtcdAlarm> alarms() {
        log("alarms");
        members.needQuorum("alarms");
        return List.copyOf(alarms);
    }

    @Override
    public synchronized Optional<byte[]> get(String key) {
        log("get " + key);
        members.needQuorum("get");
        return store.get(key);
    }

    @Override
    public EtcdOperations operations() {
        return operations;
    }

    void compact(long revision) {
        long before = bytes().length;
        if (revision > store.revision()) {
            throw new EtcdException(Kind.OTHER, "compact: etcdserver: mvcc: required revision is a future revision");
        } else if (revision <= store.compacted()) {
            throw new EtcdException(Kind.OTHER, "compact: etcdserver: mvcc: required revision has been compacted");
        }
        store.compact(revision);
        long freed = before - bytes().length;
        members.all().forEach(cell -> cell.free += freed);
    }

    void defragment(String endpoint) {
        MockMembers.Cell cell = ask("defragment", endpoint);
        pass(Duration.ofSeconds(1));
        cell.free = 0;
        if (has(cell.name, EtcdFault.Kind.SICK_AFTER_DEFRAGMENT)) {
            cell.up = false;
        }
    }

    void refuseFull() {
        long size = bytes().length;
        members.all().stream()
                .filter(cell -> size + cell.free > quota)
                .forEach(cell -> alarms.add(new EtcdAlarm(cell.id, EtcdAlarm.Type.NOSPACE)));
        if (alarms.stream().anyMatch(alarm -> alarm.type() == EtcdAlarm.Type.NOSPACE)) {
            throw new EtcdException(Kind.OTHER, "put: etcdserver: mvcc: database space exceeded");
        }
    }

    private byte[] bytes() {
        String minor = EtcdMinor.find(version).map(EtcdMinor::toString).orElse("3.5");
        return database.map(byte[]::clone).orElseGet(() -> store.database(cluster, minor));
    }

    @Override
    public synchronized SnapshotStream snapshot(String endpoint) {
        String name = ask("snapshot", endpoint).name;
        if (has(name, EtcdFault.Kind.SNAPSHOT_DENIED)) {
            throw new EtcdException(Kind.PERMISSION_DENIED, name + ": auth: permission denied");
        }
        EtcdMinor minor = EtcdMinor.find(version).orElseThrow();
        String storage = minor.compareTo(new EtcdMinor(3, 6)) < 0 ? "" : minor + ".0";
        return new MockStream(bytes(), Optional.ofNullable(faults.get(name)), storage, CHUNK, this::pass, () -> {
            synchronized (this) {
                requests.add("cancel " + name);
            }
        });
    }

    private synchronized void pass(Duration time) {
        now = now.plus(time);
    }

    @Override
    public synchronized Instant now() {
        return now;
    }

    @Override
    public void pause(Duration time) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        pass(time);
    }

    @Override
    public Executor executor() {
        return task -> {
            Thread thread = new Thread(task, "mock-etcd");
            thread.setDaemon(true);
            thread.start();
        };
    }

    @Override
    public void close() {
        // holds nothing
    }
}
