package io.orchagent.identity;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

/** The SQL of mailed tokens. */
@Singleton
class PasswordResetQueries {
  private final Session database;

  PasswordResetQueries(Session database) {
    this.database = database;
  }

  /** A new token; an older one of that person is good no more. */
  void replace(UUID userId, byte[] hash, Duration lifetime) {
    database
        .createNativeQuery(
            """
            insert into password_reset (token_hash, user_id, expires_at)
            values (?1, ?2, now() + make_interval(secs => ?3))
            on conflict (user_id) do update
            set token_hash = excluded.token_hash, created_at = now(),
                expires_at = excluded.expires_at""")
        .setParameter(1, hash)
        .setParameter(2, userId)
        .setParameter(3, (double) lifetime.toSeconds())
        .executeUpdate();
  }

  /** Whose token it is, while it is good. */
  @SuppressWarnings("unchecked")
  Optional<UUID> find(byte[] hash) {
    List<UUID> owners =
        database
            .createNativeQuery(
                "select user_id from password_reset where token_hash = ?1 and expires_at > now()",
                UUID.class)
            .setParameter(1, hash)
            .getResultList();
    return owners.stream().findFirst();
  }

  /** Uses a token up; false when it was used, replaced or expired meanwhile. */
  boolean use(byte[] hash) {
    return database
            .createNativeQuery(
                "delete from password_reset where token_hash = ?1 and expires_at > now()")
            .setParameter(1, hash)
            .executeUpdate()
        == 1;
  }

  void discardExpired() {
    database
        .createNativeQuery("delete from password_reset where expires_at <= now()")
        .executeUpdate();
  }

  /** Whoever has set a password needs no token any more. */
  void discard(UUID userId) {
    database
        .createNativeQuery("delete from password_reset where user_id = ?1")
        .setParameter(1, userId)
        .executeUpdate();
  }
}
