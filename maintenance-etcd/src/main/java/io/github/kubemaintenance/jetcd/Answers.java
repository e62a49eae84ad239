package io.github.kubemaintenance.jetcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.AlarmResponse;
import io.etcd.jetcd.api.AlarmType;
import io.etcd.jetcd.api.HashKVResponse;
import io.etcd.jetcd.api.Member;
import io.etcd.jetcd.api.StatusResponse;
import io.github.kubemaintenance.etcd.EtcdAlarm;
import io.github.kubemaintenance.etcd.EtcdHash;
import io.github.kubemaintenance.etcd.EtcdMember;
import io.github.kubemaintenance.etcd.EtcdStatus;
import java.util.List;

/** What servers answer, in core's words. */
final class Answers {
    /** An alarm that jetcd's schema hasn't got. */
    static final int CORRUPT = 2;

    private Answers() {}

    static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    static EtcdStatus status(StatusResponse answer) {
        return new EtcdStatus(
                answer.getHeader().getMemberId(),
                answer.getHeader().getClusterId(),
                answer.getVersion(),
                answer.getDbSize(),
                answer.getDbSizeInUse(),
                answer.getLeader(),
                answer.getRaftTerm(),
                answer.getRaftIndex(),
                answer.getRaftAppliedIndex(),
                answer.getIsLearner(),
                answer.getHeader().getRevision(),
                answer.getErrorsList());
    }

    static List<EtcdMember> members(List<Member> answer) {
        return answer.stream().map(Answers::member).toList();
    }

    static EtcdMember member(Member answer) {
        return new EtcdMember(
                answer.getID(),
                answer.getName(),
                answer.getPeerURLsList(),
                answer.getClientURLsList(),
                answer.getIsLearner());
    }

    static EtcdHash hash(HashKVResponse answer) {
        return new EtcdHash(
                Integer.toUnsignedLong(answer.getHash()),
                answer.getCompactRevision(),
                answer.getHeader().getRevision());
    }

    static List<EtcdAlarm> alarms(AlarmResponse answer) {
        return answer.getAlarmsList().stream()
                .map(alarm -> new EtcdAlarm(
                        alarm.getMemberID(),
                        switch (alarm.getAlarmValue()) {
                            case AlarmType.NOSPACE_VALUE -> EtcdAlarm.Type.NOSPACE;
                            case CORRUPT -> EtcdAlarm.Type.CORRUPT;
                            default -> EtcdAlarm.Type.OTHER;
                        }))
                .toList();
    }
}
