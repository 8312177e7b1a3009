package io.orchagent.platform.http.idempotency;

import io.orchagent.platform.errors.FieldError;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A key in its scope, and what was asked for under it.
 *
 * @param route the method's route with the names in it, such as {@code /acme/scanner/v3/run}
 * @param key as the client chose it
 * @param fingerprint equal for equal requests
 */
public record IdempotencyKey(UUID workspaceId, String route, String key, String fingerprint) {
  public static final String HEADER = "Idempotency-Key";

  private static final Pattern FORM = Pattern.compile("[\\x20-\\x7e]{1,255}");

  /** The header as it was sent, when it has the right form; what is wrong with it otherwise. */
  public static Optional<String> read(HttpHeaders headers, List<FieldError> errors) {
    String sent = headers.getHeaderString(HEADER);
    if (sent == null) {
      return Optional.empty();
    }
    if (!FORM.matcher(sent).matches()) {
      errors.add(new FieldError(HEADER, "must be 1 to 255 printable ASCII characters"));
      return Optional.empty();
    }
    return Optional.of(sent);
  }
}
