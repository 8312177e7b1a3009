package io.orchagent.agents.catalogue;

import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;
import java.util.UUID;

/** Who likes which version. */
@Singleton
class StarQueries {
  private final Sql sql;

  StarQueries(Sql sql) {
    this.sql = sql;
  }

  /** False when it was there already. */
  boolean add(UUID agent, UUID user) {
    return sql.update(
            "insert into agent_star (agent_id, user_id) values (?, ?) on conflict do nothing",
            agent,
            user)
        > 0;
  }

  /** False when there was none. */
  boolean remove(UUID agent, UUID user) {
    return sql.update("delete from agent_star where agent_id = ? and user_id = ?", agent, user) > 0;
  }

  /** The stars of a version, after so many more. */
  int count(UUID agent, int more) {
    return sql.first(
            "update agent set stars_count = stars_count + ? where id = ? returning stars_count",
            row -> Math.toIntExact(row.number("stars_count")),
            more,
            agent)
        .orElseThrow();
  }
}
