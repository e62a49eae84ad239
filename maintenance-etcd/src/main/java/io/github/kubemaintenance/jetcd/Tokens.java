package io.github.kubemaintenance.jetcd;

import io.etcd.jetcd.api.AuthGrpc;
import io.etcd.jetcd.api.AuthenticateRequest;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The token of a user, which every member of the cluster knows and forgets after a while (300 s without use, by
 * default). Thread-safe.
 */
final class Tokens {
    /** Who asks. */
    record User(String name, String password) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final Metadata.Key<String> TOKEN = Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);
    private static final String OFF = "authentication is not enabled";

    private final Optional<User> user;
    private @Nullable String token;

    Tokens(Optional<User> user) {
        this.user = user;
    }

    boolean hasUser() {
        return user.isPresent();
    }

    /** Returns the channel with the token on every request; fetches one if there is none. */
    synchronized Channel over(Channel channel, Duration timeout) {
        if (user.isEmpty()) {
            return channel;
        }
        if (token == null) {
            token = fetch(user.get(), channel, timeout);
        }
        if (token.isEmpty()) {
            return channel;
        }
        Metadata headers = new Metadata();
        headers.put(TOKEN, token);
        return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    private static String fetch(User user, Channel channel, Duration timeout) {
        try {
            return ClientCalls.blockingUnaryCall(
                            channel,
                            AuthGrpc.getAuthenticateMethod(),
                            CallOptions.DEFAULT.withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS),
                            AuthenticateRequest.newBuilder()
                                    .setName(user.name)
                                    .setPassword(user.password)
                                    .build())
                    .getToken();
        } catch (StatusRuntimeException e) {
            if (String.valueOf(e.getStatus().getDescription()).contains(OFF)) {
                return ""; // anybody may do anything there
            }
            throw e;
        }
    }

    /** Forgets the token, so that the next request fetches a new one. */
    synchronized void forget() {
        token = null;
    }
}
