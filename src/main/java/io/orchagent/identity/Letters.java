package io.orchagent.identity;

import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.mail.Mails;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Mail about a person's own account, written and sent behind the request's back. */
@Singleton
class Letters {
  private static final Logger LOG = Logger.getLogger(Letters.class);

  /** Under way at one time: a slow mail server must not gather threads without end. */
  private static final int MAX_UNDER_WAY = 64;

  private final Mails mails;
  private final Semaphore places = new Semaphore(MAX_UNDER_WAY);

  Letters(Mails mails) {
    this.mails = mails;
  }

  /** What is to be sent. Not a record: it would print the text, which may hold a token. */
  static final class Letter {
    private final String to;
    private final String subject;
    private final String text;

    private Letter(String to, String subject, String text) {
      this.to = to;
      this.subject = subject;
      this.text = text;
    }
  }

  static Letter forgottenPassword(String to, String token, Duration lifetime) {
    return new Letter(
        to,
        "A new password",
        """
        Somebody, most likely you, asked for a new password of your account.
        This token sets one, once, within %d minutes:

        %s

        Send it with the new password to POST /auth/password-reset/confirm.
        All sessions of the account end with that; its API keys stay.
        If it was not you, nothing has changed, and nothing needs to be done.
        """
            .formatted(Math.max(1, lifetime.toMinutes()), token));
  }

  /** Nothing of what was sent stands in it: strangers would write mails with our name. */
  static Letter registration(String to, String token, Duration lifetime) {
    return new Letter(
        to,
        "Confirm your registration",
        """
        Somebody, most likely you, registered with this address.
        This token makes the account, once, within %d minutes:

        %s

        Send it to POST /auth/verify. The account has the password that was
        chosen with this registration: if it was not you, don't use the token,
        and nothing will be made.
        """
            .formatted(Math.max(1, lifetime.toMinutes()), token));
  }

  static Letter registeredAlready(String to) {
    return new Letter(
        to,
        "You have an account already",
        """
        Somebody, most likely you, registered with this address, which has an
        account already. Sign in with POST /auth/login; if you forgot the
        password, POST /auth/password-reset sets another. An invitation is
        accepted with POST /invites/accept.
        If it was not you, nothing has changed, and nothing needs to be done.
        """);
  }

  static Letter changedPassword(String to) {
    return new Letter(
        to,
        "Your password was changed",
        """
        The password of your account was changed just now.
        If it was not you, set another with POST /auth/password-reset,
        and look through your API keys.
        """);
  }

  boolean configured() {
    return mails.configured();
  }

  /** Refuses what can't be done without mail. */
  void require() {
    if (!mails.configured()) {
      throw SessionErrors.noMail();
    }
  }

  /** Sends a letter some time soon; nothing where no mail is configured. */
  void tell(Letter letter) {
    if (mails.configured() && places.tryAcquire()) {
      start(() -> Optional.of(letter));
    }
  }

  /**
   * Writes a letter and sends it, after the answer. 503 while too many are under way.
   *
   * @param writing runs outside of request and transaction
   */
  void send(Supplier<Optional<Letter>> writing) {
    if (!places.tryAcquire()) {
      throw Errors.unavailable("Too much mail is under way; try again.");
    }
    start(writing);
  }

  private void start(Supplier<Optional<Letter>> writing) {
    Thread.ofVirtual().name("letter").start(() -> deliver(writing));
  }

  private void deliver(Supplier<Optional<Letter>> writing) {
    try {
      writing.get().ifPresent(letter -> mails.send(letter.to, letter.subject, letter.text));
    } catch (RuntimeException e) {
      LOG.warnf("A letter was not written: %s", e.getMessage());
      LOG.debug("the cause", e);
    } finally {
      places.release();
    }
  }
}
