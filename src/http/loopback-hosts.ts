// The host names by which a server is reached on its own machine alone.

/** As a URL writes them, without a port. */
export const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);
