package io.orchagent.workspaces;

import io.orchagent.platform.http.PageRequest;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The SQL of workspaces and their members. */
@Singleton
class WorkspaceQueries {
  private static final String VIEW =
      """
      select w.id, w.name, w.slug, w.type, w.plan, m.role, w.owner_user_id,
             (select count(*) from workspace_member c where c.workspace_id = w.id),
             w.payload_retention_days, w.run_retention_days, w.created_at
      from workspace_member m join workspace w on w.id = m.workspace_id
      where m.user_id = :user and w.deleted_at is null
      """;

  private final EntityManager database;

  WorkspaceQueries(EntityManager database) {
    this.database = database;
  }

  /** False when the slug is taken; the transaction goes on. */
  boolean insert(UUID id, String name, String slug, String type, String plan, UUID owner) {
    int made =
        database
            .createNativeQuery(
                """
                insert into workspace (id, name, slug, type, plan, owner_user_id)
                values (?1, ?2, ?3, ?4, ?5, ?6) on conflict (slug) do nothing""")
            .setParameter(1, id)
            .setParameter(2, name)
            .setParameter(3, slug)
            .setParameter(4, type)
            .setParameter(5, plan)
            .setParameter(6, owner)
            .executeUpdate();
    return made == 1;
  }

  void insertMember(UUID workspace, UUID user, String role) {
    database
        .createNativeQuery(
            """
            insert into workspace_member (workspace_id, user_id, role)
            values (?1, ?2, ?3) on conflict do nothing""")
        .setParameter(1, workspace)
        .setParameter(2, user)
        .setParameter(3, role)
        .executeUpdate();
  }

  boolean slugTaken(String slug) {
    return !database
        .createNativeQuery("select 1 from workspace where slug = ?1")
        .setParameter(1, slug)
        .getResultList()
        .isEmpty();
  }

  /**
   * Lets one at a time count and add to what this person owns; false when the account is deleted.
   */
  boolean lockOwner(UUID user) {
    return !database
        .createNativeQuery(
            "select 1 from app_user where id = ?1 and deleted_at is null for no key update")
        .setParameter(1, user)
        .getResultList()
        .isEmpty();
  }

  /** A workspace and the plan that it is on. */
  record OnPlan(UUID id, String plan) {}

  /** The workspaces that this person owns. */
  @SuppressWarnings("unchecked")
  List<OnPlan> owned(UUID user) {
    List<Object[]> rows =
        database
            .createNativeQuery(
                "select id, plan from workspace where owner_user_id = ?1 and deleted_at is null")
            .setParameter(1, user)
            .getResultList();
    return rows.stream().map(row -> new OnPlan((UUID) row[0], (String) row[1])).toList();
  }

  /**
   * The workspaces of a person, by age.
   *
   * @param only null for all of them
   */
  @SuppressWarnings("unchecked")
  List<WorkspaceApi.View> list(UUID user, @Nullable UUID only, PageRequest page) {
    Query query =
        database
            .createNativeQuery(
                VIEW
                    + (only == null ? "" : " and w.id = :only")
                    + " order by w.id limit :limit offset :offset")
            .setParameter("user", user)
            .setParameter("limit", page.limit())
            .setParameter("offset", page.offset());
    if (only != null) {
      query.setParameter("only", only);
    }
    List<Object[]> rows = query.getResultList();
    return rows.stream().map(WorkspaceQueries::view).toList();
  }

  Optional<WorkspaceApi.View> find(UUID user, UUID workspace) {
    return list(user, workspace, new PageRequest(1, 0)).stream().findFirst();
  }

  long count(UUID user) {
    return number(
        database
            .createNativeQuery(
                """
                select count(*) from workspace_member m join workspace w on w.id = m.workspace_id
                where m.user_id = ?1 and w.deleted_at is null""")
            .setParameter(1, user));
  }

  /**
   * The members, by how long they are in it.
   *
   * @param only null for all of them
   */
  @SuppressWarnings("unchecked")
  List<WorkspaceApi.MemberView> members(UUID workspace, @Nullable UUID only, PageRequest page) {
    Query query =
        database
            .createNativeQuery(
                """
                select u.id, u.email, u.display_name, m.role, m.joined_at
                from workspace_member m join app_user u on u.id = m.user_id
                where m.workspace_id = :workspace"""
                    + (only == null ? "" : " and u.id = :only")
                    + " order by m.joined_at, u.id limit :limit offset :offset")
            .setParameter("workspace", workspace)
            .setParameter("limit", page.limit())
            .setParameter("offset", page.offset());
    if (only != null) {
      query.setParameter("only", only);
    }
    List<Object[]> rows = query.getResultList();
    return rows.stream()
        .map(
            row ->
                new WorkspaceApi.MemberView(
                    (UUID) row[0],
                    (String) row[1],
                    (String) row[2],
                    (String) row[3],
                    (Instant) row[4]))
        .toList();
  }

  long countMembers(UUID workspace) {
    return number(
        database
            .createNativeQuery("select count(*) from workspace_member where workspace_id = ?1")
            .setParameter(1, workspace));
  }

  private static long number(Query query) {
    return ((Number) query.getSingleResult()).longValue();
  }

  private static WorkspaceApi.View view(Object[] row) {
    return new WorkspaceApi.View(
        (UUID) row[0],
        (String) row[1],
        (String) row[2],
        (String) row[3],
        (String) row[4],
        (String) row[5],
        (UUID) row[6],
        ((Number) row[7]).longValue(),
        (Integer) row[8],
        (Integer) row[9],
        (Instant) row[10]);
  }
}
