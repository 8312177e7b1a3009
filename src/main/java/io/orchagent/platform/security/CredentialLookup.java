package io.orchagent.platform.security;

import java.util.Optional;

/** Port: one kind of credential. The platform knows the prefixes, the features know the rows. */
public interface CredentialLookup {
  /** Is this one mine? Decided by the token's form alone. */
  boolean recognises(String token);

  /** The truth from the database; empty when unknown, revoked or expired. */
  Optional<Credential> find(String token);

  /**
   * The same with its owner's place in the workspace that it is locked to, read at once. Only for
   * credentials that are never remembered; empty where the two are to be read apart, which then
   * says what is wrong.
   */
  default Optional<Principal> locked(String token) {
    return Optional.empty();
  }
}
