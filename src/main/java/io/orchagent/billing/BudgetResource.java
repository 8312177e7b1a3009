package io.orchagent.billing;

import io.orchagent.platform.http.Deleted;
import io.orchagent.platform.http.Page;
import io.orchagent.platform.http.PageQuery;
import io.orchagent.platform.http.PathId;
import io.orchagent.platform.security.CurrentCaller;
import io.orchagent.platform.security.Member;
import io.orchagent.platform.security.Owner;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;

/** The budgets of a workspace, and what they told. */
@Path("/workspaces/{id}")
@Tag(name = "Billing")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class BudgetResource {
  private final Budgets budgets;
  private final BudgetAlertQueries alerts;
  private final CurrentCaller caller;

  BudgetResource(Budgets budgets, BudgetAlertQueries alerts, CurrentCaller caller) {
    this.budgets = budgets;
    this.alerts = alerts;
    this.caller = caller;
  }

  private UUID workspace() {
    return caller.principal().workspaceId();
  }

  private static UUID budget(String id) {
    return PathId.parse(id, "Budget");
  }

  @GET
  @Path("/budgets")
  @Member
  @Operation(
      operationId = "listBudgets",
      summary = "List budgets",
      description = "All of them, each with what was spent in its window.")
  public Page<BudgetApi.View> list(
      @RestPath @Parameter(description = "Id of the workspace") String id) {
    return Page.whole(
        budgets.list(workspace()).stream().map(each -> BudgetApi.View.of(each, null)).toList());
  }

  @POST
  @Path("/budgets")
  @Owner
  @ResponseStatus(201)
  @Operation(
      operationId = "createBudget",
      summary = "Create a budget",
      description =
          "One for each scope and window. What was spent in the window before counts as well."
              + " alert_signing_secret is shown now and never again. Owners only.")
  public BudgetApi.View create(
      @RestPath @Parameter(description = "Id of the workspace") String id, BudgetApi.Create body) {
    return budgets.create(workspace(), body);
  }

  @GET
  @Path("/budgets/{budget_id}")
  @Member
  @Operation(
      operationId = "getBudget",
      summary = "Get a budget",
      description = "With what was spent in its window.")
  public BudgetApi.View get(
      @RestPath @Parameter(description = "Id of the workspace") String id,
      @RestPath("budget_id") @Parameter(description = "Id of the budget") String budgetId) {
    return BudgetApi.View.of(budgets.get(workspace(), budget(budgetId)), null);
  }

  @PATCH
  @Path("/budgets/{budget_id}")
  @Owner
  @Operation(
      operationId = "changeBudget",
      summary = "Change a budget",
      description = "Limits, action and webhook; they count from the next run on. Owners only.")
  public BudgetApi.View change(
      @RestPath @Parameter(description = "Id of the workspace") String id,
      @RestPath("budget_id") @Parameter(description = "Id of the budget") String budgetId,
      BudgetApi.Patch body) {
    return BudgetApi.View.of(budgets.change(workspace(), budget(budgetId), body), null);
  }

  @DELETE
  @Path("/budgets/{budget_id}")
  @Owner
  @Operation(
      operationId = "deleteBudget",
      summary = "Delete a budget",
      description = "Its alerts stay. Owners only.")
  public Deleted delete(
      @RestPath @Parameter(description = "Id of the workspace") String id,
      @RestPath("budget_id") @Parameter(description = "Id of the budget") String budgetId) {
    budgets.delete(workspace(), budget(budgetId));
    return Deleted.yes();
  }

  @GET
  @Path("/budget-alerts")
  @Member
  @Operation(
      operationId = "listBudgetAlerts",
      summary = "List budget alerts",
      description = "Thresholds that were reached, newest first; each once a window.")
  public Page<BudgetApi.Alert> alerts(
      @RestPath @Parameter(description = "Id of the workspace") String id,
      @BeanParam PageQuery query) {
    return alerts.list(workspace(), query.page());
  }
}
