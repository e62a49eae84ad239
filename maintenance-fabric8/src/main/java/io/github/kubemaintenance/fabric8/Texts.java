package io.github.kubemaintenance.fabric8;

/** Texts that are no dump, recognised by how they begin, so that a message can say what happened. */
final class Texts {
    private Texts() {}

    /** Returns the first line that has something on it, cut to what fits into a message. */
    static String firstLine(String text) {
        String first = text.strip().lines().findFirst().orElse("").strip();
        return first.length() > 120 ? first.substring(0, 117) + "..." : first;
    }

    /**
     * Says what a text is that is neither JSON nor an object in YAML.
     *
     * @param parser what the YAML parser said of it
     */
    static String explain(String text, String parser) {
        String first = firstLine(text);
        if (first.startsWith("<")) {
            return "this is a web page or XML, not JSON or YAML; it begins with: " + first
                    + ". A proxy or login page may have answered in the API server's place";
        } else if (first.matches("(NAMESPACE|NAME|LAST SEEN)\\s{2,}.*|NAME")) {
            return "this is the table that kubectl prints for people, which leaves out most of an object; " + Hint.GET;
        } else if (first.matches("(?i)(error( from server.*)?:|unable to connect|the connection to the server).*")) {
            return "this is an error that kubectl printed: " + first;
        } else if (first.startsWith("No resources found")) {
            return "kubectl found nothing: " + first + "; " + Hint.GET;
        } else if (text.indexOf('\0') >= 0 || text.indexOf('\uFFFD') >= 0) {
            return "this is no text in UTF-8, so neither JSON nor YAML; " + Hint.GET;
        }
        return "this is neither JSON nor YAML that holds an object; it begins with: " + first
                + ". The YAML parser said: " + parser + ". " + Hint.get();
    }

    /** What to do to get a dump. */
    static final class Hint {
        static final String GET = "save the output of `kubectl get nodes,pods,... -A -o json`";

        private Hint() {}

        static String get() {
            return Character.toUpperCase(GET.charAt(0)) + GET.substring(1);
        }
    }
}
