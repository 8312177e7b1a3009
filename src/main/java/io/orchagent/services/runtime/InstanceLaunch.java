package io.orchagent.services.runtime;

import io.orchagent.platform.redaction.SecretMask;
import java.util.Map;

/**
 * What an instance is given at its start.
 *
 * @param environment all of it but what the place itself sets ({@code HOME}, {@code PATH}, {@code
 *     LANG}, {@code TZ}, the proxy's variables)
 * @param mask hides the secrets in what it writes
 */
public record InstanceLaunch(Map<String, String> environment, SecretMask mask) {
  public InstanceLaunch {
    environment = Map.copyOf(environment);
  }

  /** Without the values: secrets are among them. */
  @Override
  public String toString() {
    return "InstanceLaunch" + environment.keySet();
  }
}
