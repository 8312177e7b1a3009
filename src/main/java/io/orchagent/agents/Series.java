package io.orchagent.agents;

import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.Optional;
import java.util.UUID;

/**
 * Makes changes of the versions of one name come one after the other. Who holds a version's row as
 * well takes the row of its series first, so that no two wait for each other.
 */
@Singleton
public class Series {
  private final Sql sql;

  Series(Sql sql) {
    this.sql = sql;
  }

  /** Until the transaction ends; false when there never was such a name. */
  @Transactional(Transactional.TxType.MANDATORY)
  public boolean lock(UUID workspace, String name) {
    return sql.first(
            "select 1 from agent_series where workspace_id = ? and name = ? for update",
            row -> true,
            workspace,
            name)
        .isPresent();
  }

  /** A version that is not deleted, held with its series until the transaction ends. */
  @Transactional(Transactional.TxType.MANDATORY)
  public Optional<Agent> locked(UUID workspace, UUID id) {
    Optional<String> name = Agent.nameOf(workspace, id);
    name.ifPresent(series -> lock(workspace, series));
    return name.flatMap(series -> Agent.locked(workspace, id));
  }
}
