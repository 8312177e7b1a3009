package io.orchagent.schedules;

import io.orchagent.agents.Release;
import io.orchagent.calls.ScheduledAgent;
import io.orchagent.llm.LlmProvider;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as its row says.
 *
 * @param agentId of the agent's version
 * @param agentOrg slug of the workspace that published it
 * @param agentVersion 3 for v3
 * @param cron the expression and how its runs relate; null for a webhook
 * @param input the default input, a JSON object as text
 * @param provider of language models
 * @param webhook null for a cron schedule
 * @param createdBy the person on whose behalf it runs
 */
record Schedule(
    UUID id,
    UUID workspaceId,
    UUID agentId,
    String agentOrg,
    String agentName,
    int agentVersion,
    boolean pinVersion,
    @Nullable Cron cron,
    String timezone,
    String input,
    @Nullable String provider,
    boolean enabled,
    @Nullable Webhook webhook,
    Alerting alerting,
    State state,
    UUID createdBy,
    Instant createdAt,
    Instant updatedAt) {

  /**
   * What a cron schedule has.
   *
   * @param overlap skip or allow
   */
  record Cron(String expression, String overlap) {}

  /**
   * What a webhook has.
   *
   * @param secretHash SHA-256 of the secret in its address
   * @param signature null where none is required
   */
  record Webhook(byte[] secretHash, @Nullable Signature signature) {}

  /**
   * A signature that a webhook's sender has to make.
   *
   * @param provider github, stripe or slack
   * @param secretName of the vault
   */
  record Signature(String provider, String secretName) {}

  /** When and where its owner hears of failures. */
  record Alerting(@Nullable String url, int onFailures, int maxFailures) {}

  /** What changes by itself. */
  record State(
      int failures,
      @Nullable Instant autoDisabledAt,
      @Nullable Instant lastRunAt,
      @Nullable String lastRunStatus,
      @Nullable Instant nextRunAt,
      long totalRuns) {}

  String type() {
    return cron == null ? "webhook" : "cron";
  }

  /** Like org/name@v3. */
  String agent() {
    return agentOrg + "/" + agentName + "@v" + agentVersion;
  }

  /** What calls need to know of it. */
  ScheduledAgent agent(Release release, String plan) {
    return new ScheduledAgent(
        id,
        workspaceId,
        plan,
        createdBy,
        release,
        provider == null ? null : LlmProvider.of(provider).orElse(null));
  }
}
