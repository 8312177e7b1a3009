package io.orchagent.identity;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/** The SQL of sessions and their refresh tokens. */
@Singleton
class SessionQueries {
  private static final int MAX_USER_AGENT = 300;

  private final Session database;

  SessionQueries(Session database) {
    this.database = database;
  }

  /**
   * A refresh token whose row is locked.
   *
   * @param usedJustNow used by a transaction that ended after this one had begun
   */
  record Held(
      UUID sessionId, UUID userId, boolean sessionGood, boolean used, boolean usedJustNow) {}

  /** A living session with its person. */
  record Living(UUID userId, boolean admin) {}

  void insert(
      UUID id, UUID userId, Duration lifetime, @Nullable String ip, @Nullable String userAgent) {
    String agent =
        userAgent == null
            ? null
            : userAgent.substring(0, Math.min(userAgent.length(), MAX_USER_AGENT));
    database
        .createNativeQuery(
            """
            insert into login_session (id, user_id, expires_at, ip, user_agent)
            values (?1, ?2, now() + make_interval(secs => ?3), ?4, ?5)""")
        .setParameter(1, id)
        .setParameter(2, userId)
        .setParameter(3, (double) lifetime.toSeconds())
        .setParameter(4, ip, String.class)
        .setParameter(5, agent, String.class)
        .executeUpdate();
  }

  void insertToken(byte[] hash, UUID sessionId) {
    database
        .createNativeQuery("insert into refresh_token (token_hash, session_id) values (?1, ?2)")
        .setParameter(1, hash)
        .setParameter(2, sessionId)
        .executeUpdate();
  }

  /** Locks the token's row; empty when it is unknown, and when another request holds it. */
  @SuppressWarnings("unchecked")
  Optional<Held> hold(byte[] hash) {
    List<Object[]> rows =
        database
            .createNativeQuery(
                """
                select s.id, s.user_id,
                       s.revoked_at is null and s.expires_at > now() and u.deleted_at is null,
                       t.used_at is not null,
                       coalesce(t.used_at > now(), false)
                from refresh_token t
                join login_session s on s.id = t.session_id
                join app_user u on u.id = s.user_id
                where t.token_hash = ?1
                for update of t skip locked""")
            .setParameter(1, hash)
            .getResultList();
    return rows.stream()
        .findFirst()
        .map(
            row ->
                new Held(
                    (UUID) row[0],
                    (UUID) row[1],
                    (Boolean) row[2],
                    (Boolean) row[3],
                    (Boolean) row[4]));
  }

  void extend(UUID sessionId, Duration lifetime) {
    database
        .createNativeQuery(
            """
            update login_session
            set last_used_at = now(), expires_at = now() + make_interval(secs => ?2)
            where id = ?1""")
        .setParameter(1, sessionId)
        .setParameter(2, (double) lifetime.toSeconds())
        .executeUpdate();
  }

  /** The last statement of a rotation: its time tells a second use from one at the same moment. */
  void markUsed(byte[] hash) {
    database
        .createNativeQuery(
            "update refresh_token set used_at = clock_timestamp() where token_hash = ?1")
        .setParameter(1, hash)
        .executeUpdate();
  }

  /** False when it was revoked before. */
  boolean revoke(UUID sessionId) {
    return database
            .createNativeQuery(
                "update login_session set revoked_at = now() where id = ?1 and revoked_at is null")
            .setParameter(1, sessionId)
            .executeUpdate()
        == 1;
  }

  @SuppressWarnings("unchecked")
  Optional<Living> living(UUID sessionId, UUID userId) {
    List<Object[]> rows =
        database
            .createNativeQuery(
                """
                select u.id, u.is_admin from login_session s join app_user u on u.id = s.user_id
                where s.id = ?1 and s.user_id = ?2 and s.revoked_at is null
                  and s.expires_at > now() and u.deleted_at is null""")
            .setParameter(1, sessionId)
            .setParameter(2, userId)
            .getResultList();
    return rows.stream().findFirst().map(row -> new Living((UUID) row[0], (Boolean) row[1]));
  }
}
