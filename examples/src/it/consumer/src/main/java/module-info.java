/** Finds our modules by the names that we promise. */
module com.example.consumer {
    requires io.github.kubemaintenance.core;
    requires io.github.kubemaintenance.fabric8;
    requires io.github.kubemaintenance.jetcd;
}
