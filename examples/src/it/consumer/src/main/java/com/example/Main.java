package com.example;

import io.github.kubemaintenance.model.Minor;

/** Uses the library from a named module. */
class Main {
    Minor minor;
}
