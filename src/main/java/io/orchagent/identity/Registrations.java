package io.orchagent.identity;

import io.orchagent.platform.http.RequestContext;
import io.orchagent.platform.ids.Hashes;
import io.orchagent.workspaces.People;
import io.orchagent.workspaces.Person;
import io.orchagent.workspaces.WorkspaceApi;
import io.orchagent.workspaces.Workspaces;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** New accounts: made at once, or where a mailer is configured by who shows a mailed token. */
@ApplicationScoped
public class Registrations {
  private final People people;
  private final Workspaces workspaces;
  private final Sessions sessions;
  private final Passwords passwords;
  private final RegistrationPolicy policy;
  private final Verifications verifications;
  private final RequestContext request;

  Registrations(
      People people,
      Workspaces workspaces,
      Sessions sessions,
      Passwords passwords,
      RegistrationPolicy policy,
      Verifications verifications,
      RequestContext request) {
    this.people = people;
    this.workspaces = workspaces;
    this.sessions = sessions;
    this.passwords = passwords;
    this.policy = policy;
    this.verifications = verifications;
    this.request = request;
  }

  /**
   * A new person with their workspace and a first session, or nothing of it.
   *
   * @return empty when a mail tells how it goes on, whether or not the address is taken
   */
  public Optional<AuthApi.Registered> register(
      AuthApi.Register wanted, @Nullable String userAgent) {
    byte[] invite = wanted.inviteToken() == null ? null : Hashes.sha256(wanted.inviteToken());
    policy.require(invite);
    if (verifications.configured()) {
      ask(wanted, invite);
      return Optional.empty();
    }
    Wanted account =
        new Wanted(
            wanted.email(),
            passwords.hash(wanted.password()),
            wanted.name(),
            wanted.workspaceSlug(),
            invite);
    return Optional.of(QuarkusTransaction.requiringNew().call(() -> open(account, userAgent)));
  }

  /** What is refused here is refused whether or not the address is taken. */
  private void ask(AuthApi.Register wanted, byte @Nullable [] invite) {
    verifications.admit();
    workspaces.requireFree(wanted.workspaceSlug());
    policy.requireUsable(wanted.email(), invite);
    verifications.ask(
        new Wanted(
            wanted.email(),
            passwords.hash(wanted.password()),
            wanted.name(),
            wanted.workspaceSlug(),
            invite));
  }

  /** The account that a mailed token stands for; the token is good once. */
  public AuthApi.Registered verify(String token, @Nullable String userAgent) {
    return QuarkusTransaction.requiringNew()
        .call(
            () -> {
              Wanted wanted = verifications.find(token);
              policy.require(wanted.inviteHash());
              AuthApi.Registered made = open(withFreeSlug(wanted), userAgent);
              verifications.use(token, wanted);
              return made;
            });
  }

  /** Nobody can choose again here: who came in between makes the slug another one. */
  private Wanted withFreeSlug(Wanted wanted) {
    if (wanted.slug() == null || !workspaces.isTaken(wanted.slug())) {
      return wanted;
    }
    request.warn(
        "SLUG_TAKEN",
        "workspace_slug",
        "The slug '"
            + wanted.slug()
            + "' was taken before the registration was confirmed; the workspace has another.");
    return new Wanted(
        wanted.email(), wanted.passwordHash(), wanted.name(), null, wanted.inviteHash());
  }

  private AuthApi.Registered open(Wanted wanted, @Nullable String userAgent) {
    Person person = people.create(wanted.email(), wanted.passwordHash(), wanted.name(), false);
    WorkspaceApi.View workspace =
        workspaces.createPersonal(person.id(), person.nameOrAddress(), wanted.slug());
    policy.join(person, wanted.inviteHash());
    AuthApi.SessionView session = sessions.open(person.id(), userAgent);
    return new AuthApi.Registered(
        UserApi.View.of(people.signedIn(person.id())), workspace, session);
  }

  /** An account that somebody wants. Not a record: it would print the hash. */
  static final class Wanted {
    private final String email;
    private final String passwordHash;
    private final @Nullable String name;
    private final @Nullable String slug;
    private final byte @Nullable [] inviteHash;

    Wanted(
        String email,
        String passwordHash,
        @Nullable String name,
        @Nullable String slug,
        byte @Nullable [] inviteHash) {
      this.email = email;
      this.passwordHash = passwordHash;
      this.name = name;
      this.slug = slug;
      this.inviteHash = inviteHash;
    }

    String email() {
      return email;
    }

    String passwordHash() {
      return passwordHash;
    }

    @Nullable String name() {
      return name;
    }

    @Nullable String slug() {
      return slug;
    }

    byte @Nullable [] inviteHash() {
      return inviteHash;
    }
  }
}
