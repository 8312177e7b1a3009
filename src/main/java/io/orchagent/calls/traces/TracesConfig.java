package io.orchagent.calls.traces;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How much is kept of what happens in a run. */
@ConfigMapping(prefix = "orchagent.traces")
public interface TracesConfig {
  /** Events of one run; a longer trace says that it was cut. */
  @WithDefault("2000")
  int events();

  /** What the texts of one event's payload may fill; longer ones are cut, and say so. */
  @WithDefault("8K")
  MemorySize payload();

  /** What all payloads of one run may fill; later events have none. */
  @WithDefault("2M")
  MemorySize payloads();
}
