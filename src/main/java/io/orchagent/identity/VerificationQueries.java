package io.orchagent.identity;

import io.orchagent.identity.Registrations.Wanted;
import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

/** The SQL of registrations that wait for their mailed token. */
@Singleton
class VerificationQueries {
  private final Sql sql;

  VerificationQueries(Sql sql) {
    this.sql = sql;
  }

  void insert(byte[] hash, Wanted wanted, Duration lifetime) {
    sql.update(
        """
        insert into pending_registration
          (token_hash, email, password_hash, display_name, workspace_slug, invite_hash, expires_at)
        values (?, ?, ?, ?, ?, ?, now() + make_interval(secs => ?))
        """,
        hash,
        wanted.email(),
        wanted.passwordHash(),
        wanted.name(),
        wanted.slug(),
        wanted.inviteHash(),
        (double) lifetime.toSeconds());
  }

  /** What a token stands for; empty when it is unknown, expired or used. */
  Optional<Wanted> find(byte[] hash) {
    return sql.first(
        """
        select email, password_hash, display_name, workspace_slug, invite_hash
        from pending_registration where token_hash = ? and expires_at > now()
        """,
        row ->
            new Wanted(
                row.text("email"),
                row.text("password_hash"),
                row.optionalText("display_name"),
                row.optionalText("workspace_slug"),
                row.bytes("invite_hash")),
        (Object) hash);
  }

  /** False when it was used at the same moment. */
  boolean use(byte[] hash) {
    return sql.update("delete from pending_registration where token_hash = ?", (Object) hash) == 1;
  }

  void discard(String email) {
    sql.update("delete from pending_registration where lower(email) = lower(?)", email);
  }

  void discardExpired() {
    sql.update("delete from pending_registration where expires_at <= now()");
  }
}
