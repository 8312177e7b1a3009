package io.orchagent.services;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.util.RawValue;
import io.orchagent.platform.http.PatchField;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The wire records of services. */
public final class ServiceApi {
  private ServiceApi() {}

  private static final String ENV =
      "Variables of the environment, as texts. What is secret goes into the vault and secret_names";

  /** A service to run. */
  @Schema(name = "DeployServiceRequest", description = "An agent to keep running")
  public record Create(
      @Schema(description = "Id of the agent's version", required = true) @Nullable UUID agentId,
      @Schema(
              description =
                  "A segment of its address: a-z, 0-9 and single dashes between them; by default"
                      + " the agent's name",
              examples = "status-page")
          @Nullable String name,
      @Schema(description = "How many instances run", minimum = "1", defaultValue = "1")
          @Nullable Integer minInstances,
      @Schema(
              description =
                  "How many may run; one more than min_instances lets a new one start before an old"
                      + " one ends",
              minimum = "1",
              defaultValue = "1")
          @Nullable Integer maxInstances,
      @Schema(description = ENV, implementation = Object.class)
          @Nullable Map<String, @Nullable String> env,
      @Schema(description = "Secrets of the workspace that it is given beside those it declares")
          @Nullable List<@Nullable String> secretNames,
      @Schema(description = "What to start instead of the entrypoint", examples = "python")
          @Nullable String command,
      @Schema(description = "Arguments of the command") @Nullable List<@Nullable String> args,
      @Schema(
              description = "Whether it follows the agent to its newest version",
              defaultValue = "true")
          @Nullable Boolean autoUpdate,
      @Schema(
              description = "After so many failures in a row it is paused",
              minimum = "1",
              maximum = "50",
              defaultValue = "5")
          @Nullable Integer maxRestartFailures,
      @Schema(
              description = "Whether only keys and members of the workspace reach it",
              defaultValue = "false")
          @Nullable Boolean requireKey,
      @Schema(description = "https address that alerts are sent to")
          @Nullable String alertWebhookUrl) {}

  /** Changes of a service. */
  @Schema(name = "ServicePatch", description = "What is absent stays as it is")
  public record Patch(
      @Schema(description = ENV + ". Replaces all of them", implementation = Object.class)
          PatchField<Map<String, @Nullable String>> env,
      @Schema(description = "Replaces all of them", implementation = String[].class)
          PatchField<List<@Nullable String>> secretNames,
      @Schema(description = "How many instances run", implementation = Integer.class)
          PatchField<Integer> minInstances,
      @Schema(description = "How many may run", implementation = Integer.class)
          PatchField<Integer> maxInstances,
      @Schema(
              description = "Whether it follows the agent to its newest version",
              implementation = Boolean.class)
          PatchField<Boolean> autoUpdate,
      @Schema(description = "Failures until it is paused, 1..50", implementation = Integer.class)
          PatchField<Integer> maxRestartFailures,
      @Schema(
              description = "Whether only keys and members of the workspace reach it",
              implementation = Boolean.class)
          PatchField<Boolean> requireKey,
      @Schema(description = "Where alerts go; null: nowhere", implementation = String.class)
          PatchField<String> alertWebhookUrl) {}

