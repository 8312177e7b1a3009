/**
 * How a person proves to be one.
 *
 * <p>Nouns: a <em>registration</em>, a <em>password</em>, a <em>session</em> (a family of refresh
 * tokens, of which one is good at a time, and the short-lived access tokens made with them), an
 * <em>API key</em>, a <em>mailed token</em> (sets a forgotten password, once). An address proves
 * itself by one too when a mailer is configured.
 *
 * <p>Invariants: passwords are kept as bcrypt hashes, keys and refresh tokens as SHA-256; each is
 * shown once; a changed password ends the sessions that the old one opened; what is revoked stops
 * at once on every replica; whether an address has an account cannot be learnt from a sign-in, a
 * forgotten password or, with a mailer, a registration, neither from the answer nor from its speed;
 * using a refresh token a second time ends its session.
 *
 * <p>Owns: the tables {@code api_key}, {@code login_session}, {@code refresh_token}, {@code
 * password_reset} and {@code pending_registration}. Does not own: people and workspaces
 * (workspaces), what a credential may do (platform.security).
 *
 * <p>Implements {@link io.orchagent.platform.security.CredentialLookup} for API keys and sessions.
 *
 * <p>Port: {@link io.orchagent.identity.AccountContents}.
 */
@NullMarked
package io.orchagent.identity;

import org.jspecify.annotations.NullMarked;
