package io.orchagent.identity;

import io.orchagent.platform.ids.Hashes;
import io.orchagent.platform.ids.Tokens;
import io.orchagent.workspaces.Emails;
import io.orchagent.workspaces.People;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;

/** A new password for who forgot the old one, by a token that is mailed. */
@ApplicationScoped
public class PasswordResets {
  private static final String PREFIX = "pr_";

  private final People people;
  private final PasswordResetQueries queries;
  private final PasswordChanges changes;
  private final Letters letters;
  private final MailThrottle throttle;
  private final IdentityConfig config;

  PasswordResets(
      People people,
      PasswordResetQueries queries,
      PasswordChanges changes,
      Letters letters,
      MailThrottle throttle,
      IdentityConfig config) {
    this.people = people;
    this.queries = queries;
    this.changes = changes;
    this.letters = letters;
    this.throttle = throttle;
    this.config = config;
  }

  /**
   * Mails a token to that person, if there is one. Looking, writing and mailing come after the
   * answer, which is the same, at the same speed, for everybody.
   */
  public void ask(String email) {
    letters.require();
    throttle.resets().admit();
    letters.send(() -> Emails.hasForm(email) ? write(email) : Optional.empty());
  }

  private Optional<Letters.Letter> write(String email) {
    return throttle.resets().mayWrite(email)
        ? people.lock(email).map(this::token)
        : Optional.empty();
  }

  /** To the address as it was registered, never as it was sent. */
  private Letters.Letter token(People.Lock person) {
    String token = Tokens.random(PREFIX);
    Duration lifetime = config.passwordResetLifetime();
    QuarkusTransaction.requiringNew()
        .run(() -> queries.replace(person.userId(), Hashes.sha256(token), lifetime));
    return Letters.forgottenPassword(person.email(), token, lifetime);
  }

  /** Sets the password of the token's person and ends all their sessions. */
  public void confirm(String token, String password) {
    if (!Tokens.hasForm(token, PREFIX)) {
      throw SessionErrors.badResetToken();
    }
    changes.reset(Hashes.sha256(token), password);
  }
}
