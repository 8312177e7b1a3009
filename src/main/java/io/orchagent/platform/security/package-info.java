/**
 * Who is calling: one bearer, three credentials, one principal. Owns the access annotations and the
 * cache of callers; the rows of keys and sessions belong to features. Ports: CredentialLookup.
 */
@NullMarked
package io.orchagent.platform.security;

import org.jspecify.annotations.NullMarked;
