package io.orchagent.services;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.math.BigDecimal;

/** What time costs that instances of services are up. */
@ConfigMapping(prefix = "orchagent.compute")
public interface ComputeConfig {
  /** Dollars for a minute of one instance; part of what budgets count. */
  @WithDefault("0")
  BigDecimal usdPerMinute();
}
