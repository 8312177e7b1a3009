package io.orchagent.agents;

import io.orchagent.platform.http.PageRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is more than a finder: numbering, lists, the catalogue. */
@ApplicationScoped
class AgentQueries {
  private static final String RUNNABLE =
      "(%1$s.bundle_status = 'active' or (%1$s.bundle_status is null"
          + " and %1$s.execution_engine is distinct from 'code_runtime'))";

  private final EntityManager database;

  AgentQueries(EntityManager database) {
    this.database = database;
  }

  /** Ids of one page, and how many there are in all. */
  record Ids<T>(List<T> ids, long total) {}

  /** Which versions of a workspace are wanted. */
  record Filter(@Nullable String name, @Nullable String type, boolean latestOnly) {}

  /** What names a version. */
  record Reference(String org, String name, String version) {}

  /** Of a version that is not deleted, in a workspace that is not. */
  Optional<Reference> reference(UUID version) {
    List<?> rows =
        database
            .createNativeQuery(
                """
                select w.slug, a.name, 'v' || a.version
                from agent a join living_workspace w on w.id = a.workspace_id
                where a.id = :version and a.deleted_at is null
                """,
                Object[].class)
            .setParameter("version", version)
            .getResultList();
    return rows.stream()
        .map(Object[].class::cast)
        .map(row -> new Reference((String) row[0], (String) row[1], (String) row[2]))
        .findFirst();
  }

  boolean dependsOn(UUID version, UUID other) {
    return !database
        .createNativeQuery(
            """
            select 1 from agent_dependency where agent_id = :version and dependency_id = :other
            """,
            Integer.class)
        .setParameter("version", version)
        .setParameter("other", other)
        .getResultList()
        .isEmpty();
  }

  /** Versions of one workspace, newest first. */
  Ids<UUID> ofWorkspace(UUID workspace, Filter filter, PageRequest page) {
    Map<String, Object> values = new LinkedHashMap<>(Map.of("workspace", workspace));
    List<String> where = new ArrayList<>();
    where.add("a.workspace_id = :workspace and a.deleted_at is null");
    if (filter.name() != null) {
      where.add("a.name = :name");
      values.put("name", filter.name());
    }
    if (filter.type() != null) {
      where.add("a.type = :type");
      values.put("type", filter.type());
    }
    if (filter.latestOnly()) {
      where.add(
          """
          not exists (select 1 from agent later where later.workspace_id = a.workspace_id
            and later.name = a.name and later.version > a.version and later.deleted_at is null)
          """);
    }
    String from = " from agent a where " + String.join(" and ", where);
    List<?> ids =
        page(with("select a.id" + from + " order by a.id desc", UUID.class, values), page);
    return new Ids<>(ids.stream().map(UUID.class::cast).toList(), count(from, values));
  }

  /** One version of an agent, by the number in its name. */
  Optional<UUID> version(UUID workspace, String name, int version) {
    return first(
        "a.workspace_id = :workspace and a.name = :name and a.version = :version"
            + " and a.deleted_at is null",
        Map.of("workspace", workspace, "name", name, "version", version));
  }

  /** The newest version that can run. */
  Optional<UUID> newest(UUID workspace, String name, boolean publicOnly) {
    return first(
        "a.workspace_id = :workspace and a.name = :name and a.deleted_at is null and "
            + RUNNABLE.formatted("a")
            + (publicOnly ? " and a.is_public" : ""),
        Map.of("workspace", workspace, "name", name));
  }

  /** What an administrator lets all versions of a name reach. */
  List<String> allowedHosts(UUID workspace, String name) {
    return AllowedHosts.split(
        (String)
            database
                .createNativeQuery(
                    """
                    select array_to_string(allowed_hosts, ',') from agent_series
                    where workspace_id = :workspace and name = :name
                    """,
                    String.class)
                .setParameter("workspace", workspace)
                .setParameter("name", name)
                .getSingleResult());
  }

  private Optional<UUID> first(String where, Map<String, Object> values) {
    String sql = "select a.id from agent a where " + where + " order by a.version desc limit 1";
    return with(sql, UUID.class, values).getResultList().stream().map(UUID.class::cast).findFirst();
  }

  private Query with(String sql, Class<?> row, Map<String, Object> values) {
    Query query = database.createNativeQuery(sql, row);
    values.forEach(query::setParameter);
    return query;
  }

  private static List<?> page(Query query, PageRequest page) {
    return query.setFirstResult(page.offset()).setMaxResults(page.limit()).getResultList();
  }

  private long count(String from, Map<String, Object> values) {
    return ((Number) with("select count(*)" + from, Long.class, values).getSingleResult())
        .longValue();
  }
}
