package io.github.kubemaintenance.fabric8.mock;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A proxy that breaks connections: refuses them, resets those that are open, lets an answer end in the middle, or holds
 * everything back. For tests of what a client makes of it.
 */
public final class TcpProxy implements AutoCloseable {
    private static final long NEVER = Long.MAX_VALUE;

    private final URI target;
    private final InetSocketAddress address;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final AtomicLong ends = new AtomicLong();
    private final AtomicLong bytesLeft = new AtomicLong(NEVER);
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile boolean closed;
    private ServerSocket server;

    /** Stands before a server. */
    public TcpProxy(URI target) {
        this.target = target;
        this.server = listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
        accept();
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

    /** New connections are refused from now on, and open ones reset. */
    public synchronized void refuse() {
        quietly(server);
        reset();
    }

    /** Connections are accepted again. */
    public synchronized void accept() {
        if (server.isClosed()) {
            server = listen(address);
        }
        ServerSocket mine = server;
        start("accept", () -> {
            while (!closed) {
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
        open.clear();
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
        Socket upstream = new Socket(target.getHost(), target.getPort());
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
            open.remove(from);
            open.remove(to);
        }
    }

    /** What a thread does until a connection ends. */
    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private void start(String what, Work work) {
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
        closed = true;
        refuse();
        release();
        for (Thread thread : threads) {
            thread.interrupt();
        }
    }
}
