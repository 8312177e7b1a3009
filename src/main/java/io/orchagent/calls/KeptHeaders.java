package io.orchagent.calls;

import org.jspecify.annotations.Nullable;

/**
 * What a call asked for in headers that change its run, kept with its input for another run of it.
 * Whom it is attributed to is in the run's row.
 *
 * @param maxHops as it was sent
 */
record KeptHeaders(@Nullable String maxHops) {
  static final KeptHeaders NONE = new KeptHeaders((String) null);

  static KeptHeaders of(CallHeaders asked) {
    return new KeptHeaders(asked.maxHops());
  }
}
