package io.orchagent.platform.mail;

import io.quarkus.mailer.Mail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Sends mail, where the operator has named a sender. */
@Singleton
public class Mails {
  private static final Logger LOG = Logger.getLogger(Mails.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Fewer than the client's pool has connections: who waits for one of those may wait for ever. */
  private static final int AT_ONCE = 4;

  private final Semaphore places = new Semaphore(AT_ONCE, true);
  private final ReactiveMailer mailer;
  private final Context loop;
  private final Optional<String> from;

  Mails(ReactiveMailer mailer, Vertx vertx, MailConfig config) {
    this.mailer = mailer;
    this.loop = ((VertxInternal) vertx).createEventLoopContext();
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
      if (!places.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn(
            "A mail was not sent: others have kept the mail server busy; see quarkus.mailer.*");
        return false;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    try {
      onOneLoop(Mail.withText(to, subject, text).setFrom(from.get())).await().atMost(PATIENCE);
      return true;
    } catch (RuntimeException e) {
      // Neither address nor text: they are personal, and the text may carry a token
      LOG.warnf("A mail could not be sent; see quarkus.mailer.*: %s", e.getClass().getSimpleName());
      LOG.debugf(e, "the cause");
      return false;
    } finally {
      places.release();
    }
  }

  /**
   * The client is asked on one event loop, always the same: its pool lets whoever is there do the
   * work of others, so that with several loops a connection is made on one and listened to on
   * another, and misses the greeting of a server that is quicker than that.
   */
  private Uni<Void> onOneLoop(Mail mail) {
    return Uni.createFrom()
        .emitter(
            emitter ->
                loop.runOnContext(
                    ignored ->
                        mailer.send(mail).subscribe().with(emitter::complete, emitter::fail)));
  }
}
