package io.orchagent.identity;

import io.orchagent.audit.AuditTrail;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.http.ClientAddress;
import io.orchagent.platform.http.Page;
import io.orchagent.platform.http.PageRequest;
import io.orchagent.platform.ids.Hashes;
import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.ids.Tokens;
import io.orchagent.platform.security.CredentialKind;
import io.orchagent.platform.security.Principal;
import io.orchagent.platform.security.Stamps;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Sessions: opening, refreshing, ending. */
@ApplicationScoped
public class Sessions {
  private static final String REFRESH_PREFIX = "rt_";

  private final SessionQueries queries;
  private final SessionTokens tokens;
  private final Stamps stamps;
  private final AuditTrail audit;
  private final ClientAddress address;
  private final Duration lifetime;

  Sessions(
      SessionQueries queries,
      SessionTokens tokens,
      Stamps stamps,
      AuditTrail audit,
      ClientAddress address,
      IdentityConfig config) {
    this.queries = queries;
    this.tokens = tokens;
    this.stamps = stamps;
    this.audit = audit;
    this.address = address;
    this.lifetime = config.refreshTokenLifetime();
  }

  /** A new session of a person who has just proved to be one. */
  @Transactional
  public AuthApi.SessionView open(UUID userId, @Nullable String userAgent) {
    UUID id = Ids.newId();
    queries.insert(id, userId, lifetime, address.find().orElse(null), userAgent);
    audit.recordAs(userId, null, "session.started", id.toString());
    return pair(id, userId);
  }

  private AuthApi.SessionView pair(UUID sessionId, UUID userId) {
    String refresh = Tokens.random(REFRESH_PREFIX);
    queries.insertToken(Hashes.sha256(refresh), sessionId);
    return new AuthApi.SessionView(
        tokens.issue(userId, sessionId), refresh, "Bearer", tokens.lifetime().toSeconds());
  }

  /**
   * A new pair for a good refresh token, which is used up by that.
   *
   * <p>A used token that comes again was stolen, or its pair was: the session ends. Of two requests
   * that bring one token at the same moment the first gets the pair, the other 401, and the session
   * goes on; only a request that began after the other was done counts as a second use.
   */
  public AuthApi.SessionView refresh(String token) {
    if (!Tokens.hasForm(token, REFRESH_PREFIX)) {
      throw SessionErrors.badRefreshToken();
    }
    byte[] hash = Hashes.sha256(token);
    Outcome outcome = QuarkusTransaction.requiringNew().call(() -> rotate(hash));
    return switch (outcome) {
      case Renewed renewed -> renewed.session();
      case Refused refused -> throw SessionErrors.badRefreshToken();
      case Reused reused -> {
        end(reused.userId(), reused.sessionId());
        throw SessionErrors.badRefreshToken();
      }
    };
  }

  private sealed interface Outcome permits Renewed, Refused, Reused {}

  private record Renewed(AuthApi.SessionView session) implements Outcome {}

  private record Refused() implements Outcome {}

  private record Reused(UUID userId, UUID sessionId) implements Outcome {}

  private Outcome rotate(byte[] hash) {
    SessionQueries.Held held = queries.hold(hash).orElse(null);
    if (held == null || !held.sessionGood() || held.usedJustNow()) {
      return new Refused();
    }
    if (held.used()) {
      return new Reused(held.userId(), held.sessionId());
    }
    AuthApi.SessionView session = pair(held.sessionId(), held.userId());
    queries.extend(held.sessionId(), lifetime);
    queries.markUsed(hash);
    return new Renewed(session);
  }

  /** Ends the caller's session. */
  public void logout(Principal caller) {
    if (caller.credential().kind() != CredentialKind.SESSION) {
      throw Errors.forbidden(
          "Only a session can be signed out. End an API key with DELETE /api-keys/{id}.");
    }
    end(caller.userId(), caller.credential().id());
  }

  /** The session that asks; 403 for another credential, which could be somebody else's by now. */
  static UUID current(Principal caller, String what) {
    if (caller.credential().kind() != CredentialKind.SESSION) {
      throw SessionErrors.sessionOnly(what);
    }
    return caller.credential().id();
  }

  /** The caller's sessions that are going on, the newest first. */
  @Transactional
  public Page<AuthApi.SessionInfo> list(Principal caller, PageRequest page) {
    UUID current = current(caller, "The list of sessions");
    return Page.of(
        queries.list(caller.userId(), current, page), queries.count(caller.userId()), page);
  }

  /** Ends a session of the caller; another's is answered like a missing one. */
  public void revoke(Principal caller, UUID sessionId) {
    current(caller, "Ending a session");
    boolean own =
        QuarkusTransaction.requiringNew().call(() -> queries.isOwn(caller.userId(), sessionId));
    if (!own) {
      throw Errors.notFound("Session");
    }
    end(caller.userId(), sessionId);
  }

  /**
   * A change after which a person's sessions are over, at once and everywhere.
   *
   * @param kept the one that goes on; null for none
   * @param change runs first, in the same transaction; what it throws undoes all of it
   */
  void endingAll(UUID userId, @Nullable UUID kept, Runnable change) {
    stamps.changing(userId);
    try {
      QuarkusTransaction.requiringNew()
          .run(
              () -> {
                change.run();
                int ended = queries.revokeAll(userId, kept);
                if (ended > 0) {
                  audit.recordAs(userId, null, "session.ended", ended + " at once");
                }
              });
    } finally {
      stamps.changed(userId);
    }
  }

  /** Ends a session at once, everywhere. */
  public void end(UUID userId, UUID sessionId) {
    stamps.changing(userId);
    try {
      QuarkusTransaction.requiringNew()
          .run(
              () -> {
                if (queries.revoke(sessionId)) {
                  audit.recordAs(userId, null, "session.ended", sessionId.toString());
                }
              });
    } finally {
      stamps.changed(userId);
    }
  }
}
