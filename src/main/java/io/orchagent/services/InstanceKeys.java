package io.orchagent.services;

import io.orchagent.platform.ids.Hashes;
import io.orchagent.platform.ids.Tokens;
import io.orchagent.platform.persistence.Sql;
import io.orchagent.platform.security.Credential;
import io.orchagent.platform.security.CredentialKind;
import io.orchagent.platform.security.CredentialLookup;
import io.orchagent.platform.security.Principal;
import io.orchagent.platform.tenancy.Membership;
import io.orchagent.platform.tenancy.Role;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Keys of instances: good while the instance runs and whoever made its service belongs to the
 * workspace, because both are asked each time. Only their digests are stored.
 */
@Singleton
class InstanceKeys implements CredentialLookup {
  static final String KIND = "sk_agent_";

  private final Sql sql;

  InstanceKeys(Sql sql) {
    this.sql = sql;
  }

  @Override
  public boolean recognises(String token) {
    return token.startsWith(KIND);
  }

  @Override
  public Optional<Credential> find(String token) {
    return locked(token).map(Principal::credential);
  }

  @Override
  public Optional<Principal> locked(String token) {
    if (!Tokens.hasForm(token, KIND)) {
      return Optional.empty();
    }
    return sql.first(
        """
        select s.id, s.created_by, s.workspace_id, s.agent_id, w.slug, w.plan, m.role
        from service_instance i
        join service s on s.id = i.service_id
        join workspace_member m on m.workspace_id = s.workspace_id and m.user_id = s.created_by
        join workspace w on w.id = s.workspace_id and w.deleted_at is null
        where i.key_hash = ? and i.ended_at is null
        """,
        row ->
            new Principal(
                new Credential(
                    CredentialKind.AGENT_KEY,
                    row.id("id"),
                    row.id("created_by"),
                    row.id("workspace_id"),
                    true,
                    null,
                    false,
                    row.id("agent_id")),
                new Membership(
                    row.id("workspace_id"),
                    row.text("slug"),
                    row.text("plan"),
                    Role.of(row.text("role")))),
        Hashes.sha256(token));
  }
}
