package io.orchagent.platform.security;

import java.util.Optional;

/** Port: one kind of credential. The platform knows the prefixes, the features know the rows. */
public interface CredentialLookup {
  /** Is this one mine? Decided by the token's form alone. */
  boolean recognises(String token);

  /** The truth from the database; empty when unknown, revoked or expired. */
  Optional<Credential> find(String token);
}
