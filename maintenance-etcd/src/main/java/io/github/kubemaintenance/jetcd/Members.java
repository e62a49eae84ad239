package io.github.kubemaintenance.jetcd;

import io.github.kubemaintenance.etcd.EtcdException;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The connections, one for each endpoint. Thread-safe. */
final class Members implements AutoCloseable {
    private final Map<String, MemberChannel> channels = new LinkedHashMap<>();

    Members(
            List<String> endpoints,
            TlsFiles tls,
            Optional<Tokens.User> user,
            Duration requestTimeout,
            Duration connectTimeout) {
        Tokens tokens = new Tokens(user);
        for (String endpoint : endpoints) {
            channels.put(
                    endpoint, new MemberChannel(Endpoint.of(endpoint), tls, tokens, requestTimeout, connectTimeout));
        }
    }

    MemberChannel at(String endpoint) {
        MemberChannel channel = channels.get(endpoint);
        if (channel == null) {
            throw new IllegalArgumentException(
                    "'" + endpoint + "' is none of this backend's endpoints, which are " + channels.keySet());
        }
        return channel;
    }

    /** Reads from the first member that answers. */
    <Q, A> A anyOf(String request, MethodDescriptor<Q, A> method, Q message) {
        List<EtcdException> failures = new ArrayList<>();
        for (MemberChannel channel : channels.values()) {
            try {
                return channel.ask(request, method, message);
            } catch (EtcdException e) {
                if (e.kind() == EtcdException.Kind.PERMISSION_DENIED
                        || e.kind() == EtcdException.Kind.UNAUTHENTICATED) {
                    throw e; // the others would say the same
                }
                failures.add(e);
            }
        }
        throw noneAnswered(failures);
    }

    /** Sends a change once: to the first member that can be reached. */
    <Q, A> A oneOf(String request, MethodDescriptor<Q, A> method, Q message, Duration timeout) {
        List<EtcdException> failures = new ArrayList<>();
        for (MemberChannel channel : channels.values()) {
            try {
                return channel.ask(request, method, message, timeout);
            } catch (EtcdException e) {
                if (e.kind() != EtcdException.Kind.UNREACHABLE) {
                    throw e; // it may have been carried out
                }
                failures.add(e);
            }
        }
        throw noneAnswered(failures);
    }

    private static EtcdException noneAnswered(List<EtcdException> failures) {
        EtcdException first = failures.get(0);
        if (failures.size() == 1) {
            return first;
        }
        EtcdException all = new EtcdException(
                first.kind(),
                "no endpoint answers: "
                        + String.join(
                                "; ",
                                failures.stream().map(Throwable::getMessage).toList()),
                first);
        failures.stream().skip(1).forEach(all::addSuppressed);
        return all;
    }

    @Override
    public void close() {
        channels.values().forEach(MemberChannel::close);
    }
}
