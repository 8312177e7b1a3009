package io.orchagent.identity;

import io.orchagent.audit.AuditTrail;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.security.Principal;
import io.orchagent.workspaces.People;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Another password for somebody. API keys stay: they are ended one by one. */
@ApplicationScoped
public class PasswordChanges {
  private final People people;
  private final Passwords passwords;
  private final Sessions sessions;
  private final PasswordResetQueries resets;
  private final LoginThrottle throttle;
  private final Letters letters;
  private final AuditTrail audit;

  PasswordChanges(
      People people,
      Passwords passwords,
      Sessions sessions,
      PasswordResetQueries resets,
      LoginThrottle throttle,
      Letters letters,
      AuditTrail audit) {
    this.people = people;
    this.passwords = passwords;
    this.sessions = sessions;
    this.resets = resets;
    this.throttle = throttle;
    this.letters = letters;
    this.audit = audit;
  }

  /**
   * By who knows the old one. The session that asks goes on, the others end. Wrong guesses count as
   * failed sign-ins: a stolen session is no way round their limit.
   */
  public void change(Principal caller, AuthApi.PasswordChange wanted) {
    UUID session = Sessions.current(caller, "A change of the password");
    People.Lock lock = people.lock(caller.userId()).orElseThrow(Errors::unauthorized);
    LoginThrottle.Attempt attempt = throttle.attempt(lock.email());
    if (!passwords.matches(wanted.currentPassword(), lock.passwordHash())) {
      attempt.failed();
      throw SessionErrors.wrongCurrentPassword();
    }
    attempt.succeeded();
    passwords.require("new_password", wanted.newPassword(), Passwords.known(lock.email()));
    String hash = passwords.hash(wanted.newPassword());
    sessions.endingAll(
        lock.userId(),
        session,
        () -> {
          if (!people.replacePassword(lock, hash)) {
            throw SessionErrors.passwordChangedMeanwhile();
          }
          resets.discard(lock.userId());
          audit.recordAs(lock.userId(), null, "user.password_changed", lock.email());
        });
    letters.tell(Letters.changedPassword(lock.email()));
  }

  /**
   * By who was mailed a token. All sessions end.
   *
   * @param token its digest
   */
  void reset(byte[] token, String password) {
    People.Lock lock = owner(token);
    passwords.require("new_password", password, Passwords.known(lock.email()));
    String hash = passwords.hash(password);
    sessions.endingAll(
        lock.userId(),
        null,
        () -> {
          // The person's row first, as in a change: who comes second waits there, with no token
          // held
          if (!people.replacePassword(lock, hash)) {
            throw SessionErrors.passwordChangedMeanwhile();
          }
          if (!resets.use(token)) {
            throw SessionErrors.badResetToken();
          }
          audit.recordAs(lock.userId(), null, "user.password_reset", lock.email());
        });
    throttle.forget(lock.email());
    letters.tell(Letters.changedPassword(lock.email()));
  }

  private People.Lock owner(byte[] token) {
    return QuarkusTransaction.requiringNew()
        .call(() -> resets.find(token))
        .flatMap(people::lock)
        .orElseThrow(SessionErrors::badResetToken);
  }
}
