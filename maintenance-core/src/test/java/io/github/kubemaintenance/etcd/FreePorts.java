package io.github.kubemaintenance.etcd;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ports for servers that a test starts: below those that the kernel gives to whoever asks for any, so that nobody gets one
 * between this and the server's start, and from another place for each process, so that tests side by side differ.
 */
final class FreePorts {
    private static final int FIRST = 10_000;
    private static final int COUNT = 20_000;
    private static final AtomicLong NEXT =
            new AtomicLong(ProcessHandle.current().pid() * 131);

    private FreePorts() {}

    static int free() {
        for (int i = 0; i < COUNT; i++) {
            int port = FIRST + (int) (NEXT.getAndIncrement() % COUNT);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // somebody has it
            }
        }
        throw new AssertionError("no port from " + FIRST + " on is free");
    }
}
