package io.orchagent.services;

import io.orchagent.platform.persistence.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A service as its row says, with what runs of it.
 *
 * @param org slug of its workspace
 * @param agentId of the agent's version
 * @param agentOrg slug of the workspace that published it
 * @param agentVersion 3 for v3
 * @param desired running or paused
 * @param generation another one: what runs no longer fits
 * @param live instances that were started and have not ended
 * @param ready those of them that take requests
 */
record HostedService(
    UUID id,
    UUID workspaceId,
    String org,
    String name,
    UUID agentId,
    String agentOrg,
    String agentName,
    int agentVersion,
    boolean autoUpdate,
    Settings settings,
    String desired,
    long generation,
    Health health,
    int live,
    int ready,
    UUID createdBy,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant deletedAt) {

  static final String RUNNING = "running";
  static final String PAUSED = "paused";

  /**
   * What its owner decides of it.
   *
   * @param command the first word of what is started; null: what the version says
   * @param env a JSON object of texts
   * @param alertUrl where alerts go
   */
  record Settings(
      @Nullable String command,
      List<String> args,
      String env,
      List<String> secretNames,
      int minInstances,
      int maxInstances,
      boolean requireKey,
      int maxRestartFailures,
      @Nullable String alertUrl) {}

  /**
   * What changes by itself.
   *
   * @param deployedGeneration the last one of which an instance was ready
   * @param failures ends in a row that nobody wanted
   */
  record Health(
      long deployedGeneration,
      long restarts,
      int failures,
      @Nullable Instant notBefore,
      @Nullable Instant autoPausedAt,
      @Nullable String lastError,
      @Nullable Instant deployedAt,
      @Nullable Instant lastRestartAt) {}

  boolean wanted() {
    return desired.equals(RUNNING);
  }

  /** Like org/name@v3. */
  String agent() {
    return agentOrg + "/" + agentName + "@v" + agentVersion;
  }

  /** provisioning, running, paused, error or deleting. */
  String state() {
    if (deletedAt != null) {
      return "deleting";
    }
    if (!wanted()) {
      return PAUSED;
    }
    if (ready > 0) {
      return RUNNING;
    }
    return health.lastError() == null ? "provisioning" : "error";
  }

  /** healthy, degraded, unhealthy or unknown. */
  String condition() {
    if (!wanted()) {
      return "unknown";
    }
    if (ready >= settings.minInstances()) {
      return "healthy";
    }
    if (ready > 0) {
      return "degraded";
    }
    boolean never = health.deployedGeneration() == 0 && health.failures() == 0;
    return never && health.lastError() == null ? "unknown" : "unhealthy";
  }

  // Each by its name: behind a star, a column that the next version adds changes the result's type,
  // and statements that are prepared fail once
  static final String COLUMNS =
      """
      s.id, s.workspace_id, s.name, s.agent_id, s.agent_org, s.agent_name, s.agent_version,
      s.auto_update, s.command, s.args, s.env, s.secret_names, s.min_instances, s.max_instances,
      s.require_key, s.max_restart_failures, s.alert_webhook_url, s.desired_state, s.generation,
      s.deployed_generation, s.restart_count, s.consecutive_restart_failures, s.not_before,
      s.auto_paused_at, s.last_error, s.deployed_at, s.last_restart_at, s.created_by,
      s.created_at, s.updated_at, s.deleted_at, w.slug as org,
      (select count(*) from service_instance i
       where i.service_id = s.id and i.ended_at is null) as live,
      (select count(*) from service_instance i
       where i.service_id = s.id and i.ended_at is null and i.state = 'ready') as ready
      """;

  static final String FROM = " from service s join workspace w on w.id = s.workspace_id ";

  /** Reads {@link #COLUMNS}. */
  static HostedService read(Sql.Row row) throws SQLException {
    return new HostedService(
        row.id("id"),
        row.id("workspace_id"),
        row.text("org"),
        row.text("name"),
        row.id("agent_id"),
        row.text("agent_org"),
        row.text("agent_name"),
        (int) row.number("agent_version"),
        row.flag("auto_update"),
        settings(row),
        row.text("desired_state"),
        row.number("generation"),
        health(row),
        (int) row.number("live"),
        (int) row.number("ready"),
        row.id("created_by"),
        row.instant("created_at"),
        row.instant("updated_at"),
        row.optionalInstant("deleted_at"));
  }

  private static Settings settings(Sql.Row row) throws SQLException {
    return new Settings(
        row.optionalText("command"),
        row.texts("args"),
        row.text("env"),
        row.texts("secret_names"),
        (int) row.number("min_instances"),
        (int) row.number("max_instances"),
        row.flag("require_key"),
        (int) row.number("max_restart_failures"),
        row.optionalText("alert_webhook_url"));
  }

  private static Health health(Sql.Row row) throws SQLException {
    return new Health(
        row.number("deployed_generation"),
        row.number("restart_count"),
        (int) row.number("consecutive_restart_failures"),
        row.optionalInstant("not_before"),
        row.optionalInstant("auto_paused_at"),
        row.optionalText("last_error"),
        row.optionalInstant("deployed_at"),
        row.optionalInstant("last_restart_at"));
  }
}
