package io.github.kubemaintenance.etcd;

import java.nio.file.Path;

/** The options of a save into a file; a copy for each change. */
record SaveOptions(FetchOptions fetch, Path target, boolean overwrite, boolean sidecar) {
    SaveOptions fetching(FetchOptions other) {
        return new SaveOptions(other, target, overwrite, sidecar);
    }
}
