package io.github.kubemaintenance.jetcd;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.etcd.jetcd.api.AlarmResponse;
import io.etcd.jetcd.api.AlarmType;
import io.etcd.jetcd.api.HashKVResponse;
import io.etcd.jetcd.api.Member;
import io.etcd.jetcd.api.StatusResponse;
import io.github.kubemaintenance.etcd.EtcdAlarm;
import io.github.kubemaintenance.etcd.EtcdException;
import io.github.kubemaintenance.etcd.EtcdException.Kind;
import io.github.kubemaintenance.etcd.EtcdHash;
import io.github.kubemaintenance.etcd.EtcdMember;
import io.github.kubemaintenance.etcd.EtcdStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What servers answer, in core's words. */
final class Answers {
    /** An alarm that jetcd's schema hasn't got. */
    static final int CORRUPT = 2;

    private Answers() {}

    static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    /** Reads what jetcd's schema has only had since 0.8.6 from the bytes, so that an older jetcd will do. */
    static EtcdStatus status(StatusResponse answer) {
        long appliedIndex = 0;
        long inUse = 0;
        boolean learner = false;
        List<String> errors = new ArrayList<>();
        try {
            CodedInputStream in = answer.toByteString().newCodedInput();
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                switch (WireFormat.getTagFieldNumber(tag)) {
                    case 7 -> appliedIndex = in.readUInt64();
                    case 8 -> errors.add(in.readString());
                    case 9 -> inUse = in.readInt64();
                    case 10 -> learner = in.readBool();
                    default -> in.skipField(tag);
                }
            }
        } catch (IOException e) {
            throw new EtcdException(Kind.OTHER, "a status that can't be read: " + e.getMessage(), e);
        }
        return new EtcdStatus(
                answer.getHeader().getMemberId(),
                answer.getHeader().getClusterId(),
                answer.getVersion(),
                answer.getDbSize(),
                inUse,
                answer.getLeader(),
                answer.getRaftTerm(),
                answer.getRaftIndex(),
                appliedIndex,
                learner,
                answer.getHeader().getRevision(),
                errors);
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
