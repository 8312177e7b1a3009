package io.orchagent.schedules;

import io.orchagent.platform.outbound.AlertRows;
import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;

/** Alerts about schedules that wait to be sent. */
@Singleton
class AlertQueries extends AlertRows {
  AlertQueries(Sql sql) {
    super(sql, "schedule");
  }
}
