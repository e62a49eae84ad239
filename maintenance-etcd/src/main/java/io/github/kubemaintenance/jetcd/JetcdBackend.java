package io.github.kubemaintenance.jetcd;

import io.etcd.jetcd.api.AlarmRequest;
import io.etcd.jetcd.api.ClusterGrpc;
import io.etcd.jetcd.api.HashKVRequest;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.MemberListRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.StatusRequest;
import io.github.kubemaintenance.etcd.EtcdAlarm;
import io.github.kubemaintenance.etcd.EtcdBackend;
import io.github.kubemaintenance.etcd.EtcdHash;
import io.github.kubemaintenance.etcd.EtcdMember;
import io.github.kubemaintenance.etcd.EtcdOperations;
import io.github.kubemaintenance.etcd.EtcdStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real etcd cluster, 3.4 or later, reached through jetcd's gRPC stubs: one connection for each endpoint, so that what
 * is asked of a member is asked of that member; every request with a deadline; a snapshot's stream with flow control
 * and a cancel that the server notices. Thread-safe.
 *
 * <p>Connections are made when they are first needed, and closed by {@link #close()}. A request is sent once; only where
 * the server says that the token of the user has expired is a new one fetched and the request, which it did not look at,
 * sent again.
 */
public final class JetcdBackend implements EtcdBackend {
    private final List<String> endpoints;
    private final Members members;
    private final JetcdOperations operations;
    private final Executor executor;
    private final Runnable closing;
    private final Instant started = Instant.now();
    private final long startedNanos = System.nanoTime();

    private JetcdBackend(Builder builder) {
        endpoints = List.copyOf(builder.endpoints);
        members = new Members(endpoints, builder.tls, builder.user, builder.requestTimeout, builder.connectTimeout);
        operations = new JetcdOperations(members, builder.requestTimeout, builder.longTimeout);
        executor = builder.executor.orElseGet(JetcdBackend::threadsOnDemand);
        closing = builder.closing;
    }

    /**
     * Begins a backend.
     *
     * @return a builder that wants endpoints
     */
    public static Builder builder() {
        return new Builder();
    }

    /** How to reach a cluster. Used by one thread. */
    public static final class Builder {
        private final List<String> endpoints = new ArrayList<>();
        private TlsFiles tls = TlsFiles.NONE;
        private Optional<Tokens.User> user = Optional.empty();
        private Optional<Executor> executor = Optional.empty();
        private Duration requestTimeout = Duration.ofSeconds(10);
        private Duration connectTimeout = Duration.ofSeconds(5);
        private Duration longTimeout = Duration.ofMinutes(10);
        private Runnable closing = () -> {};

        private Builder() {}

        /**
         * Names the client endpoints, best of all members.
         *
         * @param urls for example {@code https://10.0.0.1:2379}
         * @return this
         * @throws IllegalArgumentException for anything but http://host:port and https://host:port
         */
        public Builder endpoints(String... urls) {
            Arrays.stream(urls).map(Endpoint::of).map(Endpoint::url).forEach(endpoints::add);
            return this;
        }

        /**
         * Names who has signed the servers' certificates. Default: whom this Java trusts.
         *
         * @param pem for example /etc/kubernetes/pki/etcd/ca.crt
         * @return this
         */
        public Builder caFile(Path pem) {
            tls = tls.withCa(Objects.requireNonNull(pem, "pem"));
            return this;
        }

        /**
         * Names the client's certificate; {@link #keyFile} belongs to it.
         *
         * @param pem for example /etc/kubernetes/pki/etcd/healthcheck-client.crt; with the chain, if there is one
         * @return this
         */
        public Builder certFile(Path pem) {
            tls = tls.withCert(Objects.requireNonNull(pem, "pem"));
            return this;
        }

        /**
         * Names the client's private key: PKCS#8, PKCS#1 ({@code RSA PRIVATE KEY}) or SEC1 ({@code EC PRIVATE KEY}), as
         * kubeadm and openssl write them; not encrypted.
         *
         * @param pem for example /etc/kubernetes/pki/etcd/healthcheck-client.key
         * @return this
         */
        public Builder keyFile(Path pem) {
            tls = tls.withKey(Objects.requireNonNull(pem, "pem"));
            return this;
        }

        /**
         * Says which name the servers' certificates have, where it isn't that of the endpoint: behind a tunnel, say.
         *
         * @param name a host name or an address
         * @return this
         */
        public Builder serverName(String name) {
            tls = tls.withServerName(Objects.requireNonNull(name, "name"));
            return this;
        }

        /**
         * Says who asks, where authentication is on. Snapshots and most of maintenance need the role root.
         *
         * @param name the user
         * @param password the password; copied
         * @return this
         */
        public Builder user(String name, char[] password) {
            user = Optional.of(new Tokens.User(Objects.requireNonNull(name, "name"), new String(password)));
            return this;
        }

        /**
         * Sets how long an answer may take; 10 s by default. Defragmenting and compacting may always take 10 minutes,
         * and a snapshot as long as it moves.
         *
         * @param value above zero
         * @return this
         */
        public Builder requestTimeout(Duration value) {
            requestTimeout = positive(value);
            return this;
        }

        /**
         * Sets how long a connection may take to be made, TLS included; 5 s by default.
         *
         * @param value above zero
         * @return this
         */
        public Builder connectTimeout(Duration value) {
            connectTimeout = positive(value);
            return this;
        }

        /** Ends what belongs to this backend alone, after the connections. */
        Builder closing(Runnable more) {
            closing = more;
            return this;
        }

        private static Duration positive(Duration value) {
            if (value.isZero() || value.isNegative()) {
                throw new IllegalArgumentException("a timeout is above zero, not " + value);
            }
            return value;
        }

        /**
         * Sets what background operations run on. It is not shut down here. By default daemon threads are made as needed
         * and end after 10 s without work.
         *
         * @param value the executor
         * @return this
         */
        public Builder executor(Executor value) {
            executor = Optional.of(value);
            return this;
        }

        /**
         * Makes the backend; nothing is read or connected yet. A certificate or key that can't be read is an {@link
         * io.github.kubemaintenance.etcd.EtcdException} of kind TLS at the first request.
         *
         * @return the backend, to be closed by the caller
         * @throws IllegalArgumentException without endpoints, with half a pair of certificate and key, or with
         *     certificates for an endpoint without TLS
         */
        public JetcdBackend build() {
            if (endpoints.isEmpty()) {
                throw new IllegalArgumentException(
                        "no endpoints: name at least one, for example https://10.0.0.1:2379");
            }
            tls.check(endpoints);
            return new JetcdBackend(this);
        }
    }

    private static Executor threadsOnDemand() {
        AtomicInteger number = new AtomicInteger();
        return new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
            Thread thread = new Thread(work, "kube-maintenance-etcd-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public List<String> endpoints() {
        return endpoints;
    }

    @Override
    public EtcdStatus status(String endpoint) {
        return Answers.status(members.at(endpoint)
                .ask("status", MaintenanceGrpc.getStatusMethod(), StatusRequest.getDefaultInstance()));
    }

    @Override
    public List<EtcdMember> members() {
        return Answers.members(
                members.anyOf("member list", ClusterGrpc.getMemberListMethod(), MemberListRequest.getDefaultInstance())
                        .getMembersList());
    }

    @Override
    public SnapshotStream snapshot(String endpoint) {
        return members.at(endpoint).snapshot();
    }

    @Override
    public EtcdHash hashKv(String endpoint, long revision) {
        return Answers.hash(members.at(endpoint)
                .ask(
                        "hashkv",
                        MaintenanceGrpc.getHashKVMethod(),
                        HashKVRequest.newBuilder().setRevision(revision).build()));
    }

    @Override
    public List<EtcdAlarm> alarms() {
        return Answers.alarms(members.anyOf(
                "alarm list",
                MaintenanceGrpc.getAlarmMethod(),
                AlarmRequest.newBuilder()
                        .setAction(AlarmRequest.AlarmAction.GET)
                        .build()));
    }

    @Override
    public Optional<byte[]> get(String key) {
        RangeResponse found = members.anyOf(
                "get " + key,
                KVGrpc.getRangeMethod(),
                RangeRequest.newBuilder().setKey(Answers.bytes(key)).build());
        return found.getKvsList().stream()
                .map(pair -> pair.getValue().toByteArray())
                .findFirst();
    }

    @Override
    public EtcdOperations operations() {
        return operations;
    }

    /** Returns the time; a step of the machine's clock doesn't change it. */
    @Override
    public Instant now() {
        return started.plusNanos(System.nanoTime() - startedNanos);
    }

    @Override
    public void pause(Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
    }

    @Override
    public Executor executor() {
        return executor;
    }

    /** Closes the connections; what is under way fails. */
    @Override
    public void close() {
        members.close();
        closing.run();
    }
}
