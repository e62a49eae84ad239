package io.github.kubemaintenance.etcd;

import java.nio.file.Path;
import java.util.List;

/** The options of a save into a file; a copy for each change. */
record SaveOptions(FetchOptions fetch, Path target, boolean overwrite, boolean sidecar, List<Path> recorded) {
    SaveOptions {
        recorded = List.copyOf(recorded);
    }

    SaveOptions fetching(FetchOptions other) {
        return new SaveOptions(other, target, overwrite, sidecar, recorded);
    }

    SaveOptions overwriting() {
        return new SaveOptions(fetch, target, true, sidecar, recorded);
    }

    SaveOptions recording(List<Path> files) {
        return new SaveOptions(fetch, target, overwrite, true, files);
    }
}
