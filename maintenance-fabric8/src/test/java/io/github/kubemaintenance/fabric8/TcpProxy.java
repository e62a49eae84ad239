package io.github.kubemaintenance.fabric8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Stands between a client and a server on this machine, and cuts, refuses and counts. */
final class TcpProxy implements AutoCloseable {
    private final int target;
    private final int port;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile Consumer<String> sees = text -> {};
    private volatile ServerSocket door;

    TcpProxy(int target) {
        this.target = target;
        this.door = bind(0);
        this.port = door.getLocalPort();
    }

    private ServerSocket bind(int where) {
        try {
            ServerSocket made = new ServerSocket();
            made.setReuseAddress(true);
            made.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), where));
            Thread thread = new Thread(() -> accept(made), "tcp-proxy");
            thread.setDaemon(true);
            thread.start();
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** How many connections were made. */
    int accepted() {
        return accepted.get();
    }

    /** Waits until no connection is open any more. */
    synchronized boolean isEmptyWithin(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        while (!open.isEmpty() && System.nanoTime() < end) {
            wait(50);
        }
        return open.isEmpty();
    }

    private synchronized void closed(Socket one) {
        open.remove(one);
        notifyAll();
    }

    /** Shows what clients send, piece by piece, before it goes on. */
    void onRequest(Consumer<String> who) {
        sees = who;
    }

    /** Resets all connections; new ones are taken. */
    void cut() {
        for (Socket each : open) {
            try {
                each.setSoLinger(true, 0);
                each.close();
            } catch (SocketException gone) {
                closed(each);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The server dies: connections are reset and new ones refused. */
    void down() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }

    /** The server is there again. */
    void up() {
        door = bind(port);
    }

    private void accept(ServerSocket at) {
        while (!at.isClosed()) {
            try {
                Socket client = at.accept();
                accepted.incrementAndGet();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                open.add(client);
                open.add(server);
                pump(client, server, true);
                pump(server, client, false);
            } catch (IOException closed) {
                if (at.isClosed()) {
                    return;
                }
            }
        }
    }

    private void pump(Socket from, Socket to, boolean request) {
        Thread thread = new Thread(
                () -> {
                    byte[] buffer = new byte[8192];
                    try (from;
                            to) {
                        InputStream in = from.getInputStream();
                        OutputStream out = to.getOutputStream();
                        int read = in.read(buffer);
                        while (read >= 0) {
                            if (request) {
                                sees.accept(new String(buffer, 0, read, StandardCharsets.UTF_8));
                            }
                            out.write(buffer, 0, read);
                            out.flush();
                            read = in.read(buffer);
                        }
                    } catch (IOException cut) {
                        // that is what a proxy is for
                    } finally {
                        closed(from);
                        closed(to);
                    }
                },
                "tcp-proxy-pump");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        down();
    }
}
