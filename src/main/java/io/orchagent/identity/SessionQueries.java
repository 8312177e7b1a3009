package io.orchagent.identity;

import io.orchagent.platform.http.PageRequest;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
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

  /** Those that are going on, the newest first. */
  @SuppressWarnings("unchecked")
  List<AuthApi.SessionInfo> list(UUID userId, @Nullable UUID current, PageRequest page) {
    List<Object[]> rows =
        database
            .createNativeQuery(
                """
                select id, ip, user_agent, created_at, last_used_at, expires_at
                from login_session
                where user_id = ?1 and revoked_at is null and expires_at > now()
                order by id desc limit ?2 offset ?3""")
            .setParameter(1, userId)
            .setParameter(2, page.limit())
            .setParameter(3, page.offset())
            .getResultList();
    return rows.stream()
        .map(
            row ->
                new AuthApi.SessionInfo(
                    (UUID) row[0],
                    row[0].equals(current),
                    (String) row[1],
                    (String) row[2],
                    (Instant) row[3],
                    (Instant) row[4],
                    (Instant) row[5]))
        .toList();
  }

  long count(UUID userId) {
    return ((Number)
            database
                .createNativeQuery(
                    """
                    select count(*) from login_session
                    where user_id = ?1 and revoked_at is null and expires_at > now()""")
                .setParameter(1, userId)
                .getSingleResult())
        .longValue();
  }

  /** Whether that person has such a session that is going on. */
  boolean isOwn(UUID userId, UUID sessionId) {
    return living(sessionId, userId).isPresent();
  }

  /**
   * Ends what a person has going on.
   *
   * @param kept the one that goes on; null for none
   * @return how many were ended
   */
  int revokeAll(UUID userId, @Nullable UUID kept) {
    return database
        .createNativeQuery(
            """
            update login_session set revoked_at = now()
            where user_id = ?1 and revoked_at is null and id is distinct from ?2""")
        .setParameter(1, userId)
        .setParameter(2, kept, UUID.class)
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
