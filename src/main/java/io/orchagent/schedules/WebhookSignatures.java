package io.orchagent.schedules;

import io.orchagent.platform.crypto.Hmac;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.secrets.Secrets;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Signatures of those who send webhooks: an HMAC with SHA-256 over the body, with the time where
 * the provider signs one. Of a request that is older than five minutes, or from the future, the
 * signature does not count: somebody may have kept it.
 */
@Singleton
class WebhookSignatures {
  private static final Duration TOLERANCE = Duration.ofMinutes(5);
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");

  private final Secrets vault;
  private final Clock clock;

  WebhookSignatures(Secrets vault, Clock clock) {
    this.vault = vault;
    this.clock = clock;
  }

  /** Refuses a request without the signature that its schedule asks for. */
  void check(Schedule schedule, byte[] body, HttpHeaders headers) {
    Schedule.Signature wanted = schedule.webhook() == null ? null : schedule.webhook().signature();
    if (wanted == null) {
      return;
    }
    String secret =
        vault
            .findForServer(schedule.workspaceId(), List.of(wanted.secretName()))
            .open()
            .get(wanted.secretName());
    if (secret == null) {
      throw ScheduleErrors.signatureSecretMissing();
    }
    Hmac hmac = Hmac.of(secret.getBytes(StandardCharsets.UTF_8));
    boolean good =
        switch (wanted.provider()) {
          case "github" -> isGithub(hmac, body, headers);
          case "stripe" -> isStripe(hmac, body, headers);
          default -> isSlack(hmac, body, headers);
        };
    if (!good) {
      throw refused(wanted.provider());
    }
  }

  private static ApiException refused(String provider) {
    return ScheduleErrors.wrongSignature(
        switch (provider) {
          case "github" -> "X-Hub-Signature-256";
          case "stripe" -> "Stripe-Signature";
          default -> "X-Slack-Signature and X-Slack-Request-Timestamp";
        });
  }

  private static boolean isGithub(Hmac hmac, byte[] body, HttpHeaders headers) {
    String sent = headers.getHeaderString("X-Hub-Signature-256");
    return sent != null
        && sent.startsWith("sha256=")
        && isHex(sent.substring(7), hmac.sign(new byte[0], body));
  }

  private boolean isStripe(Hmac hmac, byte[] body, HttpHeaders headers) {
    String sent = headers.getHeaderString("Stripe-Signature");
    if (sent == null) {
      return false;
    }
    String time = null;
    List<String> signatures = new ArrayList<>();
    for (String part : sent.split(",")) {
      String[] pair = part.strip().split("=", 2);
      if (pair.length == 2 && pair[0].equals("t")) {
        time = pair[1];
      } else if (pair.length == 2 && pair[0].equals("v1")) {
        signatures.add(pair[1]);
      }
    }
    if (!isRecent(time)) {
      return false;
    }
    byte[] wanted = hmac.sign(bytes(time + "."), body);
    return signatures.stream().anyMatch(signature -> isHex(signature, wanted));
  }

  private boolean isSlack(Hmac hmac, byte[] body, HttpHeaders headers) {
    String sent = headers.getHeaderString("X-Slack-Signature");
    String time = headers.getHeaderString("X-Slack-Request-Timestamp");
    return sent != null
        && sent.startsWith("v0=")
        && isRecent(time)
        && isHex(sent.substring(3), hmac.sign(bytes("v0:" + time + ":"), body));
  }

  private boolean isRecent(@Nullable String seconds) {
    if (seconds == null || !SECONDS.matcher(seconds).matches()) {
      return false;
    }
    Instant signed = Instant.ofEpochSecond(Long.parseLong(seconds));
    return Duration.between(signed, clock.instant()).abs().compareTo(TOLERANCE) <= 0;
  }

  private static boolean isHex(String sent, byte[] wanted) {
    return Hmac.isSame(bytes(sent), bytes(HexFormat.of().formatHex(wanted)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
