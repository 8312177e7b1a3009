/**
 * PostgreSQL and Redis for one machine, so that the service runs where only a JDK is installed.
 *
 * <p>Nouns: the <em>home</em> (a folder that holds binaries, data, passwords and one lock), a
 * <em>server process</em> (PostgreSQL or Redis under a guard that ends it with us), the <em>first
 * start</em> (the account that a fresh home gets).
 *
 * <p>Invariants: nothing here runs when both servers are configured from outside, or in the native
 * binary; at most one server owns a home; what was committed survives {@code kill -9} of
 * everything; a process is only ever stopped when it provably is one that this home started;
 * passwords lie in files of mode 0600 and never on a command line; only the loopback interface is
 * listened on.
 *
 * <p>Owns: the home folder, the life of both processes, {@code dev-credentials.json}. Does not own:
 * schema, connections, accounts.
 *
 * <p>Ports: {@link io.orchagent.platform.embedded.FirstStart}, implemented where accounts live.
 */
@org.jspecify.annotations.NullMarked
package io.orchagent.platform.embedded;
