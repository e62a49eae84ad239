package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.etcd.EtcdBackend.Chunk;
import io.github.kubemaintenance.etcd.EtcdBackend.End;
import io.github.kubemaintenance.etcd.EtcdBackend.Received;
import io.github.kubemaintenance.etcd.EtcdBackend.SnapshotStream;
import io.github.kubemaintenance.etcd.SnapshotEvent.Step;
import io.github.kubemaintenance.etcd.SnapshotSaveException.Code;
import io.github.kubemaintenance.event.MaintenanceEvent;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Chooses a member, takes its snapshot in and tells of it: what is common to all ways to save. */
final class Fetch {
    private final FetchOptions options;
    private final SaveCancel cancel;
    private final Set<Consumer<?>> broken = new HashSet<>();
    private String endpoint = "";
    private long told;

    Fetch(FetchOptions options, SaveCancel cancel) {
        this.options = options;
        this.cancel = cancel;
    }

    MemberChoice.Candidate choose() {
        if (Thread.currentThread().isInterrupted()) {
            throw new SnapshotSaveException(Code.CANCELLED, "the thread that saves was interrupted before it began");
        }
        MemberChoice.Candidate chosen = new MemberChoice(options.backend(), text -> tell(Step.WARNING, 0, 0, text))
                .choose(options.member(), options.acceptCorrupt());
        endpoint = chosen.endpoint();
        tell(Step.MEMBER_CHOSEN, 0, 0, "saving from " + chosen);
        return chosen;
    }

    /** Takes everything in, with a right hash at the end. */
    Receiving receive(WritableByteChannel to) throws IOException {
        Receiving receiving = new Receiving(to);
        try (SnapshotStream stream = options.backend().snapshot(endpoint)) {
            cancel.covers(stream);
            receive(stream, receiving);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(e);
        }
        receiving.complete();
        return receiving;
    }

    private void receive(SnapshotStream stream, Receiving receiving) throws InterruptedException, IOException {
        while (true) {
            Received received = stream.next(options.idleTimeout());
            refuseCancelled();
            if (Thread.interrupted()) {
                throw new InterruptedException();
            } else if (received instanceof Chunk chunk) {
                receiving.take(chunk);
                progress(receiving);
            } else if (received instanceof End) {
                return;
            } else {
                throw new SnapshotSaveException(
                        Code.STALLED,
                        "nothing has come from " + endpoint + " for " + text(options.idleTimeout()) + ", after "
                                + receiving.received() + " of " + receiving.total() + " bytes");
            }
        }
    }

    void refuseCancelled() {
        if (cancel.isCancelled()) {
            throw new SnapshotSaveException(Code.CANCELLED, "cancelled; the server was told to stop");
        }
    }

    private void progress(Receiving receiving) {
        long received = receiving.received();
        long step = Math.max(1, receiving.total() / 100);
        if (received != told && (told == 0 || received >= told + step || received == receiving.total())) {
            told = received;
            tell(Step.PROGRESS, told, receiving.total(), told + " of " + receiving.total() + " bytes");
        }
    }

    void tell(Step step, long received, long total, String text) {
        SnapshotEvent event = new SnapshotEvent(options.backend().now(), step, endpoint, received, total, text);
        for (Consumer<? super MaintenanceEvent> listener : options.listeners()) {
            try {
                listener.accept(event);
            } catch (RuntimeException e) {
                if (broken.add(listener)) {
                    System.getLogger(Fetch.class.getName())
                            .log(System.Logger.Level.WARNING, "a listener of the save failed at " + event, e);
                }
            }
        }
    }

    /** Says what a failure means. What is no failure of the server or of the disk is thrown as it is. */
    SnapshotSaveException translated(Exception e, String target) {
        if (e instanceof SnapshotSaveException known) {
            return known;
        } else if (cancel.isCancelled()) {
            return new SnapshotSaveException(Code.CANCELLED, "cancelled; the server was told to stop", e);
        } else if (e instanceof ClosedByInterruptException) {
            return interrupted(e);
        } else if (e instanceof EtcdException known) {
            Code code =
                    switch (known.kind()) {
                        case TLS, UNAUTHENTICATED, PERMISSION_DENIED -> Code.DENIED;
                        case CANCELLED -> Code.CANCELLED;
                        case TIMED_OUT -> Code.STALLED;
                        default -> Code.UNAVAILABLE;
                    };
            return new SnapshotSaveException(code, "not saved from " + endpoint + ": " + e.getMessage(), e);
        } else if (e instanceof IOException) {
            boolean full = String.valueOf(e.getMessage()).contains("No space left");
            return new SnapshotSaveException(
                    full ? Code.NO_SPACE : Code.IO,
                    target + " could not be written: " + e.getClass().getSimpleName() + " " + e.getMessage(),
                    e);
        }
        throw (RuntimeException) e;
    }

    static SnapshotSaveException interrupted(Exception e) {
        return new SnapshotSaveException(Code.CANCELLED, "the thread that saves was interrupted", e);
    }

    private static String text(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
