package io.orchagent.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchagent.platform.errors.Errors;
import io.orchagent.workspaces.Emails;
import io.orchagent.workspaces.People;
import io.orchagent.workspaces.Person;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Signing in, and what a person may change of themselves. */
@ApplicationScoped
public class Accounts {
  private final People people;
  private final Sessions sessions;
  private final Passwords passwords;
  private final LoginThrottle throttle;

  Accounts(People people, Sessions sessions, Passwords passwords, LoginThrottle throttle) {
    this.people = people;
    this.sessions = sessions;
    this.passwords = passwords;
    this.throttle = throttle;
  }

  /** A new session. Unknown address and wrong password are told apart by nothing. */
  public AuthApi.LoggedIn login(AuthApi.Login login, @Nullable String userAgent) {
    LoginThrottle.Attempt attempt = throttle.attempt(login.email());
    Optional<People.Lock> lock =
        Emails.hasForm(login.email()) ? people.lock(login.email()) : Optional.empty();
    if (lock.isEmpty()) {
      passwords.compareWithNobody(login.password());
      attempt.failed();
      throw SessionErrors.wrongPassword();
    }
    if (!passwords.matches(login.password(), lock.get().passwordHash())) {
      attempt.failed();
      throw SessionErrors.wrongPassword();
    }
    attempt.succeeded();
    AuthApi.LoggedIn in = QuarkusTransaction.requiringNew().call(() -> open(lock.get(), userAgent));
    renewHash(lock.get(), login.password());
    return in;
  }

  /** Only with the password that was compared: whoever changes it ends the sessions before. */
  private AuthApi.LoggedIn open(People.Lock lock, @Nullable String userAgent) {
    Person person = people.signedIn(lock).orElseThrow(SessionErrors::wrongPassword);
    return new AuthApi.LoggedIn(UserApi.View.of(person), sessions.open(lock.userId(), userAgent));
  }

  /** When the configured cost changed: only now is the password at hand. */
  private void renewHash(People.Lock lock, String password) {
    if (passwords.outdated(lock.passwordHash())) {
      people.replacePassword(lock, passwords.hash(password));
    }
  }

  public UserApi.View get(UUID userId) {
    return UserApi.View.of(people.find(userId).orElseThrow(() -> Errors.notFound("User")));
  }

  /** Changes what the patch names. */
  public UserApi.View change(UUID userId, UserApi.Patch patch) {
    check(patch);
    return UserApi.View.of(
        people.change(
            userId,
            profile -> {
              patch.displayName().ifPresent(profile::displayName);
              patch
                  .preferences()
                  .ifPresent(json -> profile.preferences(json == null ? null : json.toString()));
            }));
  }

  private static void check(UserApi.Patch patch) {
    ObjectNode preferences = patch.preferences().value();
    if (preferences != null && !Preferences.fit(preferences)) {
      throw Errors.invalidField("preferences", Preferences.RULE);
    }
  }
}
