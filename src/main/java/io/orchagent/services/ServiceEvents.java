package io.orchagent.services;

import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What happened to services, written in the transaction of the change. */
@Singleton
class ServiceEvents {
  static final String CREATED = "created";
  static final String PROVISIONING = "provisioning";
  static final String RUNNING = "running";
  static final String UNHEALTHY = "unhealthy";
  static final String CRASHED = "crashed";
  static final String RESTARTED = "restarted";
  static final String CRASH_LOOP = "crash_loop";
  static final String PAUSED = "paused";
  static final String RESUMED = "resumed";
  static final String VERSION_UPDATED = "version_updated";
  static final String CONFIG_UPDATED = "config_updated";
  static final String BUDGET_PAUSED = "budget_hard_limit_paused";
  static final String DELETED = "deleted";

  private static final int SHOWN = 20;
  private static final int MOST_MESSAGE = 500;

  private final Sql sql;

  ServiceEvents(Sql sql) {
    this.sql = sql;
  }

  void add(UUID workspace, UUID service, String type, @Nullable String message) {
    sql.update(
        """
        insert into service_event (id, workspace_id, service_id, type, message)
        values (?, ?, ?, ?, ?)
        """,
        Ids.newId(),
        workspace,
        service,
        type,
        message == null || message.length() <= MOST_MESSAGE
            ? message
            : message.substring(0, MOST_MESSAGE) + "…");
  }

  /** Newest first. */
  List<ServiceApi.EventView> latest(UUID service) {
    return sql.list(
        """
        select id, type, message, created_at from service_event
        where service_id = ? order by id desc limit ?
        """,
        row ->
            new ServiceApi.EventView(
                row.id("id"),
                row.text("type"),
                row.optionalText("message"),
                row.instant("created_at")),
        service,
        SHOWN);
  }

  /** Deletes some that are older than that; how many. */
  int purge(Instant before, int many) {
    return sql.update(
        """
        delete from service_event where id in (
          select id from service_event where created_at < ? order by created_at limit ?
          for update skip locked)
        """,
        before,
        many);
  }
}
