package io.orchagent.calls;

import io.orchagent.calls.models.LlmCredentials;
import io.orchagent.llm.LlmProvider;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What led to a run.
 *
 * @param trigger api, agent, cron, webhook, manual or replay
 * @param replayOf the run whose input it repeats
 * @param schedule that fired; null for none
 * @param whenClaimed is written in the transaction of the start row, before anything else of it
 */
record RunOrigin(
    String trigger, @Nullable UUID replayOf, @Nullable FiredBy schedule, Runnable whenClaimed) {
  /** A call from outside. */
  static final RunOrigin API = new RunOrigin("api", null, null, () -> {});

  /** A call from inside of a run. */
  static final RunOrigin AGENT = new RunOrigin("agent", null, null, () -> {});

  /**
   * A schedule.
   *
   * @param provider of language models that it asks for; null for any
   */
  record FiredBy(UUID id, @Nullable LlmProvider provider) {}

  static RunOrigin replay(UUID of, Runnable whenClaimed) {
    return new RunOrigin("replay", of, null, whenClaimed);
  }

  /** As its row says. */
  static RunOrigin stored(String trigger, @Nullable UUID replayOf, @Nullable FiredBy schedule) {
    return new RunOrigin(trigger, replayOf, schedule, () -> {});
  }

  @Nullable UUID scheduleId() {
    return schedule == null ? null : schedule.id();
  }

  /** What was sent of models, and where that names no provider, the schedule's. */
  @Nullable LlmCredentials credentials(@Nullable LlmCredentials sent) {
    LlmProvider own = schedule == null ? null : schedule.provider();
    if (own == null || (sent != null && sent.provider() != null)) {
      return sent;
    }
    return new LlmCredentials(
        sent == null ? null : sent.apiKey(), own, sent == null ? null : sent.model());
  }

  /** The route of what is no plain call, with its names in it. */
  Optional<String> route(UUID workspace) {
    if (replayOf != null) {
      return Optional.of("/workspaces/" + workspace + "/runs/" + replayOf + "/replay");
    }
    if (schedule == null) {
      return Optional.empty();
    }
    return Optional.of(
        trigger.equals("webhook")
            ? "/webhooks/" + schedule.id()
            : "/workspaces/" + workspace + "/schedules/" + schedule.id() + "/trigger");
  }
}
