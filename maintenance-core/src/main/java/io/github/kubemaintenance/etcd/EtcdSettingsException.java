package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.model.MaintenanceException;

/** The settings of an etcd could not be read from its files. The message names the file and what to do. */
public final class EtcdSettingsException extends MaintenanceException {
    private static final long serialVersionUID = 1L;

    /** What went wrong, for programs. */
    public enum Code {
        /** A file is missing, or there is no right to read it. */
        UNREADABLE,
        /** A file is not what it should be: no YAML, no unit, a flag without its value. */
        MALFORMED,
        /** The file starts something, but no etcd that could be recognised. */
        NO_ETCD,
        /** A value comes from elsewhere, such as a variable or a specifier; {@code variable(..)} gives it. */
        UNRESOLVED,
        /** A path lies in the container and in no folder of the machine that is mounted there. */
        NOT_ON_HOST,
        /** A value is no URL list, no path or no cluster. */
        WRONG_VALUE,
        /** The log is kept outside of the data directory, which a swap of {@code member} would not move. */
        LOG_ELSEWHERE
    }

    private final Code code;

    EtcdSettingsException(Code code, String message) {
        super(message);
        this.code = code;
    }

    EtcdSettingsException(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /**
     * Returns what went wrong.
     *
     * @return for programs to switch on
     */
    public Code code() {
        return code;
    }
}
