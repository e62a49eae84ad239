package io.github.kubemaintenance.etcd;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks every endpoint how it is, and the cluster whom it knows. Only reads. */
final class HealthCheck {
    /** Entries that a member may be behind and still count as up to date: the answers are not of one instant. */
    private static final long BEHIND = 1000;

    private final EtcdBackend backend;

    HealthCheck(EtcdBackend backend) {
        this.backend = backend;
    }

    EtcdHealthReport run() {
        Map<String, EtcdStatus> answered = new LinkedHashMap<>();
        Map<String, String> failed = new LinkedHashMap<>();
        for (String endpoint : backend.endpoints()) {
            try {
                answered.put(endpoint, backend.status(endpoint));
            } catch (EtcdException e) {
                failed.put(endpoint, String.valueOf(e.getMessage()));
            }
        }
        List<EtcdMember> listed = new ArrayList<>();
        List<EtcdAlarm> alarms = new ArrayList<>();
        boolean quorum = true;
        try {
            listed.addAll(backend.members());
            alarms.addAll(backend.alarms());
        } catch (EtcdException e) {
            quorum = false;
        }
        return new EtcdHealthReport(
                backend.now(), quorum, quorum ? judged(listed, answered, failed) : alone(answered), alarms);
    }

    private static List<MemberHealth> judged(
            List<EtcdMember> listed, Map<String, EtcdStatus> answered, Map<String, String> failed) {
        long newest = answered.values().stream()
                .mapToLong(EtcdStatus::raftIndex)
                .max()
                .orElse(0);
        List<MemberHealth> members = new ArrayList<>();
        for (EtcdMember member : listed) {
            Optional<Map.Entry<String, EtcdStatus>> own = answered.entrySet().stream()
                    .filter(each -> each.getValue().memberId() == member.id())
                    .findFirst();
            if (own.isPresent()) {
                EtcdStatus status = own.get().getValue();
                members.add(new MemberHealth(
                        member, own.get().getKey(), Optional.of(status), problem(member, status, newest)));
            } else {
                String endpoint = failed.keySet().stream()
                        .filter(member.clientUrls()::contains)
                        .findFirst()
                        .orElse("");
                members.add(new MemberHealth(member, endpoint, Optional.empty(), silent(member, endpoint, failed)));
            }
        }
        return members;
    }

    private static String silent(EtcdMember member, String endpoint, Map<String, String> failed) {
        if (member.name().isEmpty()) {
            return "it was added and has not started yet";
        } else if (!endpoint.isEmpty()) {
            return failed.getOrDefault(endpoint, "it doesn't answer");
        }
        return "nobody at the endpoints given is this member, which has " + member.clientUrls()
                + (failed.isEmpty() ? "" : "; no answer from " + failed.keySet());
    }

    private static String problem(EtcdMember member, EtcdStatus status, long newest) {
        if (status.leader() == 0) {
            return "it knows no leader";
        }
        for (String error : status.errors()) {
            if (error.contains("CORRUPT") && error.contains(Long.toUnsignedString(member.id()))) {
                return "it has raised the alarm CORRUPT";
            }
        }
        long behind = newest - status.raftAppliedIndex();
        return behind > BEHIND || status.lag() > BEHIND ? "it is " + behind + " entries behind" : "";
    }

    private static List<MemberHealth> alone(Map<String, EtcdStatus> answered) {
        List<MemberHealth> members = new ArrayList<>();
        answered.forEach((endpoint, status) -> members.add(new MemberHealth(
                new EtcdMember(status.memberId(), "", List.of(), List.of(endpoint), status.learner()),
                endpoint,
                Optional.of(status),
                status.leader() == 0 ? "it knows no leader" : "the members can't be listed")));
        return members;
    }
}