  /** A service. */
  @Schema(name = "Service", description = "An agent that is kept running")
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record View(
      @Schema(description = "Id of the service") UUID id,
      @Schema(description = "Id of its workspace") UUID workspaceId,
      @Schema(description = "Id of the agent's version") UUID agentId,
      @Schema(description = "Name of the agent", examples = "scanner") String agentName,
      @Schema(description = "Version that it runs", examples = "v1") String agentVersion,
      @Schema(description = "Name of the service", examples = "status-page") String name,
      @Schema(
              description =
                  "What it does now; error: it is to run, and nothing of it does, for last_error",
              enumeration = {"provisioning", "running", "paused", "error", "deleting"})
          String state,
      @Schema(
              description = "What it is to do",
              enumeration = {"running", "paused"})
          String desiredState,
      @Schema(
              description = "degraded: fewer instances than min_instances are ready",
              enumeration = {"healthy", "degraded", "unhealthy", "unknown"})
          String health,
      @Schema(description = "Where it is reached") String url,
      @Schema(description = "How many instances run") int minInstances,
      @Schema(description = "How many may run") int maxInstances,
      @Schema(description = "How many are ready now") int runningInstances,
      @Schema(description = "How often instances were started again") long restartCount,
      @Schema(description = "Ends in a row that nobody wanted") int consecutiveRestartFailures,
      @Schema(description = "After so many of them it is paused") int maxRestartFailures,
      @Schema(description = "Whether it follows the agent to its newest version")
          boolean autoUpdate,
      @Schema(description = "When failures paused it, UTC") @Nullable Instant autoPausedAt,
      @Schema(description = "Variables of the environment", type = SchemaType.OBJECT) RawValue env,
      @Schema(description = "Secrets that it is given beside those it declares")
          List<String> secretNames,
      @Schema(description = "What is started instead of the entrypoint") @Nullable String command,
      @Schema(description = "Arguments of the command") List<String> args,
      @Schema(description = "Whether only keys and members of the workspace reach it")
          boolean requireKey,
      @Schema(description = "Where alerts go") @Nullable String alertWebhookUrl,
      @Schema(description = "Why it last failed") @Nullable String lastError,
      @Schema(description = "When what runs now was first ready, UTC") @Nullable Instant deployedAt,
      @Schema(description = "When an instance was last started again, UTC")
          @Nullable Instant lastRestartAt,
      @Schema(description = "What happened last, newest first, at most 20; empty in lists")
          List<EventView> events,
      @Schema(description = "When it was made, UTC") Instant createdAt,
      @Schema(description = "When it was last changed, UTC") Instant updatedAt,
      @JsonInclude(JsonInclude.Include.NON_NULL)
          @Schema(description = "What alerts are signed with; only when that was made")
          @Nullable String alertSigningSecret) {

    static View of(HostedService s, String url, List<EventView> events) {
      return of(s, url, events, null);
    }

    static View of(
        HostedService s, String url, List<EventView> events, @Nullable String alertSecret) {
      HostedService.Settings set = s.settings();
      HostedService.Health was = s.health();
      return new View(
          s.id(),
          s.workspaceId(),
          s.agentId(),
          s.agentName(),
          "v" + s.agentVersion(),
          s.name(),
          s.state(),
          s.desired(),
          s.condition(),
          url,
          set.minInstances(),
          set.maxInstances(),
          s.ready(),
          was.restarts(),
          was.failures(),
          set.maxRestartFailures(),
          s.autoUpdate(),
          was.autoPausedAt(),
          new RawValue(set.env()),
          set.secretNames(),
          set.command(),
          set.args(),
          set.requireKey(),
          set.alertUrl(),
          was.lastError(),
          was.deployedAt(),
          was.lastRestartAt(),
          events,
          s.createdAt(),
          s.updatedAt(),
          alertSecret);
    }
  }

  /** Something that happened to a service. */
  @Schema(name = "ServiceEvent", description = "Something that happened to a service")
  public record EventView(
      @Schema(description = "Id of the event") UUID id,
      @Schema(
              description = "What happened",
              enumeration = {
                "created",
                "provisioning",
                "running",
                "unhealthy",
                "crashed",
                "restarted",
                "crash_loop",
                "paused",
                "resumed",
                "version_updated",
                "config_updated",
                "budget_hard_limit_paused",
                "deleted"
              })
          String type,
      @Schema(description = "More of it, for people") @Nullable String message,
      @Schema(description = "When it happened, UTC") Instant createdAt) {}

  /** How a test of the alerts went. */
  @Schema(name = "ServiceAlertTest", description = "Whether an alert can be sent")
  public record AlertTest(
      @Schema(description = "Whether it was taken with a 2xx") boolean delivered,
      @Schema(description = "Why it was not") @Nullable String error) {}

  /** Lines of its log. */
  @Schema(name = "ServiceLogs", description = "What instances wrote, the oldest first")
  public record Logs(@Schema(description = "The lines") List<Line> lines) {}

  /** A line of its log. */
  @Schema(name = "ServiceLogLine", description = "One line that an instance wrote")
  @RegisterForReflection
  public record Line(
      @Schema(description = "When it was written, UTC") Instant timestamp,
      @Schema(
              description = "What the line says of itself, else by where it was written",
              enumeration = {"debug", "info", "warning", "error"})
          String severity,
      @Schema(description = "The line; secrets are masked") String message,
      @Schema(description = "Who wrote it") String instance) {}
}
