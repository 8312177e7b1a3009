package io.orchagent.calls.skills;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What the skills of one run may come to. */
@ConfigMapping(prefix = "orchagent.calls.skills")
public interface SkillsConfig {
  /** How many skills a run may have, the agent's own and those of the call together. */
  @WithDefault("20")
  int count();

  /** How much text these skills may have together. */
  @WithDefault("1M")
  MemorySize size();
}
