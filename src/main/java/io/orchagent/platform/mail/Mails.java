package io.orchagent.platform.mail;

import io.quarkus.mailer.Mail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Sends mail, where the operator has named a sender. */
@Singleton
public class Mails {
  private static final Logger LOG = Logger.getLogger(Mails.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ReactiveMailer mailer;
  private final Optional<String> from;

  Mails(ReactiveMailer mailer, MailConfig config) {
    this.mailer = mailer;
    this.from = config.from().filter(sender -> !sender.isBlank());
  }

  public boolean configured() {
    return from.isPresent();
  }

  /**
   * Sends a plain text; to be called when what it tells of has committed.
   *
   * @return false when no mailer is configured, and when the mail server did not take it
   */
  public boolean send(String to, String subject, String text) {
    if (from.isEmpty()) {
      return false;
    }
    try {
      mailer.send(Mail.withText(to, subject, text).setFrom(from.get())).await().atMost(PATIENCE);
      return true;
    } catch (RuntimeException e) {
      // Neither address nor text: they are personal, and the text may carry a token
      LOG.warnf("A mail could not be sent; see quarkus.mailer.*: %s", e.getClass().getSimpleName());
      LOG.debugf(e, "the cause");
      return false;
    }
  }
}
