package io.orchagent.calls;

import io.orchagent.calls.skills.SkillsAsked;
import org.jspecify.annotations.Nullable;

/**
 * What a call asked for in headers that change its run, kept with its input for another run of it.
 * Whom it is attributed to is in the run's row.
 *
 * @param maxHops as it was sent
 * @param skills what was said of skills
 */
record KeptHeaders(@Nullable String maxHops, SkillsAsked skills) {
  static final KeptHeaders NONE = new KeptHeaders(null, SkillsAsked.NOTHING);

  static KeptHeaders of(CallHeaders asked) {
    return new KeptHeaders(asked.maxHops(), asked.skills());
  }
}
