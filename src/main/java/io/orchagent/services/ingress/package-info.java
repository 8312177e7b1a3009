/**
 * The way of requests to services, and of their answers back.
 *
 * <p>Nouns: <em>address</em> (which service a request means, and what the service is asked for),
 * <em>shared origin</em> (services below paths of one host: they must not harm it, nor each other),
 * <em>exchange</em> (one request and its answer), <em>tunnel</em> (a WebSocket), <em>upstream</em>
 * (a connection to an instance; it carries one exchange only).
 *
 * <p>Invariants: who asks for a service never reaches a route of the server's or another service,
 * however the path is spelled; bodies are carried, not held, and never faster than the slower side
 * takes them; what a message says of its own length is written anew; what the client says of its
 * own address is not believed; no credential of the server's reaches a service.
 *
 * <p>Owns: the paths below {@code /s/} and the hosts of the services domain. Does not own: services
 * and their instances ({@code services}), who may do what ({@code platform.security}).
 */
@NullMarked
package io.orchagent.services.ingress;

import org.jspecify.annotations.NullMarked;
