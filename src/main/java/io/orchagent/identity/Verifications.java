package io.orchagent.identity;

import io.orchagent.identity.Registrations.Wanted;
import io.orchagent.platform.ids.Hashes;
import io.orchagent.platform.ids.Tokens;
import io.orchagent.workspaces.People;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Registrations that wait for the token which was mailed to their address. */
@ApplicationScoped
class Verifications {
  private static final Logger LOG = Logger.getLogger(Verifications.class);
  private static final String PREFIX = "vr_";

  private final People people;
  private final VerificationQueries queries;
  private final PasswordResetQueries resets;
  private final Letters letters;
  private final MailThrottle throttle;
  private final IdentityConfig config;

  Verifications(
      People people,
      VerificationQueries queries,
      PasswordResetQueries resets,
      Letters letters,
      MailThrottle throttle,
      IdentityConfig config) {
    this.people = people;
    this.queries = queries;
    this.resets = resets;
    this.letters = letters;
    this.throttle = throttle;
    this.config = config;
  }

  boolean configured() {
    return letters.configured();
  }

  /** 429 when too many registrations come from where this request comes from. */
  void admit() {
    throttle.registrations().admit();
  }

  /**
   * Mails a token, or to who has an account already that there is one. Looking, writing and mailing
   * come after the answer, which is the same, at the same speed, for everybody.
   */
  void ask(Wanted wanted) {
    letters.send(
        () ->
            throttle.registrations().mayWrite(wanted.email())
                ? Optional.of(letter(wanted))
                : Optional.empty());
  }

  /** To who is known at the address as it was registered, never as it was sent. */
  private Letters.Letter letter(Wanted wanted) {
    return people
        .lock(wanted.email())
        .map(known -> Letters.registeredAlready(known.email()))
        .orElseGet(() -> token(wanted));
  }

  private Letters.Letter token(Wanted wanted) {
    String token = Tokens.random(PREFIX);
    Duration lifetime = config.verificationLifetime();
    QuarkusTransaction.requiringNew()
        .run(() -> queries.insert(Hashes.sha256(token), wanted, lifetime));
    return Letters.registration(wanted.email(), token, lifetime);
  }

  /** What a token stands for, while it is good. */
  Wanted find(String token) {
    if (!Tokens.hasForm(token, PREFIX)) {
      throw SessionErrors.badVerifyToken();
    }
    return queries.find(Hashes.sha256(token)).orElseThrow(SessionErrors::badVerifyToken);
  }

  /**
   * Uses a token up, and whatever else waits for its address. To be called in the transaction that
   * has made the account: of two tokens of one address, the second waits for that without holding
   * anything here.
   */
  void use(String token, Wanted wanted) {
    if (!queries.use(Hashes.sha256(token))) {
      throw SessionErrors.badVerifyToken();
    }
    queries.discard(wanted.email());
  }

  /** What nobody confirmed is kept no longer than its token is good. */
  @Scheduled(
      identity = "mailed-tokens",
      every = "1h",
      delayed = "10m",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void sweep() {
    try {
      QuarkusTransaction.requiringNew()
          .run(
              () -> {
                queries.discardExpired();
                resets.discardExpired();
              });
    } catch (RuntimeException e) {
      LOG.warnf("expired tokens could not be removed, the next hour tries: %s", e.getMessage());
    }
  }
}
