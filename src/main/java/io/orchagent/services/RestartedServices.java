package io.orchagent.services;

import io.orchagent.platform.persistence.Sql;
import io.orchagent.secrets.SecretChanged;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Services are given their secrets at the start of an instance, and so start anew. */
@Singleton
class RestartedServices implements SecretChanged {
  private final ServiceQueries queries;
  private final ServiceVersions versions;
  private final ServiceNews news;
  private final Sql sql;

  RestartedServices(ServiceQueries queries, ServiceVersions versions, ServiceNews news, Sql sql) {
    this.queries = queries;
    this.versions = versions;
    this.news = news;
    this.sql = sql;
  }

  @Override
  public List<Restarted> changed(UUID workspaceId, String name) {
    List<Restarted> restarted = new ArrayList<>();
    for (HostedService service : queries.lockAll(workspaceId, "s.desired_state = 'running'")) {
      if (uses(service, name)) {
        sql.update(
            """
            update service set
              generation = generation + 1, not_before = null, last_error = null,
              updated_at = clock_timestamp()
            where id = ?
            """,
            service.id());
        news.audited(service, ServiceEvents.RESTARTED, "the secret " + name + " changed");
        restarted.add(new Restarted(service.id(), service.name()));
      }
    }
    return restarted;
  }

  private boolean uses(HostedService service, String name) {
    return service.settings().secretNames().contains(name)
        || versions.of(service).filter(release -> versions.uses(release, name)).isPresent();
  }
}
