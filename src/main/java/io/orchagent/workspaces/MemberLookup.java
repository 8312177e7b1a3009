package io.orchagent.workspaces;

import io.orchagent.platform.tenancy.Membership;
import io.orchagent.platform.tenancy.Memberships;
import io.orchagent.platform.tenancy.Role;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Answers the platform's question who belongs where. */
@ApplicationScoped
public class MemberLookup implements Memberships {
  private final EntityManager database;

  MemberLookup(EntityManager database) {
    this.database = database;
  }

  @Override
  @Transactional
  @SuppressWarnings("unchecked")
  public Optional<Membership> find(UUID userId, UUID workspaceId) {
    List<Object[]> rows =
        database
            .createNativeQuery(
                """
                select w.slug, w.plan, m.role from workspace_member m
                join workspace w on w.id = m.workspace_id
                where m.user_id = ?1 and m.workspace_id = ?2 and w.deleted_at is null""")
            .setParameter(1, userId)
            .setParameter(2, workspaceId)
            .getResultList();
    return rows.stream()
        .findFirst()
        .map(
            row ->
                new Membership(
                    workspaceId, (String) row[0], (String) row[1], Role.of((String) row[2])));
  }
}
