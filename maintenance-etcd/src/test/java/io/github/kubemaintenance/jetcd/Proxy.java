package io.github.kubemaintenance.jetcd;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Stands between a client and a server on the loopback: counts what the server sends, and stops passing it on. */
final class Proxy implements AutoCloseable {
    private final ServerSocket listening;
    private final int target;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final AtomicLong passed = new AtomicLong();
    private final AtomicLong limit = new AtomicLong(Long.MAX_VALUE);

    Proxy(int target) throws IOException {
        this.target = target;
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        thread(this::accept);
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + listening.getLocalPort();
    }

    /** Passes so many more bytes on, then nothing, with the connection left open. */
    void stallAfter(long bytes) {
        limit.set(passed.get() + bytes);
    }

    long passed() {
        return passed.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                open.add(client);
                open.add(server);
                thread(() -> pump(client, server, false));
                thread(() -> pump(server, client, true));
            }
        } catch (IOException e) {
            // closed: the test is over
        }
    }

    private void pump(Socket from, Socket to, boolean answers) {
        byte[] buffer = new byte[16 * 1024];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (answers && passed.get() + n > limit.get()) {
                    synchronized (this) {
                        wait(); // until the test is over: daemon
                    }
                }
                out.write(buffer, 0, n);
                passed.addAndGet(answers ? n : 0);
            }
        } catch (IOException e) {
            // one side has gone, so the other goes too
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : open) {
            socket.close();
        }
        synchronized (this) {
            notifyAll();
        }
    }
}
