package io.orchagent.schedules;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.orchagent.platform.http.PatchField;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The wire records of schedules. */
public final class ScheduleApi {
  private ScheduleApi() {}

  private static final String CRON =
      "Five fields of cron (minute, hour, day of month, month, day of week; names, ranges, lists,"
          + " steps; Sunday is 0 or 7), or @hourly, @daily, @weekly, @monthly, @yearly";

  /** What a webhook's sender has to prove beside the secret in its address. */
  @Schema(
      name = "ScheduleSignature",
      description = "A signature that requests to the webhook must carry")
  public record Signature(
      @Schema(
              description = "Whose way of signing: github, stripe or slack",
              required = true,
              enumeration = {"github", "stripe", "slack"})
          @Nullable String provider,
      @Schema(
              description = "Name of the secret in the vault that it is made with",
              required = true,
              examples = "GITHUB_WEBHOOK_SECRET")
          @Nullable String secretName) {}

  /** A schedule to make. */
  @Schema(name = "ScheduleCreate", description = "A cron or webhook schedule for an agent")
  public record Create(
      @Schema(description = "Id of the agent's version", required = true) @Nullable UUID agentId,
      @Schema(
              description = "What starts its runs",
              required = true,
              enumeration = {"cron", "webhook"})
          @Nullable String type,
      @Schema(
              description = CRON + ". Of a cron schedule, where it is required",
              examples = "@daily")
          @Nullable String cronExpression,
      @Schema(description = "IANA time zone of the expression", defaultValue = "UTC")
          @Nullable String timezone,
      @Schema(
              description = "Default input of each run, at most 256 KiB",
              implementation = Object.class)
          @Nullable ObjectNode inputData,
      @Schema(
              description = "Provider of language models to use: openai, anthropic, gemini, ollama",
              examples = "anthropic")
          @Nullable String provider,
      @Schema(
              description = "Whether it stays at its version when a newer one is published",
              defaultValue = "false")
          @Nullable Boolean pinVersion,
      @Schema(description = "Another version of the same agent, vN", examples = "v2")
          @Nullable String agentVersion,
      @Schema(
              description = "After so many failures in a row it is disabled",
              minimum = "1",
              maximum = "100",
              defaultValue = "10")
          @Nullable Integer maxConsecutiveFailures,
      @Schema(description = "https or http address that alerts are sent to")
          @Nullable String alertWebhookUrl,
      @Schema(
              description = "At so many failures in a row a warning is sent",
              minimum = "1",
              maximum = "100",
              defaultValue = "3")
          @Nullable Integer alertOnFailureCount,
      @Schema(description = "Whether it runs", defaultValue = "true") @Nullable Boolean enabled,
      @Schema(
              description = "What happens while a run of it goes on: skip or allow; of cron only",
              enumeration = {"skip", "allow"},
              defaultValue = "skip")
          @Nullable String overlapPolicy,
      @Schema(description = "A signature that senders must make; of a webhook only")
          @Nullable Signature signature) {}

  /** Changes of a schedule. */
  @Schema(name = "SchedulePatch", description = "What is absent stays as it is")
  public record Patch(
      @Schema(description = CRON, implementation = String.class) PatchField<String> cronExpression,
      @Schema(description = "IANA time zone", implementation = String.class)
          PatchField<String> timezone,
      @Schema(description = "Default input; null: none", implementation = Object.class)
          PatchField<ObjectNode> inputData,
      @Schema(description = "Provider of language models; null: any", implementation = String.class)
          PatchField<String> provider,
      @Schema(description = "Whether it stays at its version", implementation = Boolean.class)
          PatchField<Boolean> pinVersion,
      @Schema(description = "Another version of the agent, vN", implementation = String.class)
          PatchField<String> agentVersion,
      @Schema(description = "Failures until it is disabled, 1..100", implementation = Integer.class)
          PatchField<Integer> maxConsecutiveFailures,
      @Schema(description = "Where alerts go; null: nowhere", implementation = String.class)
          PatchField<String> alertWebhookUrl,
      @Schema(description = "Failures until a warning, 1..100", implementation = Integer.class)
          PatchField<Integer> alertOnFailureCount,
      @Schema(
              description = "Whether it runs; enabling it forgets its failures",
              implementation = Boolean.class)
          PatchField<Boolean> enabled,
      @Schema(description = "skip or allow; of cron only", implementation = String.class)
          PatchField<String> overlapPolicy,
      @Schema(
              description = "The signature of senders; null: none",
              implementation = Signature.class)
          PatchField<Signature> signature) {}

