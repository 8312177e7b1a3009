package io.orchagent.audit;

import io.orchagent.platform.http.ClientAddress;
import io.orchagent.platform.http.Page;
import io.orchagent.platform.http.PageRequest;
import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.security.CurrentCaller;
import io.orchagent.platform.security.Principal;
import io.orchagent.platform.tenancy.ChangeLog;
import io.quarkus.arc.Arc;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/** Writes and lists audit events. */
@ApplicationScoped
public class AuditTrail implements ChangeLog {
  private static final int MAX_TARGET = 500;

  private final Session database;
  private final CurrentCaller caller;
  private final ClientAddress address;

  AuditTrail(Session database, CurrentCaller caller, ClientAddress address) {
    this.database = database;
    this.caller = caller;
    this.address = address;
  }

  @Override
  @Transactional(Transactional.TxType.MANDATORY)
  public void record(@Nullable UUID workspaceId, String action, String target) {
    write(actor().orElse(null), workspaceId, action, target);
  }

  @Override
  @Transactional(Transactional.TxType.MANDATORY)
  public void recordAs(UUID actorUserId, @Nullable UUID workspaceId, String action, String target) {
    write(actorUserId, workspaceId, action, target);
  }

  private void write(
      @Nullable UUID actor, @Nullable UUID workspaceId, String action, String target) {
    database
        .createNativeQuery(
            """
            insert into audit_event (id, workspace_id, actor_user_id, actor, action, target, ip)
            values (?1, ?2, ?3, coalesce((select email from app_user where id = ?3), 'system'),
                    ?4, ?5, ?6)""")
        .setParameter(1, Ids.newId())
        .setParameter(2, workspaceId, UUID.class)
        .setParameter(3, actor, UUID.class)
        .setParameter(4, action)
        .setParameter(5, target.length() <= MAX_TARGET ? target : target.substring(0, MAX_TARGET))
        .setParameter(6, inRequest() ? address.find().orElse(null) : null, String.class)
        .executeUpdate();
  }

  private Optional<UUID> actor() {
    return inRequest() ? caller.optional().map(Principal::userId) : Optional.empty();
  }

  private static boolean inRequest() {
    return Arc.container().requestContext().isActive();
  }

  /** Newest first. */
  @Transactional
  @SuppressWarnings("unchecked")
  public Page<AuditApi.Event> list(UUID workspaceId, PageRequest page) {
    List<Object[]> rows =
        database
            .createNativeQuery(
                """
                select id, actor, action, target, ip, created_at from audit_event
                where workspace_id = ?1 order by id desc limit ?2 offset ?3""")
            .setParameter(1, workspaceId)
            .setParameter(2, page.limit())
            .setParameter(3, page.offset())
            .getResultList();
    Number total =
        (Number)
            database
                .createNativeQuery("select count(*) from audit_event where workspace_id = ?1")
                .setParameter(1, workspaceId)
                .getSingleResult();
    return Page.of(rows.stream().map(AuditTrail::event).toList(), total.longValue(), page);
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
