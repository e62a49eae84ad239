package io.github.kubemaintenance.fabric8.mock;

import io.github.kubemaintenance.mock.RestCaller;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who holds which token. Whoever shows none is the administrator as long as no user was named. */
final class Users {
    static final String ADMINISTRATOR = "kubernetes-admin";
    private static final String BEARER = "Bearer ";

    private final Map<String, RestCaller> byToken = new LinkedHashMap<>();
    private final boolean open;

    /** @param names of users; a user's token is its name with {@code -token} */
    Users(Iterable<String> names) {
        boolean any = false;
        byToken.put(token(ADMINISTRATOR), RestCaller.administrator());
        for (String name : names) {
            byToken.put(token(name), RestCaller.named(name));
            any = true;
        }
        this.open = !any;
    }

    static String token(String user) {
        return user + "-token";
    }

    boolean knows(String user) {
        return byToken.containsKey(token(user));
    }

    /** Who asks; empty if nobody is known by that token. */
    Optional<RestCaller> of(String authorization, String agent) {
        Optional<RestCaller> found = authorization.startsWith(BEARER)
                ? Optional.ofNullable(byToken.get(authorization.substring(BEARER.length())))
                : open ? Optional.of(RestCaller.administrator()) : Optional.empty();
        return found.map(caller -> caller.by(agent));
    }

    /** As whom a caller acts: an administrator as whom he likes, anybody else only as himself. */
    static Optional<RestCaller> acting(RestCaller caller, String user, List<String> groups) {
        if (user.isEmpty()) {
            return Optional.of(caller);
        } else if (!caller.groups().contains(RestCaller.MASTERS)) {
            return Optional.empty();
        }
        RestCaller named = RestCaller.named(user);
        RestCaller acting = groups.isEmpty() ? named : new RestCaller(user, groups, "");
        return Optional.of(acting.by(caller.agent()));
    }
}
