package io.orchagent.secrets;

import io.orchagent.platform.http.PageRequest;
import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of the vault; every statement names the workspace. */
@Singleton
class SecretQueries {
  private static final String SEPARATOR = ",";
  private static final String COLUMNS =
      """
      id, name, secret_type, llm_provider, description,
      array_to_string(allowed_agents, ',') as allowed, created_by, created_at, updated_at
      """;

  private final Sql sql;

  SecretQueries(Sql sql) {
    this.sql = sql;
  }

  /** A change of a secret, its value sealed; what is not named stays as it is. */
  record Change(
      String name,
      byte[] value,
      @Nullable String provider,
      boolean describes,
      @Nullable String description,
      boolean allows,
      List<String> allowedAgents,
      UUID by) {}

  /** What was written, and whether it was there before. */
  record Written(SecretApi.View view, boolean created) {}

  /** A secret for a run, still sealed. */
  record Sealed(String name, byte[] value, List<String> allowedAgents) {}

  Written put(UUID workspace, Change change) {
    String allowed = String.join(SEPARATOR, change.allowedAgents());
    return sql.first(
            """
            insert into secret (id, workspace_id, name, sealed_value, secret_type, llm_provider,
                                description, allowed_agents, created_by)
            values (?, ?, ?, ?, ?, ?, ?, string_to_array(?, ','), ?)
            on conflict (workspace_id, name) do update set
              sealed_value = excluded.sealed_value,
              description = case when ? then excluded.description else secret.description end,
              allowed_agents =
                case when ? then excluded.allowed_agents else secret.allowed_agents end,
              updated_at = clock_timestamp()
            returning xmax = 0 as created,
            """
                + COLUMNS,
            row -> new Written(view(row), row.flag("created")),
            Ids.newId(),
            workspace,
            change.name(),
            change.value(),
            change.provider() == null ? "custom" : "llm_key",
            change.provider(),
            change.description(),
            allowed,
            change.by(),
            change.describes(),
            change.allows())
        .orElseThrow();
  }

  List<SecretApi.View> list(UUID workspace, PageRequest page) {
    return sql.list(
        "select " + COLUMNS + " from secret where workspace_id = ? order by name limit ? offset ?",
        SecretQueries::view,
        workspace,
        page.limit(),
        page.offset());
  }

  long count(UUID workspace) {
    return sql.first(
            "select count(*) as many from secret where workspace_id = ?",
            row -> row.number("many"),
            workspace)
        .orElseThrow();
  }

  boolean delete(UUID workspace, String name) {
    return sql.update("delete from secret where workspace_id = ? and name = ?", workspace, name)
        == 1;
  }

  void deleteAll(UUID workspace) {
    sql.update("delete from secret where workspace_id = ?", workspace);
  }

  /** Those of these names that are there. */
  List<Sealed> find(UUID workspace, List<String> names) {
    return sql.list(
        """
        select name, sealed_value, array_to_string(allowed_agents, ',') as allowed
        from secret where workspace_id = ? and name = any (string_to_array(?, ','))
        """,
        row -> new Sealed(row.text("name"), row.bytes("sealed_value"), split(row.text("allowed"))),
        workspace,
        String.join(SEPARATOR, names));
  }

  private static SecretApi.View view(Sql.Row row) throws SQLException {
    return new SecretApi.View(
        row.id("id"),
        row.text("name"),
        row.text("secret_type"),
        row.optionalText("llm_provider"),
        row.optionalText("description"),
        split(row.text("allowed")),
        row.id("created_by"),
        row.instant("created_at"),
        row.instant("updated_at"),
        null);
  }

  private static List<String> split(String joined) {
    return joined.isEmpty() ? List.of() : List.of(joined.split(SEPARATOR));
  }
}
