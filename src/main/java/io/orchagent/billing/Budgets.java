package io.orchagent.billing;

import io.orchagent.agents.Release;
import io.orchagent.agents.Releases;
import io.orchagent.billing.BudgetQueries.Scope;
import io.orchagent.billing.BudgetQueries.Terms;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.http.PatchField;
import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.tenancy.ChangeLog;
import io.orchagent.workspaces.members.WorkspaceContents;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The budgets of workspaces. */
@ApplicationScoped
public class Budgets implements WorkspaceContents {
  private static final int MOST = 100;

  private final BudgetQueries queries;
  private final BudgetSecrets secrets;
  private final Releases releases;
  private final ChangeLog changes;

  Budgets(BudgetQueries queries, BudgetSecrets secrets, Releases releases, ChangeLog changes) {
    this.queries = queries;
    this.secrets = secrets;
    this.releases = releases;
    this.changes = changes;
  }

  List<Budget> list(UUID workspace) {
    return queries.list(workspace);
  }

  Budget get(UUID workspace, UUID id) {
    return queries.find(workspace, id).orElseThrow(BudgetErrors::notFound);
  }

  /** A new budget counts what was spent in its window before it as well. */
  BudgetApi.View create(UUID workspace, BudgetApi.Create sent) {
    // Its key is made in a transaction of its own
    secrets.prepare(workspace);
    Scope scope =
        new Scope(
            sent.scopeId(),
            agent(workspace, sent.scopeId()),
            Objects.requireNonNull(sent.window(), "checked"));
    Terms terms =
        new Terms(
            Dollars.read(sent.softLimitUsd()),
            Dollars.read(sent.hardLimitUsd()),
            Objects.requireNonNullElse(sent.actionOnHardLimit(), "alert_only"),
            sent.webhookUrl());
    return QuarkusTransaction.requiringNew().call(() -> insert(workspace, scope, terms));
  }

  private BudgetApi.View insert(UUID workspace, Scope scope, Terms terms) {
    UUID id = Ids.newId();
    BudgetSecrets.Made secret = secrets.make(workspace, id);
    queries.lock(workspace);
    if (queries.list(workspace).size() >= MOST) {
      throw BudgetErrors.tooMany(MOST);
    }
    if (!queries.insert(id, workspace, scope, terms, secret.sealed())) {
      throw BudgetErrors.taken();
    }
    queries.countAnew(get(workspace, id));
    Budget made = get(workspace, id);
    note(made, "created");
    return BudgetApi.View.of(made, secret.secret());
  }

  /** All versions of the agent count: its name is what stays. */
  private @Nullable String agent(UUID workspace, @Nullable UUID version) {
    if (version == null) {
      return null;
    }
    Release release =
        releases
            .find(workspace, version)
            .orElseThrow(() -> Errors.invalidField("scope_id", "is no agent that you can call"));
    return release.org() + "/" + release.name();
  }

  @Transactional
  Budget change(UUID workspace, UUID id, BudgetApi.Patch patch) {
    queries.lock(workspace);
    Budget was = get(workspace, id);
    Terms terms =
        new Terms(
            patch.softLimitUsd().present()
                ? Dollars.read(patch.softLimitUsd().value())
                : was.softLimit(),
            patch.hardLimitUsd().present()
                ? Dollars.read(patch.hardLimitUsd().value())
                : was.hardLimit(),
            chosen(patch.actionOnHardLimit(), was.action()),
            patch.webhookUrl().present() ? patch.webhookUrl().value() : was.webhookUrl());
    BudgetRules.limits(terms.softLimit(), terms.hardLimit())
        .ifPresent(
            problem -> {
              throw Errors.invalid(List.of(problem));
            });
    queries.change(workspace, id, terms);
    Budget changed = get(workspace, id);
    note(changed, "changed");
    return changed;
  }

  private static String chosen(PatchField<String> sent, String was) {
    String value = sent.value();
    return value == null ? was : value;
  }

  @Transactional
  void delete(UUID workspace, UUID id) {
    queries.lock(workspace);
    Budget gone = get(workspace, id);
    queries.delete(workspace, id);
    note(gone, "deleted");
  }

  private void note(Budget budget, String what) {
    changes.record(
        budget.workspaceId(),
        "budget." + what,
        budget.window()
            + " of "
            + (budget.agent() == null ? "the workspace" : budget.agent())
            + ": "
            + Dollars.text(budget.lastLimit())
            + " USD");
  }

  /** Its alerts stay, as what happened. */
  @Override
  public void remove(UUID workspaceId) {
    queries.lock(workspaceId);
    queries.deleteAll(workspaceId);
  }
}