  /** A schedule. */
  @Schema(name = "Schedule", description = "What starts runs of an agent")
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record View(
      @Schema(description = "Id of the schedule") UUID id,
      @Schema(description = "Id of its workspace") UUID workspaceId,
      @Schema(description = "Id of the agent's version") UUID agentId,
      @Schema(description = "Name of the agent", examples = "scanner") String agentName,
      @Schema(description = "Version that it runs", examples = "v1") String agentVersion,
      @Schema(
              description = "cron or webhook",
              enumeration = {"cron", "webhook"})
          String type,
      @Schema(description = "As it was sent; null for a webhook", examples = "0 9 * * mon-fri")
          @Nullable String cronExpression,
      @Schema(description = "IANA time zone", examples = "Europe/Berlin") String timezone,
      @Schema(description = "Default input of each run", type = SchemaType.OBJECT)
          RawValue inputData,
      @Schema(description = "Provider of language models; null for any") @Nullable String provider,
      @Schema(description = "Whether it runs") boolean enabled,
      @Schema(description = "Whether it stays at its version") boolean pinVersion,
      @Schema(description = "Failed runs in a row") int consecutiveFailures,
      @Schema(description = "After so many of them it is disabled") int maxConsecutiveFailures,
      @Schema(description = "Where alerts go") @Nullable String alertWebhookUrl,
      @Schema(description = "At so many failures in a row a warning is sent")
          int alertOnFailureCount,
      @Schema(description = "When failures disabled it, UTC") @Nullable Instant autoDisabledAt,
      @Schema(description = "When its last run was started or queued, UTC")
          @Nullable Instant lastRunAt,
      @Schema(
              description =
                  "Of its last run: queued, running, completed, failed, timeout or cancelled")
          @Nullable String lastRunStatus,
      @Schema(description = "When it is due next, UTC; null for a webhook and while disabled")
          @Nullable Instant nextRunAt,
      @Schema(description = "Runs that it has started") long totalRuns,
      @Schema(description = "Where to send requests, with the secret; only when that was made")
          @Nullable String webhookUrl,
      @Schema(description = "skip or allow; null for a webhook") @Nullable String overlapPolicy,
      @Schema(description = "The signature that senders must make") @Nullable Signature signature,
      @Schema(description = "When it was made, UTC") Instant createdAt,
      @Schema(description = "When it was last changed, UTC") Instant updatedAt,
      @JsonInclude(JsonInclude.Include.NON_NULL)
          @Schema(description = "What alerts are signed with; only when that was made")
          @Nullable String alertSigningSecret) {

    static View of(Schedule s) {
      return of(s, null, null);
    }

    static View of(Schedule s, @Nullable String webhookUrl, @Nullable String alertSecret) {
      Schedule.Cron cron = s.cron();
      Schedule.Signature sign = s.webhook() == null ? null : s.webhook().signature();
      return new View(
          s.id(),
          s.workspaceId(),
          s.agentId(),
          s.agentName(),
          "v" + s.agentVersion(),
          s.type(),
          cron == null ? null : cron.expression(),
          s.timezone(),
          new RawValue(s.input()),
          s.provider(),
          s.enabled(),
          s.pinVersion(),
          s.state().failures(),
          s.alerting().maxFailures(),
          s.alerting().url(),
          s.alerting().onFailures(),
          s.state().autoDisabledAt(),
          s.state().lastRunAt(),
          s.state().lastRunStatus(),
          s.state().nextRunAt(),
          s.state().totalRuns(),
          webhookUrl,
          cron == null ? null : cron.overlap(),
          sign == null ? null : new Signature(sign.provider(), sign.secretName()),
          s.createdAt(),
          s.updatedAt(),
          alertSecret);
    }
  }

  /** A run asked for now. */
  @Schema(name = "ScheduleTrigger", description = "What this run gets instead of the default")
  public record Trigger(
      @Schema(
              description = "Input of this run; absent: the schedule's own",
              implementation = Object.class)
          @Nullable ObjectNode inputData) {}

  /** What came of a run that was asked for. */
  @Schema(
      name = "WebhookTriggerResponse",
      description = "How the run ended, or that it waits for its start")
  public record Triggered(
      @Schema(description = "Id of the run") UUID runId,
      @Schema(
              description = "success, error or timeout; queued with `Prefer: respond-async`",
              enumeration = {"success", "error", "timeout", "queued"})
          String status,
      @Schema(description = "How long it took, in milliseconds; null while it waits")
          @Nullable Long durationMs,
      @Schema(description = "The agent's answer", type = SchemaType.OBJECT)
          @Nullable RawValue output,
      @Schema(description = "Why it failed") @Nullable String error,
      @Schema(description = "Whether it ran before, under the same Idempotency-Key")
          boolean deduplicated) {}

  /** How a test of the alerts went. */
  @Schema(name = "ScheduleAlertTest", description = "Whether an alert can be sent")
  public record AlertTest(
      @Schema(description = "Whether it was taken with a 2xx") boolean delivered,
      @Schema(description = "Why it was not") @Nullable String error) {}

  /** What a tick did. */
  @Schema(name = "Ticked", description = "What was done")
  public record Ticked(
      @Schema(
              description = "How much of each was due; -1 where it failed",
              implementation = Object.class)
          Map<String, Integer> done) {}

  /** Something that happened to a schedule. */
  @Schema(name = "ScheduleEvent", description = "Something that happened to a schedule")
  public record EventView(
      @Schema(description = "Id of the event") UUID id,
      @Schema(
              description = "What happened",
              enumeration = {
                "created",
                "updated",
                "version_updated",
                "triggered",
                "missed",
                "skipped_overlap",
                "skipped_quota",
                "failed",
                "alert_sent",
                "auto_disabled",
                "enabled",
                "disabled"
              })
          String type,
      @Schema(description = "The run that it is about") @Nullable UUID runId,
      @Schema(description = "The due instant that it is about, UTC") @Nullable Instant dueAt,
      @Schema(description = "More of it, for people") @Nullable String message,
      @Schema(description = "When it happened, UTC") Instant createdAt) {}
}
