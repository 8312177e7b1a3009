package io.orchagent.platform.security;

import io.orchagent.platform.errors.Errors;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Credentials of requests that no resource answers. */
@ApplicationScoped
public class Bearers {
  private static final int LONGEST = 8_192;

  private final Authenticator authenticator;

  Bearers(Authenticator authenticator) {
    this.authenticator = authenticator;
  }

  /**
   * Who asks, any kind of credential.
   *
   * @param authorization the header as it was sent; null for none
   * @throws io.orchagent.platform.errors.ApiException UNAUTHORIZED, or FORBIDDEN when it is good
   *     but does not reach this workspace
   */
  public Principal inWorkspace(@Nullable String authorization, UUID workspace) {
    return authenticator.authenticate(token(authorization), workspace).principal();
  }

  static String token(@Nullable String authorization) {
    return Optional.ofNullable(authorization)
        .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
        .map(value -> value.substring(7).strip())
        .filter(token -> !token.isEmpty() && token.length() <= LONGEST)
        .orElseThrow(Errors::unauthorized);
  }
}
