package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.etcd.SnapshotSaveException.Code;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decides from which member a snapshot is saved: the one that was named; else a learner that is up to date with itself,
 * then such a follower, then the leader, then whoever answers. What can't be asked is said, and doesn't stop it: some
 * patch levels let only root ask for a status, and a cluster without quorum doesn't list its members.
 */
final class MemberChoice {
    /**
     * A member that can be saved from.
     *
     * @param endpoint where it answers
     * @param name empty if the members could not be listed
     * @param status empty if it didn't say
     */
    record Candidate(String endpoint, String name, Optional<EtcdStatus> status) {
        private int rank() {
            EtcdStatus known = status.orElse(null);
            if (known == null) {
                return 5;
            } else if (isCorrupt()) {
                return 7;
            } else if (known.learner() && !learnersServe(known.version())) {
                return 6;
            } else if (known.lag() > 0) {
                return 4;
            }
            return known.learner() ? 1 : known.isLeader() ? 3 : 2;
        }

        /** Every member's status lists the alarms of all, as "memberID:N alarm:CORRUPT". */
        boolean isCorrupt() {
            String id =
                    status.map(known -> Long.toUnsignedString(known.memberId())).orElse("");
            return status.map(EtcdStatus::errors).orElse(List.of()).stream()
                    .filter(error -> error.contains("CORRUPT"))
                    .map(ALARM_OF::matcher)
                    .anyMatch(alarm -> !alarm.find() || alarm.group(1).equals(id));
        }

        /** Older ones answer "rpc not supported for learner" (etcd#12890, backported by #16990). */
        private static boolean learnersServe(String version) {
            Matcher old = OLD.matcher(version);
            return !old.matches() || Integer.parseInt(old.group(1)) >= 28;
        }

        @Override
        public String toString() {
            String role = status.map(s -> s.learner() ? "learner" : s.isLeader() ? "leader" : "follower")
                    .orElse("status unknown");
            return (name.isEmpty() ? endpoint : name + " at " + endpoint) + " (" + role + ")";
        }
    }

    private static final Pattern ALARM_OF = Pattern.compile("memberID:(\\d+)");
    private static final Pattern OLD = Pattern.compile("3\\.4\\.(\\d{1,4})(?:\\D.*)?");

    private final EtcdBackend backend;
    private final Consumer<String> warn;

    MemberChoice(EtcdBackend backend, Consumer<String> warn) {
        this.backend = backend;
        this.warn = warn;
    }

    Candidate choose(Optional<String> wanted, boolean acceptCorrupt) {
        List<EtcdMember> members = members();
        List<Candidate> candidates = new ArrayList<>();
        List<String> refusals = new ArrayList<>();
        for (String endpoint : backend.endpoints()) {
            if (wanted.isEmpty()
                    || !backend.endpoints().contains(wanted.get())
                    || wanted.get().equals(endpoint)) {
                candidate(endpoint, members, refusals).ifPresent(candidates::add);
            }
        }
        List<Candidate> left = wanted.isEmpty()
                ? candidates
                : candidates.stream()
                        .filter(candidate -> is(candidate, wanted.get()))
                        .toList();
        if (left.isEmpty()
                && wanted.isPresent()
                && (refusals.isEmpty() || known(wanted.get(), members).isEmpty())) {
            throw new SnapshotSaveException(
                    Code.UNKNOWN_MEMBER,
                    "no endpoint is the member '" + wanted.get() + "'; there are " + candidates
                            + (refusals.isEmpty() ? "" : ", and these don't answer: " + refusals));
        } else if (left.isEmpty()) {
            throw new SnapshotSaveException(Code.NO_MEMBER, "no member can be saved from: " + refusals);
        }
        Candidate chosen =
                left.stream().min(Comparator.comparingInt(Candidate::rank)).orElseThrow();
        judge(chosen, acceptCorrupt);
        return chosen;
    }

    private static Optional<EtcdMember> known(String wanted, List<EtcdMember> members) {
        return members.stream()
                .filter(member ->
                        member.name().equals(wanted) || member.idText().equals(wanted))
                .findFirst();
    }

    private List<EtcdMember> members() {
        try {
            return backend.members();
        } catch (EtcdException e) {
            warn.accept("the members can't be listed, so they are known by endpoint only: " + e.getMessage());
            return List.of();
        }
    }

    private Optional<Candidate> candidate(String endpoint, List<EtcdMember> members, List<String> refusals) {
        try {
            EtcdStatus status = backend.status(endpoint);
            String name = members.stream()
                    .filter(member -> member.id() == status.memberId())
                    .map(EtcdMember::name)
                    .findFirst()
                    .orElse("");
            return Optional.of(new Candidate(endpoint, name, Optional.of(status)));
        } catch (EtcdException e) {
            if (e.kind() == EtcdException.Kind.PERMISSION_DENIED || e.kind() == EtcdException.Kind.UNAUTHENTICATED) {
                warn.accept(
                        endpoint + " doesn't say its status, so space and alarms are not checked: " + e.getMessage());
                String name = members.stream()
                        .filter(member -> member.clientUrls().contains(endpoint))
                        .map(EtcdMember::name)
                        .findFirst()
                        .orElse("");
                return Optional.of(new Candidate(endpoint, name, Optional.empty()));
            }
            String why = String.valueOf(e.getMessage());
            refusals.add(why.startsWith(endpoint) ? why : endpoint + ": " + why);
            return Optional.empty();
        }
    }

    private static boolean is(Candidate candidate, String wanted) {
        return candidate.endpoint.equals(wanted)
                || candidate.name.equals(wanted)
                || candidate
                        .status
                        .filter(status -> Long.toHexString(status.memberId()).equals(wanted))
                        .isPresent();
    }

    private void judge(Candidate chosen, boolean acceptCorrupt) {
        if (chosen.isCorrupt() && !acceptCorrupt) {
            throw new SnapshotSaveException(
                    Code.CORRUPT_MEMBER,
                    chosen
                            + " has a CORRUPT alarm, or one that names no member, so its data may differ from the others':"
                            + " save from another member, or acceptCorruptMember()");
        }
        for (String error : chosen.status.map(EtcdStatus::errors).orElse(List.of())) {
            warn.accept(chosen + " says: " + error);
        }
        chosen.status
                .filter(status -> status.lag() > 0)
                .ifPresent(status -> warn.accept(chosen + " has not applied the last " + status.lag()
                        + " entries of its log, so the snapshot is a little old"));
    }
}
