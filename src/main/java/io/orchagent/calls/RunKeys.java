package io.orchagent.calls;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.orchagent.platform.ids.Hashes;
import io.orchagent.platform.ids.Tokens;
import io.orchagent.platform.persistence.Sql;
import io.orchagent.platform.security.Credential;
import io.orchagent.platform.security.CredentialKind;
import io.orchagent.platform.security.CredentialLookup;
import io.orchagent.platform.security.Principal;
import io.orchagent.platform.tenancy.Membership;
import io.orchagent.platform.tenancy.Role;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Keys of runs whose agents call others. A key is good while its run is going on, whoever ended it,
 * because the row of the run is asked each time; only its digest is stored.
 */
@ApplicationScoped
public class RunKeys implements CredentialLookup {
  private static final String KIND = "sk_agent_";

  private final Sql sql;

  /** No longer than runs go on; what is in it never changes, and keys are looked up each time. */
  private final Cache<UUID, Facts> known =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(Duration.ofMinutes(20)).build();

  RunKeys(Sql sql) {
    this.sql = sql;
  }

  /**
   * What the calls of a run go by.
   *
   * @param agentId the version that runs
   * @param depth how many runs are above it
   */
  record Facts(
      UUID runId,
      UUID workspaceId,
      UUID agentId,
      UUID rootRunId,
      String chain,
      int depth,
      int hops,
      boolean strict,
      @Nullable String tenant,
      Instant deadline) {}

  /**
   * A key that was made.
   *
   * @param secret kept nowhere else
   * @param downstream how many runs may start below the run, by its own cap and by what those above
   *     it have left
   */
  record Issued(String secret, int downstream) {}

  /** A key for a run that has its row. */
  Issued issue(RunStart run) {
    String secret = Tokens.random(KIND);
    RunChain chain = run.chain();
    int left =
        sql.first(
                """
        insert into run_key (run_id, workspace_id, user_id, agent_id, key_hash, root_run_id,
          ancestors, chain, hops, downstream_left, strict, tenant_id, deadline_at)
        values (?, ?, ?, ?, ?, ?,
          array_append(coalesce((select ancestors from run_key where run_id = ?), '{}'), ?),
          ?, ?, ?, ?, ?, ?)
        returning least(downstream_left, (
          select min(above.downstream_left) from run_key above
          where above.run_id = any (run_key.ancestors))) as downstream
        """,
                row -> (int) row.number("downstream"),
                run.id(),
                run.workspaceId(),
                run.principal().userId(),
                run.release().id(),
                Hashes.sha256(secret),
                chain.root(),
                chain.parent(),
                run.id(),
                chain.text(),
                chain.hops(),
                run.release().orchestration().downstreamCap(),
                chain.strict(),
                run.tenant(),
                run.deadline())
            .orElseThrow();
    return new Issued(secret, left);
  }

  @Override
  public boolean recognises(String token) {
    return token.startsWith(KIND);
  }

  @Override
  public Optional<Credential> find(String token) {
    if (!Tokens.hasForm(token, KIND)) {
      return Optional.empty();
    }
    return sql.first(
        """
        select k.run_id, k.user_id, k.workspace_id, k.agent_id
        from run_key k join run r on r.id = k.run_id
        where k.key_hash = ? and r.status = 'running'
        """,
        RunKeys::credential,
        Hashes.sha256(token));
  }

  /** Each inner call asks: the run, and whether its person still belongs there, in one go. */
  @Override
  public Optional<Principal> locked(String token) {
    if (!Tokens.hasForm(token, KIND)) {
      return Optional.empty();
    }
    return sql.first(
        """
        select k.run_id, k.user_id, k.workspace_id, k.agent_id, w.slug, w.plan, m.role
        from run_key k
        join run r on r.id = k.run_id
        join workspace_member m on m.workspace_id = k.workspace_id and m.user_id = k.user_id
        join workspace w on w.id = k.workspace_id and w.deleted_at is null
        where k.key_hash = ? and r.status = 'running'
        """,
        row ->
            new Principal(
                credential(row),
                new Membership(
                    row.id("workspace_id"),
                    row.text("slug"),
                    row.text("plan"),
                    Role.of(row.text("role")))),
        Hashes.sha256(token));
  }

  private static Credential credential(Sql.Row row) throws SQLException {
    return new Credential(
        CredentialKind.RUN_KEY,
        row.id("run_id"),
        row.id("user_id"),
        row.id("workspace_id"),
        true,
        null,
        false,
        row.id("agent_id"));
  }

  Optional<Facts> facts(UUID run) {
    Facts seen = known.getIfPresent(run);
    if (seen != null) {
      return Optional.of(seen);
    }
    Optional<Facts> stored = stored(run);
    stored.ifPresent(facts -> known.put(run, facts));
    return stored;
  }

  private Optional<Facts> stored(UUID run) {
    return sql.first(
        """
        select run_id, workspace_id, agent_id, root_run_id, chain, cardinality(ancestors) as runs,
               hops, strict, tenant_id, deadline_at
        from run_key where run_id = ?
        """,
        row ->
            new Facts(
                row.id("run_id"),
                row.id("workspace_id"),
                row.id("agent_id"),
                row.id("root_run_id"),
                row.text("chain"),
                (int) row.number("runs") - 1,
                (int) row.number("hops"),
                row.flag("strict"),
                row.optionalText("tenant_id"),
                row.instant("deadline_at")),
        run);
  }

  /**
   * Takes one run from what the caller and all above it may still have below them, in the
   * transaction that writes the row of that run. Until it commits the caller can't end; so what
   * ends it finds this run.
   */
  void takeDownstream(UUID caller) {
    boolean running =
        sql.first(
                """
                select 1 from run
                where id = ? and status = 'running' and cancel_requested_at is null for share
                """,
                row -> true,
                caller)
            .isPresent();
    if (!running) {
      throw ChainErrors.callerEnded();
    }
    // From the root down: everybody locks in the same order
    List<Long> left =
        sql.list(
            """
            select k.downstream_left from run_key k
            where k.run_id = any (
              (select ancestors from run_key where run_id = ?)::uuid[])
            order by k.run_id for update
            """,
            row -> row.number("downstream_left"),
            caller);
    if (left.isEmpty()) {
      throw ChainErrors.callerEnded();
    }
    if (left.contains(0L)) {
      throw ChainErrors.downstreamUsedUp();
    }
    sql.update(
        """
        update run_key set downstream_left = downstream_left - 1
        where run_id = any ((select ancestors from run_key where run_id = ?)::uuid[])
        """,
        caller);
  }

  /** The run is over. */
  void forget(UUID run) {
    known.invalidate(run);
    sql.update("delete from run_key where run_id = ?", run);
  }

  /** Those that their servers could not forget. */
  void purge() {
    sql.update("delete from run_key where deadline_at < clock_timestamp() - interval '1 hour'");
  }
}
