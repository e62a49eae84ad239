package io.github.kubemaintenance.jetcd;

import io.etcd.jetcd.api.MaintenanceGrpc;
import io.github.kubemaintenance.etcd.EtcdException;
import io.github.kubemaintenance.etcd.EtcdException.Kind;
import io.grpc.CallOptions;
import io.grpc.ConnectivityState;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The connection to one member. Thread-safe. */
final class MemberChannel implements AutoCloseable {
    private final Endpoint endpoint;
    private final TlsFiles tls;
    private final Tokens tokens;
    private final Duration requestTimeout;
    private final Duration connectTimeout;
    private @Nullable ManagedChannel channel;
    private boolean closed;

    MemberChannel(Endpoint endpoint, TlsFiles tls, Tokens tokens, Duration requestTimeout, Duration connectTimeout) {
        this.endpoint = endpoint;
        this.tls = tls;
        this.tokens = tokens;
        this.requestTimeout = requestTimeout;
        this.connectTimeout = connectTimeout;
    }

    /** Returns a channel that is not waiting for its next try after a failure: a new one, if need be. */
    private synchronized ManagedChannel open() {
        if (closed) {
            throw new EtcdException(Kind.CANCELLED, endpoint.url() + ": this backend is closed");
        }
        ManagedChannel known = channel;
        if (known != null && known.getState(false) != ConnectivityState.TRANSIENT_FAILURE) {
            return known;
        } else if (known != null) {
            known.shutdownNow();
        }
        ManagedChannelBuilder<?> builder = Grpc.newChannelBuilder(
                        "dns:///" + endpoint.authority(), tls.credentials(endpoint.tls()))
                .disableRetry()
                .keepAliveTime(30, TimeUnit.SECONDS)
                .keepAliveTimeout(20, TimeUnit.SECONDS)
                .maxInboundMessageSize(16 << 20);
        tls.serverName().ifPresent(builder::overrideAuthority);
        ManagedChannel made = builder.build();
        channel = made;
        return made;
    }

    /** Waits until the connection stands or has failed; a call on it then fails at once. */
    private ManagedChannel connect(String request) {
        ManagedChannel open = open();
        long end = System.nanoTime() + connectTimeout.toNanos();
        try {
            for (ConnectivityState state = open.getState(true);
                    state != ConnectivityState.READY && state != ConnectivityState.TRANSIENT_FAILURE;
                    state = open.getState(true)) {
                CountDownLatch changed = new CountDownLatch(1);
                open.notifyWhenStateChanged(state, changed::countDown);
                if (state == ConnectivityState.SHUTDOWN) {
                    throw new EtcdException(Kind.CANCELLED, endpoint.url() + ": this backend is closed");
                } else if (!changed.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    throw new EtcdException(
                            Kind.UNREACHABLE,
                            endpoint.url() + ": " + request + " failed: no connection within "
                                    + connectTimeout.toMillis() + " ms");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EtcdException(Kind.CANCELLED, endpoint.url() + ": interrupted before " + request, e);
        }
        return open;
    }

    <Q, A> A ask(String request, MethodDescriptor<Q, A> method, Q message) {
        return ask(request, method, message, requestTimeout);
    }

    <Q, A> A ask(String request, MethodDescriptor<Q, A> method, Q message, Duration timeout) {
        ManagedChannel connected = connect(request);
        try {
            try {
                return call(connected, method, message, timeout);
            } catch (StatusRuntimeException e) {
                if (!tokens.hasUser() || !Failures.isTokenExpired(e.getStatus())) {
                    throw e;
                }
                tokens.forget();
                return call(connected, method, message, timeout);
            }
        } catch (StatusRuntimeException e) {
            throw failed(request, e.getStatus());
        }
    }

    private <Q, A> A call(ManagedChannel connected, MethodDescriptor<Q, A> method, Q message, Duration timeout) {
        return ClientCalls.blockingUnaryCall(
                tokens.over(connected, requestTimeout),
                method,
                CallOptions.DEFAULT.withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS),
                message);
    }

    EtcdException failed(String request, Status status) {
        return Failures.of(endpoint.url(), request, status, tls.hint(Instant.now()));
    }

    SnapshotCall snapshot() {
        ManagedChannel connected = connect("snapshot");
        try {
            return new SnapshotCall(
                    () -> tokens.over(connected, requestTimeout)
                            .newCall(MaintenanceGrpc.getSnapshotMethod(), CallOptions.DEFAULT),
                    status -> failed("snapshot", status),
                    status -> {
                        boolean again = tokens.hasUser() && Failures.isTokenExpired(status);
                        if (again) {
                            tokens.forget();
                        }
                        return again;
                    });
        } catch (StatusRuntimeException e) {
            throw failed("snapshot", e.getStatus());
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        ManagedChannel known = channel;
        if (known != null) {
            known.shutdownNow();
        }
    }
}
