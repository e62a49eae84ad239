package io.github.kubemaintenance.fabric8;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.github.kubemaintenance.ResourceBackups;
import io.github.kubemaintenance.backup.BackupReport;
import io.github.kubemaintenance.backup.SavedKind;
import io.github.kubemaintenance.backup.SecretHandling;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Page;
import io.github.kubemaintenance.cluster.PageRequest;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.fabric8.mock.MockApiServer;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Document;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.helpers.NOPLogger;

/**
 * Prints what a backup of 10,000 objects costs over HTTP: requests, time beside the raw paged lists of the same kinds and
 * beside {@code kubectl get} of them to YAML, and that its memory doesn't grow with the number of objects. No test, since
 * machines differ. The server is a process of its own; who saves is another, with a heap of 64 MiB.
 *
 * <pre>java -cp (the test class path) io.github.kubemaintenance.fabric8.BackupBenchmark [OBJECTS [MORE_OBJECTS]]</pre>
 *
 * <p>Lists: every page is read, as text or into objects, and thrown away, one after the other. Saves: a folder with a file
 * an object, or an archive, on the disk of {@code java.io.tmpdir}; ratios are to the lists that are read into objects. Beside
 * them what it costs to write so many files at all, which on some disks is more than all the rest. Every figure is the least of five rounds; memory is what is live after a collection, at
 * most, while a save is going on.
 */
public final class BackupBenchmark {
    private static final int ROUNDS = 5;
    private static final Pattern CONTINUE = Pattern.compile("\"continue\":\"([^\"]+)\"");

    private BackupBenchmark() {}

    /**
     * Measures.
     *
     * @param args numbers of objects; {@code serve OBJECTS KUBECONFIG} to be the server, {@code save URL KUBECONFIG} to be
     *     who saves
     */
    public static void main(String[] args) throws Exception {
        if (args.length > 0 && args[0].equals("serve")) {
            serve(Integer.parseInt(args[1]), Path.of(args[2]));
        } else if (args.length > 0 && args[0].equals("save")) {
            save(args[1], Path.of(args[2]));
        } else {
            System.out.println(
                    "objects  requests (bound)  lists:           files:  save:           archive:        kubectl"
                            + "      live MiB\n                           text     parsed   write   folder   ratio  .tar.gz  ratio"
                            + "  get to YAML  at first, most");
            for (int objects : args.length > 0
                    ? Stream.of(args).mapToInt(Integer::parseInt).toArray()
                    : new int[] {10_000, 40_000}) {
                both(objects);
            }
        }
    }

