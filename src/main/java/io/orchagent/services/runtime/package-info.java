/**
 * Between desired state and the places that run it.
 *
 * <p>Nouns: <em>runtime</em> (a place where instances run), <em>supervision</em> (what it asks and
 * tells), <em>target</em> (a service as the ingress needs it), <em>endpoint</em> (where an instance
 * answers).
 *
 * <p>Owns: the ports and their values. Does not own: rows, processes, requests.
 */
@NullMarked
package io.orchagent.services.runtime;

import org.jspecify.annotations.NullMarked;
