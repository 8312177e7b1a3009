package io.orchagent.identity;

import io.orchagent.platform.security.Credential;
import io.orchagent.platform.security.CredentialKind;
import io.orchagent.platform.security.CredentialLookup;
import io.orchagent.workspaces.Workspaces;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Optional;

/** Access tokens of sessions as credentials. */
@ApplicationScoped
public class SessionLookup implements CredentialLookup {
  private final SessionTokens tokens;
  private final SessionQueries queries;
  private final Workspaces workspaces;

  SessionLookup(SessionTokens tokens, SessionQueries queries, Workspaces workspaces) {
    this.tokens = tokens;
    this.queries = queries;
    this.workspaces = workspaces;
  }

  @Override
  public boolean recognises(String token) {
    return SessionTokens.hasForm(token);
  }

  @Override
  @Transactional
  public Optional<Credential> find(String token) {
    return tokens.read(token).flatMap(this::credential);
  }

  private Optional<Credential> credential(SessionTokens.Claims claims) {
    return queries
        .living(claims.sessionId(), claims.userId())
        .flatMap(
            living ->
                workspaces
                    .personalOf(living.userId())
                    .map(
                        personal ->
                            new Credential(
                                CredentialKind.SESSION,
                                claims.sessionId(),
                                living.userId(),
                                personal.id(),
                                false,
                                claims.expiresAt(),
                                living.admin(),
                                null)));
  }
}
