package io.github.kubemaintenance.fabric8.mock;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A proxy that breaks connections: refuses them, resets those that are open, lets an answer end in the middle, or holds
 * everything back; and shows and counts what passes. For tests of what a client makes of it.
 */
public final class TcpProxy implements AutoCloseable {
    private static final long NEVER = Long.MAX_VALUE;

    private final URI target;
    private final InetSocketAddress address;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final AtomicLong ends = new AtomicLong();
    private final AtomicLong bytesLeft = new AtomicLong(NEVER);
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile Consumer<String> sees = text -> {};
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private ServerSocket server;
    private Thread acceptor;

    /** Stands before a server. */
    public TcpProxy(URI target) {
        this.target = target;
        this.server = listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
        this.acceptor = acceptFrom(server);
    }

    private static ServerSocket listen(InetSocketAddress where) {
        try {
            ServerSocket made = new ServerSocket();
            made.setReuseAddress(true);
            made.bind(where);
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where clients find the server now. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + address.getPort());
    }

    /** How many connections were made. */
    public int accepted() {
        return accepted.get();
    }

    /** Shows what clients send, piece by piece, before it goes on. */
    public void onRequest(Consumer<String> who) {
        sees = who;
    }

    /** Waits until no connection is open any more, and tells whether that came to pass in time. */
    public boolean isEmptyWithin(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        synchronized (open) {
            while (!open.isEmpty() && System.nanoTime() < end) {
                open.wait(50);
            }
            return open.isEmpty();
        }
    }

    /** New connections are refused from now on, and open ones reset. */
    public synchronized void refuse() {
        quietly(server);
        try {
            acceptor.join(); // the socket listens for as long as a thread is in its accept
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        reset();
    }

    /** Connections are accepted again. */
    public synchronized void accept() {
        if (server.isClosed()) {
            server = listen(address);
            acceptor = acceptFrom(server);
        }
    }

    private Thread acceptFrom(ServerSocket mine) {
        return start("accept", () -> {
            while (!mine.isClosed()) {
                connect(mine.accept());
            }
        });
    }

    /** Resets all connections that are open. */
    public void reset() {
        for (Socket socket : open) {
            try {
                socket.setSoLinger(true, 0); // a reset, not an end
            } catch (IOException e) {
                ends.incrementAndGet(); // it is closed already, which is what is wanted
            } finally {
                quietly(socket);
            }
        }
    }

    /** Resets the connection on which the answers' bytes reach a number, once. */
    public void resetAfter(long bytesOfAnswers) {
        bytesLeft.set(bytesOfAnswers);
    }

    /** Nothing passes from now on, and nobody is told. */
    public void hold() {
        gate = new CountDownLatch(1);
    }

    /** Everything passes again, also what was held back. */
    public void release() {
        gate.countDown();
    }

    private void connect(Socket client) throws IOException {
        accepted.incrementAndGet();
        Socket upstream;
        try {
            upstream = new Socket(target.getHost(), target.getPort());
        } catch (ConnectException e) {
            quietly(client); // no server there: as good as refused
            return;
        }
        open.add(client);
        open.add(upstream);
        start("there", () -> pump(client, upstream, false));
        start("back", () -> pump(upstream, client, true));
    }

    private void pump(Socket from, Socket to, boolean answers) throws IOException, InterruptedException {
        byte[] buffer = new byte[8192];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                gate.await();
                if (!answers) {
                    sees.accept(new String(buffer, 0, read, StandardCharsets.UTF_8));
                }
                if (answers && bytesLeft.get() != NEVER && bytesLeft.addAndGet(-read) <= 0) {
                    out.write(buffer, 0, (int) Math.max(0, read + bytesLeft.getAndSet(NEVER)));
                    out.flush();
                    to.setSoLinger(true, 0);
                    return;
                }
                out.write(buffer, 0, read);
                out.flush();
            }
        } finally {
            quietly(from);
            quietly(to);
            synchronized (open) {
                open.removeAll(List.of(from, to));
                open.notifyAll();
            }
        }
    }

    /** What a thread does until a connection ends. */
    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private Thread start(String what, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException | InterruptedException e) {
                        ends.incrementAndGet(); // the connection or the proxy was closed: so does this thread
                    } finally {
                        threads.remove(Thread.currentThread());
                    }
                },
                "tcp-proxy-" + what);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
        return thread;
    }

    private static void quietly(Closeable what) {
        try {
            what.close();
        } catch (IOException e) {
            throw new IllegalStateException("what is closed can't fail to close", e);
        }
    }

    @Override
    public void close() {
        refuse();
        release();
        for (Thread thread : threads) {
            thread.interrupt();
        }
    }
}
