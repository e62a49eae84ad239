package io.github.kubemaintenance.upgrade;

/** How a node gets its packages. */
public enum PackageFamily {
    /** apt: Debian, Ubuntu. */
    DEBIAN,
    /** yum and DNF 4: RHEL 9 and its kin, Amazon Linux. */
    RPM,
    /** DNF 5: Fedora 41 and later. */
    RPM_DNF5
}