    private static void both(int objects) throws Exception {
        Path kubeconfig = Files.createTempFile("kubeconfig", "");
        Files.delete(kubeconfig);
        Process server = java("-Xmx3g", "serve", String.valueOf(objects), kubeconfig.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            String url = new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            int exit = java("-Xmx64m", "save", url, kubeconfig.toString())
                    .inheritIO()
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException("who saves ended with " + exit);
            }
        } finally {
            server.destroy();
            Files.deleteIfExists(kubeconfig);
        }
    }

    private static ProcessBuilder java(String heap, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-cp",
                System.getProperty("java.class.path"),
                BackupBenchmark.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    private static void serve(int objects, Path kubeconfig) throws IOException {
        try (MockApiServer server = MockApiServer.builder(cluster(objects)).start()) {
            server.kubeconfig(kubeconfig);
            System.out.println(server.url());
            // Ends with its parent.
            while (System.in.read() >= 0) {
                Thread.onSpinWait();
            }
        }
    }

    /** A quarter each of settings of 1 kB, Secrets, custom resources and accounts. */
    private static MockCluster cluster(int objects) {
        List<Document> all = new ArrayList<>();
        all.add(Document.of("apiVersion", "apiextensions.k8s.io/v1")
                .with("CustomResourceDefinition", "kind")
                .with("tills.example.com", "metadata", "name")
                .with("example.com", "spec", "group")
                .with("Namespaced", "spec", "scope")
                .with("Till", "spec", "names", "kind")
                .with("tills", "spec", "names", "plural")
                .with(
                        List.of(Document.of("name", "v1").with(true, "served").with(true, "storage")),
                        "spec",
                        "versions"));
        for (int i = 0; i < objects; i++) {
            String namespace = "team-" + i % 50;
            all.add(
                    switch (i % 4) {
                        case 0 ->
                            object("v1", "ConfigMap", namespace, "map-" + i)
                                    .with("x".repeat(1000), "data", "key")
                                    .with("yes", "metadata", "labels", "example.com/backup");
                        case 1 ->
                            object("v1", "Secret", namespace, "secret-" + i)
                                    .with("Opaque", "type")
                                    .with("aHVzaA==", "data", "password");
                        case 2 ->
                            object("example.com/v1", "Till", namespace, "till-" + i)
                                    .with(i, "spec", "n");
                        default -> object("v1", "ServiceAccount", namespace, "account-" + i);
                    });
        }
        return MockCluster.builder()
                .nodes("worker-", 3, node -> {})
                .objects(all)
                .build();
    }

    private static Document object(String apiVersion, String kind, String namespace, String name) {
        return Document.of("apiVersion", apiVersion)
                .with(kind, "kind")
                .with(name, "metadata", "name")
                .with(namespace, "metadata", "namespace");
    }

    private static void save(String url, Path kubeconfig) throws Exception {
        AtomicLong sent = new AtomicLong();
        Path folder = Files.createTempDirectory("backup-benchmark");
        try (KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withAutoConfigure(false)
                        .withMasterUrl(url)
                        .build())
                .withHttpClientBuilderConsumer(builder -> builder.addOrReplaceInterceptor("count", new Interceptor() {
                    @Override
                    public void before(BasicBuilder request, HttpRequest original, RequestTags tags) {
                        sent.incrementAndGet();
                    }
                }))
                .build()) {
            BackupReport report = saved(client, folder, "folder");
            saved(client, folder, "b.tar.gz");
            double lists = Double.MAX_VALUE;
            double objects = Double.MAX_VALUE;
            double files = Double.MAX_VALUE;
            double save = Double.MAX_VALUE;
            double archive = Double.MAX_VALUE;
            long requests = 0;
            for (int round = 0; round < ROUNDS; round++) {
                lists = Math.min(lists, seconds(() -> lists(client, report.kinds())));
                objects = Math.min(objects, seconds(() -> objects(client, report.kinds())));
                delete(folder.resolve("folder"));
                delete(folder.resolve("b.tar.gz"));
                long before = sent.get();
                save = Math.min(save, seconds(() -> saved(client, folder, "folder")));
                requests = sent.get() - before;
                archive = Math.min(archive, seconds(() -> saved(client, folder, "b.tar.gz")));
                files = Math.min(files, seconds(() -> copy(folder.resolve("folder"), folder.resolve("copy"))));
                delete(folder.resolve("copy"));
            }
            String kubectl = kubectl(kubeconfig, folder, report.kinds());
            long[] memory = memory(client, folder);
            long bound = report.kinds().size() + report.objects() / 500 + 20;
            System.out.printf(
                    Locale.ROOT,
                    "%7d  %8d (%5d)  %5.2f s  %5.2f s  %5.2f s  %5.2f s  %5.2f  %5.2f s  %5.2f  %11s  %5.1f, %5.1f%n",
                    report.objects(),
                    requests,
                    bound,
                    lists,
                    objects,
                    files,
                    save,
                    save / objects,
                    archive,
                    archive / objects,
                    kubectl,
                    memory[0] / 1048576.0,
                    memory[1] / 1048576.0);
        } finally {
            delete(folder);
        }
    }

    private static BackupReport saved(KubernetesClient client, Path folder, String name) {
        Path target = folder.resolve(name);
        return ResourceBackups.of(Fabric8Cluster.of(client))
                .saveTo(target)
                .secrets(SecretHandling.keptReadable())
                .run();
    }

    /** What any program has to do that sees all objects: every page, one after the other, as text. */
    private static void lists(KubernetesClient client, List<SavedKind> kinds) {
        for (SavedKind each : kinds) {
            String token = "";
            do {
                String page = client.raw(Paths.list(kind(each), Query.all(), new PageRequest(500, token)));
                Matcher found = CONTINUE.matcher(page);
                token = found.find() ? found.group(1) : "";
            } while (!token.isEmpty());
        }
    }

    /** The same, each page read into objects, as our own client does it; one after the other. */
    private static void objects(KubernetesClient client, List<SavedKind> kinds) {
        Fabric8Api api = new Fabric8Api(client, Duration.ofMinutes(1), NOPLogger.NOP_LOGGER);
        for (SavedKind each : kinds) {
            PageRequest request = PageRequest.first(500);
            Page<Document> page = api.documents(kind(each), Query.all(), request);
            while (page.hasNext()) {
                request = request.after(page);
                page = api.documents(kind(each), Query.all(), request);
            }
        }
    }

    /** What it costs to write so many files at all. */
    private static void copy(Path from, Path to) {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Path target = to.resolve(from.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(target);
                } else {
                    Files.write(target, new byte[300]);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Kind<?> kind(SavedKind each) {
        int slash = each.apiVersion().indexOf('/');
        return Kind.document(
                slash < 0 ? "" : each.apiVersion().substring(0, slash),
                each.apiVersion().substring(slash + 1),
                each.resource().replaceFirst("\\..*", ""),
                each.kind(),
                each.namespaced());
    }

    private static String kubectl(Path kubeconfig, Path folder, List<SavedKind> kinds) throws Exception {
        String all = String.join(",", kinds.stream().map(SavedKind::resource).toList());
        double least = Double.MAX_VALUE;
        for (int round = 0; round < 3; round++) {
            long start = System.nanoTime();
            try {
                int exit = new ProcessBuilder(
                                "kubectl",
                                "--kubeconfig",
                                kubeconfig.toString(),
                                "--cache-dir",
                                folder.resolve("cache").toString(),
                                "get",
                                all,
                                "-A",
                                "-o",
                                "yaml")
                        .redirectOutput(folder.resolve("all.yaml").toFile())
                        .redirectError(folder.resolve("kubectl.log").toFile())
                        .start()
                        .waitFor();
                if (exit != 0) {
                    return "ended with " + exit + ": " + Files.readString(folder.resolve("kubectl.log"));
                }
            } catch (IOException e) {
                return "no kubectl";
            }
            least = Math.min(least, (System.nanoTime() - start) / 1e9);
        }
        return String.format(Locale.ROOT, "%.2f s", least);
    }

    private static long[] memory(KubernetesClient client, Path folder) throws InterruptedException {
        long before = used();
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong most = new AtomicLong();
        Thread watching = new Thread(() -> {
            while (!over.get()) {
                most.accumulateAndGet(used(), Math::max);
            }
        });
        watching.start();
        delete(folder.resolve("folder"));
        saved(client, folder, "folder");
        over.set(true);
        watching.join();
        return new long[] {before, most.get()};
    }

    private static double seconds(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static void delete(Path root) {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> all = Files.walk(root)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
