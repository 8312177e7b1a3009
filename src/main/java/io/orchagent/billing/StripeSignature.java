package io.orchagent.billing;

import io.orchagent.platform.crypto.Hmac;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The header {@code Stripe-Signature}: {@code t=} seconds and one or more {@code v1=} HMAC-SHA256
 * over them, a dot and the body, in hex. More than five minutes off, it does not count: somebody
 * may have kept it.
 */
final class StripeSignature {
  private static final Duration TOLERANCE = Duration.ofMinutes(5);
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");
  private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{64}");
  private static final int MOST = 20;

  private StripeSignature() {}

  static boolean isGood(@Nullable String header, byte[] body, String secret, Instant now) {
    if (header == null) {
      return false;
    }
    String time = "";
    List<String> signatures = new ArrayList<>();
    for (String part : header.split(",", MOST)) {
      String[] pair = part.strip().split("=", 2);
      if (pair.length == 2 && pair[0].equals("t")) {
        time = pair[1];
      } else if (pair.length == 2 && pair[0].equals("v1")) {
        signatures.add(pair[1]);
      }
    }
    if (!isRecent(time, now)) {
      return false;
    }
    byte[] wanted =
        Hmac.of(secret.getBytes(StandardCharsets.UTF_8))
            .sign((time + ".").getBytes(StandardCharsets.US_ASCII), body);
    return signatures.stream()
        .anyMatch(
            signature ->
                HEX.matcher(signature).matches()
                    && Hmac.isSame(wanted, HexFormat.of().parseHex(signature)));
  }

  private static boolean isRecent(String time, Instant now) {
    return SECONDS.matcher(time).matches()
        && Duration.between(Instant.ofEpochSecond(Long.parseLong(time)), now)
                .abs()
                .compareTo(TOLERANCE)
            <= 0;
  }
}
