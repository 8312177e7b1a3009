package io.orchagent.identity;

import io.orchagent.audit.AuditTrail;
import io.orchagent.platform.embedded.FirstStart;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.errors.ErrorKind;
import io.orchagent.workspaces.Emails;
import io.orchagent.workspaces.People;
import io.orchagent.workspaces.Person;
import io.orchagent.workspaces.WorkspaceRef;
import io.orchagent.workspaces.Workspaces;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The accounts that a server makes for itself when it starts. */
@ApplicationScoped
public class FirstAccounts implements FirstStart {
  private static final String KEY_NAME = "first key";

  private final People people;
  private final Workspaces workspaces;
  private final ApiKeys keys;
  private final Passwords passwords;
  private final AuditTrail audit;

  FirstAccounts(
      People people, Workspaces workspaces, ApiKeys keys, Passwords passwords, AuditTrail audit) {
    this.people = people;
    this.workspaces = workspaces;
    this.keys = keys;
    this.passwords = passwords;
    this.audit = audit;
  }

  @Override
  public void ensureAdministrator(String email, String password) {
    if (people.findByEmail(email).isPresent()) {
      return;
    }
    String hash = passwords.hash(required(email, password));
    try {
      QuarkusTransaction.requiringNew().run(() -> create(email, hash, null));
    } catch (ApiException e) {
      // Another replica, which started at the same moment, was faster.
      if (e.kind() != ErrorKind.CONFLICT || people.findByEmail(email).isEmpty()) {
        throw e;
      }
    }
  }

  @Override
  public FirstAccount open(String email, String password, String workspaceSlug) {
    String hash = passwords.hash(required(email, password));
    return QuarkusTransaction.requiringNew()
        .call(
            () -> {
              UUID user =
                  people
                      .findByEmail(email)
                      .map(person -> welcomeBack(person, hash))
                      .orElseGet(() -> create(email, hash, workspaceSlug));
              WorkspaceRef workspace =
                  workspaces
                      .findOwned(user, workspaceSlug)
                      .or(() -> workspaces.personalOf(user))
                      .orElseThrow();
              String key = keys.createFor(user, workspace.id(), KEY_NAME);
              return new FirstAccount(workspace.id(), workspace.slug(), key);
            });
  }

  private UUID welcomeBack(Person person, String hash) {
    people.setPassword(person.id(), hash);
    people.makeAdministrator(person.id());
    audit.recordAs(person.id(), null, "user.password_reset", person.email());
    return person.id();
  }

  private UUID create(String email, String hash, @Nullable String slug) {
    UUID user = people.create(email, hash, "Administrator", true).id();
    String free = slug == null || workspaces.findBySlug(slug).isPresent() ? null : slug;
    workspaces.createPersonal(user, free == null ? Emails.local(email) : free, free);
    return user;
  }

  private static String required(String email, String password) {
    if (!Emails.hasForm(email)) {
      throw new IllegalStateException("ORCHAGENT_ADMIN_EMAIL " + Emails.RULE);
    }
    if (!Passwords.hasLength(password)) {
      throw new IllegalStateException("ORCHAGENT_ADMIN_PASSWORD " + Passwords.LENGTH_RULE);
    }
    return password;
  }
}
