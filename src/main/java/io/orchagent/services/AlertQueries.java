package io.orchagent.services;

import io.orchagent.platform.outbound.AlertRows;
import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;

/** Alerts about services that wait to be sent. */
@Singleton
class AlertQueries extends AlertRows {
  AlertQueries(Sql sql) {
    super(sql, "service");
  }
}
