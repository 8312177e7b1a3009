package io.orchagent.identity;

import io.orchagent.audit.AuditTrail;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.security.Principal;
import io.orchagent.platform.security.Stamps;
import io.orchagent.workspaces.People;
import io.orchagent.workspaces.Person;
import io.orchagent.workspaces.members.Farewell;
import io.quarkus.arc.All;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/** The end of an account. */
@ApplicationScoped
public class AccountDeletion {
  private static final Logger LOG = Logger.getLogger(AccountDeletion.class);

  private final People people;
  private final Farewell farewell;
  private final CredentialEnds credentials;
  private final AuditTrail audit;
  private final Stamps stamps;
  private final List<AccountContents> contents;

  AccountDeletion(
      People people,
      Farewell farewell,
      CredentialEnds credentials,
      AuditTrail audit,
      Stamps stamps,
      @All List<AccountContents> contents) {
    this.people = people;
    this.farewell = farewell;
    this.credentials = credentials;
    this.audit = audit;
    this.stamps = stamps;
    this.contents = contents;
  }

  /**
   * Deletes the caller's account, at once and everywhere.
   *
   * @throws io.orchagent.platform.errors.ApiException CONFLICT while others would be left without
   *     an owner
   */
  public void delete(Principal caller) {
    if (caller.credential().workspaceLocked()) {
      throw Errors.forbidden(
          "This key is locked to its workspace. Delete your account with a session or a key that"
              + " is not locked.");
    }
    UUID id = caller.userId();
    List<UUID> deleted;
    try {
      deleted = QuarkusTransaction.requiringNew().call(() -> erase(id));
    } finally {
      stamps.changed(id);
    }
    farewell.ended(deleted);
    contents.forEach(feature -> tell(feature, id));
  }

  /** The account is gone, and the answer says so, whatever becomes of the rest. */
  private static void tell(AccountContents feature, UUID id) {
    try {
      feature.deleted(id);
    } catch (RuntimeException e) {
      LOG.warnf("what a deleted account left behind is removed later: %s", e.getMessage());
    }
  }

  private List<UUID> erase(UUID id) {
    Person person = people.find(id).orElseThrow(Errors::unauthorized);
    List<UUID> deleted = farewell.leaveAll(id, person.email());
    stamps.changing(id);
    credentials.deleteAll(id);
    String pseudonym = people.erase(id);
    audit.recordAs(id, null, "user.deleted", pseudonym);
    // Last: also what this deletion itself has noted
    audit.forget(id, person.email(), pseudonym);
    return deleted;
  }
}
