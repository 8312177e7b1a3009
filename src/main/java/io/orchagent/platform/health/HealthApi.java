package io.orchagent.platform.health;

import io.orchagent.platform.http.EnvelopeFilter;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What {@code /health} says. */
public final class HealthApi {
  private HealthApi() {}

  /** Not enveloped: probes compare it as it is. */
  @Schema(name = "Health")
  public record Health(
      @Schema(description = "ok, or degraded when a part is away", examples = "ok") String status)
      implements EnvelopeFilter.Bare {
    static Health of(ServerHealth.State state) {
      return new Health(state.ready() && state.complete() ? "ok" : "degraded");
    }
  }
}
