package io.orchagent.audit;

import io.orchagent.platform.http.ClientAddress;
import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.security.CurrentCaller;
import io.orchagent.platform.security.Principal;
import io.orchagent.platform.tenancy.ChangeLog;
import io.quarkus.arc.Arc;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/** Writes audit events. */
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

  /**
   * Puts a pseudonym in the place of a person whose account is deleted, and takes the addresses of
   * their clients out. Events about people have the email address, and nothing else, as target.
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public void forget(UUID person, String email, String pseudonym) {
    database
        .createNativeQuery("update audit_event set actor = ?2, ip = null where actor_user_id = ?1")
        .setParameter(1, person)
        .setParameter(2, pseudonym)
        .executeUpdate();
    database
        .createNativeQuery(
            """
            update audit_event set target = ?2
            where target like '%@%' and lower(target) = lower(?1)""")
        .setParameter(1, email)
        .setParameter(2, pseudonym)
        .executeUpdate();
  }
}
