package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.etcd.EtcdException.Kind;
import io.github.kubemaintenance.etcd.internal.MockStore;
import io.github.kubemaintenance.etcd.internal.NewCluster;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * An etcd cluster in memory, for tests: it takes keys and streams snapshots that real etcd tools accept, on virtual
 * time. Deterministic. Thread-safe.
 *
 * <p>Modelled: members with leader, learners and lag; status, member list and snapshots with the server's message sizes
 * and counts; puts and deletes with revisions; the faults of {@link EtcdFault}; a lost quorum. Not modelled: raft,
 * elections, reads of keys, leases, users, compaction, alarms other than CORRUPT.
 */
public final class MockEtcd implements EtcdBackend {
    private static final int CHUNK = 32 * 1024;

    /** What a member is. */
    private record Role(boolean learner, long lag) {}

    private final Map<String, Role> roles;
    private final NewCluster cluster;
    private final String version;
    private final boolean quorum;
    private final Map<String, EtcdFault> faults;
    private final Optional<byte[]> database;
    private final MockStore store = new MockStore();
    private final List<String> requests = new ArrayList<>();
    private Instant now = Instant.parse("2030-01-01T00:00:00Z");

    private MockEtcd(Builder builder) {
        roles = new LinkedHashMap<>(builder.members);
        if (roles.isEmpty()) {
            roles.put("m1", new Role(false, 0));
        }
        Map<String, List<String>> urls = new LinkedHashMap<>();
        roles.keySet().forEach(name -> urls.put(name, List.of("http://" + name + ".mock:2380")));
        cluster = NewCluster.of(urls, "mock");
        version = builder.version;
        quorum = builder.quorum;
        faults = new LinkedHashMap<>(builder.faults);
        database = builder.database;
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
        private final Map<String, Role> members = new LinkedHashMap<>();
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
            members.put(name, new Role(false, 0));
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
            members.put(name, new Role(false, lag));
            return this;
        }

        /**
         * Adds a learner.
         *
         * @param name its name
         * @return this
         */
        public Builder learner(String name) {
            members.put(name, new Role(true, 0));
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
            faults.keySet().forEach(name -> {
                if (!members.containsKey(name) && !(members.isEmpty() && name.equals("m1"))) {
                    throw new IllegalArgumentException(
                            "a fault of '" + name + "', which is no member: " + members.keySet());
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

    @Override
    public List<String> endpoints() {
        return roles.keySet().stream()
                .map(name -> "http://" + name + ".mock:2379")
                .toList();
    }

    private String named(String endpoint) {
        return roles.keySet().stream()
                .filter(name -> endpoint.equals("http://" + name + ".mock:2379"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no endpoint of this mock: " + endpoint));
    }

    private void ask(String request, String name) {
        requests.add(request + " " + name);
        if (has(name, EtcdFault.Kind.UNREACHABLE)) {
            throw new EtcdException(Kind.UNREACHABLE, name + ": connection refused");
        }
    }

    private boolean has(String name, EtcdFault.Kind kind) {
        EtcdFault fault = faults.get(name);
        return fault != null && fault.kind() == kind;
    }

    @Override
    public synchronized EtcdStatus status(String endpoint) {
        String name = named(endpoint);
        ask("status", name);
        if (has(name, EtcdFault.Kind.STATUS_DENIED)) {
            throw new EtcdException(Kind.PERMISSION_DENIED, name + ": etcdserver: permission denied");
        }
        Role role = roles.getOrDefault(name, new Role(false, 0));
        List<String> errors = new ArrayList<>();
        if (!quorum) {
            errors.add("etcdserver: no leader");
        }
        if (has(name, EtcdFault.Kind.CORRUPT_ALARM)) {
            errors.add("memberID:" + Long.toUnsignedString(cluster.idOf(name)) + " alarm:CORRUPT ");
        }
        long index = store.revision() + 10;
        long size = bytes().length;
        String leader = roles.keySet().iterator().next();
        return new EtcdStatus(
                cluster.idOf(name),
                cluster.id(),
                version,
                size,
                size,
                quorum ? cluster.idOf(leader) : 0,
                2,
                index,
                index - role.lag,
                role.learner,
                store.revision(),
                errors);
    }

    @Override
    public synchronized List<EtcdMember> members() {
        requests.add("members");
        if (!quorum) {
            throw new EtcdException(Kind.NO_LEADER, "members: etcdserver: no leader");
        }
        return cluster.members().stream()
                .map(member -> new EtcdMember(
                        member.id(),
                        member.name(),
                        member.peerUrls(),
                        List.of("http://" + member.name() + ".mock:2379"),
                        roles.getOrDefault(member.name(), new Role(false, 0)).learner))
                .toList();
    }

    private byte[] bytes() {
        String minor = EtcdMinor.find(version).map(EtcdMinor::toString).orElse("3.5");
        return database.map(byte[]::clone).orElseGet(() -> store.database(cluster, minor));
    }

    @Override
    public synchronized SnapshotStream snapshot(String endpoint) {
        String name = named(endpoint);
        ask("snapshot", name);
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
