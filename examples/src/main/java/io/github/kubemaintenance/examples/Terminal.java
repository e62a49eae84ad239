package io.github.kubemaintenance.examples;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * Where the output goes.
 *
 * @param moving whether a picture may be drawn over itself
 * @param colours whether colours are seen
 * @param columns width
 * @param rows height
 */
record Terminal(boolean moving, boolean colours, int columns, int rows) {
    /** A file, a pipe, a test. */
    static final Terminal NONE = new Terminal(false, false, 120, 40);

    /** Looks at what the program was started in. */
    static Terminal here() {
        String term = System.getenv().getOrDefault("TERM", "dumb");
        if (!isConsole() || term.equals("dumb")) {
            return NONE;
        }
        int[] size = size();
        boolean colours = System.getenv("NO_COLOR") == null;
        return new Terminal(size[0] >= 60 && size[1] >= 12, colours, size[0], size[1]);
    }

    /** Since Java 22 there is a console even where there is no terminal, and a method that tells. */
    @SuppressWarnings("SystemConsoleNull") // the second question is for those
    private static boolean isConsole() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException older) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }

    private static int[] size() {
        try {
            Process stty = new ProcessBuilder("sh", "-c", "stty size < /dev/tty")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String text = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            if (stty.waitFor(1, TimeUnit.SECONDS) && text.matches("\\d{1,4} \\d{1,4}")) {
                String[] parts = text.split(" ", -1);
                return new int[] {Integer.parseInt(parts[1]), Integer.parseInt(parts[0])};
            }
        } catch (IOException noSuchProgram) {
            return new int[] {80, 24};
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new int[] {80, 24};
    }

    /** Returns standard output in UTF-8, which terminals understand also where the locale says nothing. */
    static PrintStream out() {
        boolean windows = System.getProperty("os.name", "").startsWith("Windows");
        return windows
                ? System.out
                : new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    }
}
