package io.github.kubemaintenance.fabric8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ServerSocketFactory;

/** A server that says exactly the bytes it is told, in pieces, and ends its connections as it is told. */
final class WireServer implements AutoCloseable {
    /** A request. */
    record Asked(String method, String path, Map<String, String> headers, String body) {}

    /** What to do at the end of an answer. */
    enum End {
        /** The client is asked to close. */
        CLOSE,
        /** The connection is reset. */
        RESET,
        /** Nothing more comes, and the connection stays. */
        HOLD
    }

    /** An answer: its bytes, how many at a time, and how it ends. */
    static final class Answer {
        private final byte[] bytes;
        private final int piece;
        private final End end;

        private Answer(byte[] bytes, int piece, End end) {
            this.bytes = bytes;
            this.piece = piece;
            this.end = end;
        }

        int length() {
            return bytes.length;
        }

        static Answer of(int status, String contentType, String body, String... headers) {
            byte[] text = body.getBytes(StandardCharsets.UTF_8);
            StringBuilder head =
                    new StringBuilder("HTTP/1.1 " + status + " x\r\nContent-Type: " + contentType + "\r\n");
            for (String header : headers) {
                head.append(header).append("\r\n");
            }
            head.append("Content-Length: ").append(text.length).append("\r\nConnection: close\r\n\r\n");
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes(head.toString().getBytes(StandardCharsets.UTF_8));
            all.writeBytes(text);
            return new Answer(all.toByteArray(), Integer.MAX_VALUE, End.CLOSE);
        }

        static Answer json(int status, String body, String... headers) {
            return of(status, "application/json", body.replace('\'', '"'), headers);
        }

        /** The lines of a watch, as a chunk each; the end of the stream only with {@link End#CLOSE}. */
        static Answer stream(End end, List<String> lines) {
            StringBuilder text = new StringBuilder(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
            for (String line : lines) {
                int length = line.getBytes(StandardCharsets.UTF_8).length + 1;
                text.append(Integer.toHexString(length))
                        .append("\r\n")
                        .append(line)
                        .append("\n\r\n");
            }
            text.append(end == End.CLOSE ? "0\r\n\r\n" : "");
            return new Answer(text.toString().getBytes(StandardCharsets.UTF_8), Integer.MAX_VALUE, end);
        }

        static Answer nothing(End end) {
            return new Answer(new byte[0], 1, end);
        }

        Answer inPiecesOf(int number) {
            return new Answer(bytes, number, end);
        }

        Answer cutAfter(int number, End how) {
            return new Answer(java.util.Arrays.copyOf(bytes, number), piece, how);
        }
    }

    private final ServerSocket socket;
    private final Function<Asked, Answer> answers;
    private final String scheme;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> hangUps = new LinkedBlockingQueue<>();
    final List<Asked> asked = new CopyOnWriteArrayList<>();

    WireServer(Function<Asked, Answer> answers) {
        this(answers, ServerSocketFactory.getDefault(), "http");
    }

    /** Speaks TLS and shows one of the certificates that are there for tests. */
    static WireServer https(String certificate, Function<Asked, Answer> answers) {
        return new WireServer(answers, TestTls.server(certificate).getServerSocketFactory(), "https");
    }

    private WireServer(Function<Asked, Answer> answers, ServerSocketFactory sockets, String scheme) {
        this.answers = answers;
        this.scheme = scheme;
        try {
            socket = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "wire-server");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    String url() {
        return scheme + "://127.0.0.1:" + port();
    }

    /** Waits until a client has closed a connection on which an answer was held. */
    boolean sawHangUp() throws InterruptedException {
        return hangUps.poll(20, TimeUnit.SECONDS) != null;
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                open.add(client);
                start(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            Asked request = read(in);
            if (request == null) {
                return;
            }
            asked.add(request);
            Answer answer = answers.apply(request);
            OutputStream out = client.getOutputStream();
            client.setTcpNoDelay(true);
            byte[] bytes = answer.bytes;
            for (int at = 0; at < bytes.length; at += Math.min(answer.piece, bytes.length - at)) {
                out.write(bytes, at, Math.min(answer.piece, bytes.length - at));
                out.flush();
            }
            if (answer.end == End.RESET) {
                client.setSoLinger(true, 0);
            } else if (answer.end == End.HOLD) {
                while (in.read() >= 0) {
                    Thread.onSpinWait();
                }
                hangUps.add("closed");
            }
        } catch (IOException reset) {
            hangUps.add("reset");
        } finally {
            open.remove(client);
        }
    }

    private static Asked read(InputStream in) throws IOException {
        List<String> head = new ArrayList<>();
        String line = line(in);
        while (!line.isEmpty()) {
            head.add(line);
            line = line(in);
        }
        if (head.isEmpty()) {
            return null;
        }
        String[] first = head.get(0).split(" ", 3);
        Map<String, String> headers = new TreeMap<>();
        for (String each : head.subList(1, head.size())) {
            int colon = each.indexOf(':');
            if (colon < 0) {
                return null; // not HTTP
            }
            headers.put(
                    each.substring(0, colon).toLowerCase(Locale.ROOT),
                    each.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Asked(first[0], first[1], headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        int next = in.read();
        while (next >= 0 && next != '\n') {
            if (next != '\r') {
                text.append((char) next);
            }
            next = in.read();
        }
        return text.toString();
    }

    @Override
    public void close() {
        try {
            socket.close();
            for (Socket each : open) {
                each.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
