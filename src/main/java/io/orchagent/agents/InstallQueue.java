package io.orchagent.agents;

import io.orchagent.platform.persistence.Sql;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Versions whose packages wait to be installed: one row each, claimed under a lease. */
@Singleton
public class InstallQueue {
  private final Sql sql;
  private final Event<InstallWanted> wanted;

  InstallQueue(Sql sql, Event<InstallWanted> wanted) {
    this.sql = sql;
    this.wanted = wanted;
  }

  /**
   * One that this server installs now.
   *
   * @param attempt 1 for the first
   */
  record Claim(UUID agentId, UUID workspaceId, UUID bundleId, UUID owner, int attempt) {}

  /** In the transaction that gives the version its bundle; replaces what waited before. */
  public void add(Agent agent) {
    sql.update(
        """
        insert into bundle_install (agent_id, workspace_id, bundle_id) values (?, ?, ?)
        on conflict (agent_id) do update set bundle_id = excluded.bundle_id,
          created_at = now(), claimed_by = null, lease_until = null, attempts = 0
        """,
        agent.id,
        agent.workspaceId,
        agent.bundleId);
    wanted.fire(new InstallWanted(agent.id));
  }

  /** The oldest of the workspace that has the fewest under way. */
  Optional<Claim> claim(Duration lease) {
    UUID owner = UUID.randomUUID();
    return sql.first(
        """
        update bundle_install set claimed_by = ?, attempts = attempts + 1,
          lease_until = clock_timestamp() + make_interval(secs => ?)
        where agent_id = (
          select w.agent_id from bundle_install w
          where w.lease_until is null or w.lease_until < clock_timestamp()
          order by (select count(*) from bundle_install o
                    where o.workspace_id = w.workspace_id and o.lease_until >= clock_timestamp()),
                   w.created_at
          limit 1 for update skip locked)
        returning agent_id, workspace_id, bundle_id, claimed_by, attempts
        """,
        row ->
            new Claim(
                row.id("agent_id"),
                row.id("workspace_id"),
                row.id("bundle_id"),
                row.id("claimed_by"),
                Math.toIntExact(row.number("attempts"))),
        owner,
        (double) lease.toSeconds());
  }

  /** False when the claim was lost, to another server or to another upload. */
  boolean renew(Claim claim, Duration lease) {
    return sql.update(
            """
            update bundle_install
            set lease_until = clock_timestamp() + make_interval(secs => ?)
            where agent_id = ? and claimed_by = ?
            """,
            (double) lease.toSeconds(),
            claim.agentId(),
            claim.owner())
        == 1;
  }

  /** In the transaction that writes what came of it; false when the claim was lost. */
  boolean remove(Claim claim) {
    return sql.update(
            "delete from bundle_install where agent_id = ? and claimed_by = ?",
            claim.agentId(),
            claim.owner())
        == 1;
  }

  /** Gives the claim back, for another server or for the next start. */
  void release(Claim claim) {
    sql.update(
        """
        update bundle_install set claimed_by = null, lease_until = null, attempts = attempts - 1
        where agent_id = ? and claimed_by = ?
        """,
        claim.agentId(),
        claim.owner());
  }
}
