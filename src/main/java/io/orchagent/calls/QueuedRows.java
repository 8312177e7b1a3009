package io.orchagent.calls;

import io.orchagent.calls.skills.SkillsAsked;
import io.orchagent.llm.LlmProvider;
import io.orchagent.platform.persistence.Sql;
import io.orchagent.platform.security.Credential;
import io.orchagent.platform.security.CredentialKind;
import io.orchagent.platform.security.Principal;
import io.orchagent.platform.tenancy.Membership;
import io.orchagent.platform.tenancy.Role;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of runs that wait for their start. */
@Singleton
class QueuedRows {
  private final Sql sql;

  QueuedRows(Sql sql) {
    this.sql = sql;
  }

  /**
   * A run as it was queued.
   *
   * @param agent {@code org/name}
   * @param version {@code vN}
   * @param agentId of an agent's key
   * @param askedDeadline the caller's own
   * @param maxHops how deep calls may go below it
   * @param origin what led to it
   * @param skills what was said of skills
   */
  record Queued(
      UUID runId,
      UUID workspaceId,
      String requestId,
      String agent,
      String version,
      String endpoint,
      @Nullable String tenant,
      UUID userId,
      UUID credentialId,
      CredentialKind credentialKind,
      @Nullable UUID agentId,
      String input,
      Instant acceptedAt,
      @Nullable Instant askedDeadline,
      int maxHops,
      RunOrigin origin,
      SkillsAsked skills) {

    /** The caller as far as a run has to know them; what the key may do was decided long ago. */
    Principal principal(String plan) {
      return new Principal(
          new Credential(
              credentialKind, credentialId, userId, workspaceId, true, null, false, agentId),
          new Membership(workspaceId, "", plan, Role.MEMBER));
    }
  }

  /** A file under the name that the agent will find it by. */
  record File(String name, String sha256) {}

  void insert(RunStart run, @Nullable Instant askedDeadline) {
    sql.update(
        """
        insert into queued_call
          (run_id, credential_kind, agent_id, asked_deadline, max_hops, provider)
        values (?, ?, ?, ?, ?, ?)
        """,
        run.id(),
        run.principal().credential().kind().name(),
        run.principal().credential().agentId(),
        askedDeadline,
        run.chain().hops(),
        provider(run.origin().schedule()));
  }

  private static @Nullable String provider(RunOrigin.@Nullable FiredBy schedule) {
    return schedule == null || schedule.provider() == null ? null : schedule.provider().wire();
  }

  private static RunOrigin.@Nullable FiredBy schedule(Sql.Row row) throws SQLException {
    UUID id = row.optionalId("schedule_id");
    String provider = row.optionalText("provider");
    return id == null
        ? null
        : new RunOrigin.FiredBy(
            id, provider == null ? null : LlmProvider.of(provider).orElse(null));
  }

  void insertFile(UUID run, int seq, File file) {
    sql.update(
        "insert into queued_file (run_id, seq, name, sha256) values (?, ?, ?, ?)",
        run,
        seq,
        file.name(),
        HexFormat.of().parseHex(file.sha256()));
  }

  /** Empty when the run does not wait any more. */
  Optional<Queued> find(UUID run) {
    return sql.first(
        """
        select r.id, r.workspace_id, r.request_id, r.agent, r.version, r.endpoint, r.tenant_id,
               r.user_id, r.credential_id, r.created_at, p.input, q.credential_kind, q.agent_id,
               q.asked_deadline, q.max_hops,
               r.trigger, r.replay_of, p.skills, r.schedule_id, q.provider
        from run r
        join queued_call q on q.run_id = r.id
        join run_payload p on p.run_id = r.id
        where r.id = ? and r.status = 'queued'
        """,
        row ->
            new Queued(
                row.id("id"),
                row.id("workspace_id"),
                row.text("request_id"),
                row.text("agent"),
                row.text("version"),
                row.text("endpoint"),
                row.optionalText("tenant_id"),
                row.id("user_id"),
                row.id("credential_id"),
                CredentialKind.valueOf(row.text("credential_kind")),
                row.optionalId("agent_id"),
                row.text("input"),
                row.instant("created_at"),
                row.optionalInstant("asked_deadline"),
                Objects.requireNonNullElse(row.optionalInteger("max_hops"), RunChain.ANY_HOPS),
                RunOrigin.stored(row.text("trigger"), row.optionalId("replay_of"), schedule(row)),
                SkillsAsked.ofText(row.optionalText("skills"))),
        run);
  }

  List<File> files(UUID run) {
    return sql.list(
        "select name, encode(sha256, 'hex') as hash from queued_file where run_id = ? order by seq",
        row -> new File(row.text("name"), row.text("hash")),
        run);
  }

  /** The run starts. False when it does not wait any more. */
  boolean start(RunStart run, Instant now) {
    return sql.update(
            """
            update run set status = 'running', server_id = ?, deadline_at = ?, started_at = ?
            where id = ? and status = 'queued'
            """,
            run.serverId(),
            run.deadline(),
            now,
            run.id())
        == 1;
  }

  /** The run ends without a start. False when it does not wait any more. */
  boolean end(UUID run, String status, String code, String message) {
    return sql.update(
            """
            update run set
              status = ?, error_code = ?, error_message = ?, counts_quota = false,
              completed_at = clock_timestamp(), duration_ms = 0
            where id = ? and status = 'queued'
            """,
            status,
            code,
            message,
            run)
        == 1;
  }

  /** What was kept for the start is not needed any more. */
  void forget(UUID run) {
    sql.update("delete from queued_call where run_id = ?", run);
  }

  /** When a queued run was accepted, and whose it is. */
  Optional<CallAdmission.Ended> accepted(UUID run) {
    return sql.first(
        "select id, workspace_id, counts_quota, paid, created_at from run where id = ?",
        row ->
            new CallAdmission.Ended(
                row.id("id"),
                row.id("workspace_id"),
                row.flag("counts_quota"),
                row.flag("paid"),
                row.instant("created_at")),
        run);
  }
}
