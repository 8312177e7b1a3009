package io.orchagent.audit;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import org.jspecify.annotations.Nullable;

/** The SQL that reads audit events. */
@Singleton
class AuditQueries {
  private static final String FITS =
      """
       and (cast(:actorId as uuid) is null or actor_user_id = :actorId)
       and (cast(:actorName as text) is null or lower(actor) = lower(:actorName))
       and (cast(:action as text) is null or action = :action
            or starts_with(action, cast(:action as text) || '.'))
       and (cast(:target as text) is null
            or strpos(lower(target), lower(cast(:target as text))) > 0)
       and (cast(:from as timestamptz) is null or created_at >= :from)
       and (cast(:to as timestamptz) is null or created_at < :to)
      """;

  /** Each half is a walk along its own index that ends as soon as it has enough. */
  private static final String PAGE =
      """
      select id, actor, action, target, ip, created_at from (
        (select * from audit_event where workspace_id = :workspace
         and (cast(:before as uuid) is null or id < :before)
      """
          + FITS
          + """
             order by id desc limit :enough)
            union all
            (select * from audit_event where workspace_id is null and actor_user_id = :account
             and (cast(:before as uuid) is null or id < :before)
          """
          + FITS
          + """
               order by id desc limit :enough)
            ) found order by id desc limit :limit offset :offset
            """;

  private static final String COUNT =
      "select (select count(*) from audit_event where workspace_id = :workspace"
          + FITS
          + ") + (select count(*) from audit_event"
          + " where workspace_id is null and actor_user_id = :account"
          + FITS
          + ")";

  private final Session database;

  AuditQueries(Session database) {
    this.database = database;
  }

  /**
   * Whose events are read.
   *
   * @param account the person whose own events are in this personal workspace's log; null for none
   */
  record Scope(UUID workspaceId, @Nullable UUID account) {}

  /** Newest first. */
  @SuppressWarnings("unchecked")
  List<AuditApi.Event> list(
      Scope scope, AuditFilter filter, @Nullable UUID before, int limit, int offset) {
    NativeQuery<Object[]> query = database.createNativeQuery(PAGE);
    set(query, scope, filter);
    List<Object[]> rows =
        query
            .setParameter("before", before, UUID.class)
            .setParameter("enough", limit + offset)
            .setParameter("limit", limit)
            .setParameter("offset", offset)
            .getResultList();
    return rows.stream().map(AuditQueries::event).toList();
  }

  long count(Scope scope, AuditFilter filter) {
    NativeQuery<?> query = database.createNativeQuery(COUNT);
    set(query, scope, filter);
    return ((Number) query.getSingleResult()).longValue();
  }

  private static void set(NativeQuery<?> query, Scope scope, AuditFilter filter) {
    query
        .setParameter("workspace", scope.workspaceId())
        .setParameter("account", scope.account(), UUID.class)
        .setParameter("actorId", filter.actorId(), UUID.class)
        .setParameter("actorName", filter.actorName(), String.class)
        .setParameter("action", filter.action(), String.class)
        .setParameter("target", filter.target(), String.class)
        .setParameter("from", filter.from(), Instant.class)
        .setParameter("to", filter.to(), Instant.class);
  }

  boolean isPersonal(UUID workspaceId, UUID owner) {
    return (Boolean)
        database
            .createNativeQuery(
                """
                select exists (select 1 from workspace
                where id = ?1 and type = 'personal' and owner_user_id = ?2)""")
            .setParameter(1, workspaceId)
            .setParameter(2, owner)
            .getSingleResult();
  }

  private static AuditApi.Event event(Object[] row) {
    return new AuditApi.Event(
        (UUID) row[0],
        (String) row[1],
        (String) row[2],
        (String) row[3],
        (String) row[4],
        (Instant) row[5]);
  }
}
