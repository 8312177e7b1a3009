package io.orchagent.billing;

import io.orchagent.platform.http.Page;
import io.orchagent.platform.http.PageQuery;
import io.orchagent.platform.security.CurrentCaller;
import io.orchagent.platform.security.Member;
import io.orchagent.platform.security.Owner;
import io.orchagent.platform.security.Principal;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The credits of the selected workspace. */
@Path("/billing")
@Tag(name = "Billing")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class BillingResource {
  private final Ledger ledger;
  private final CurrentCaller caller;

  BillingResource(Ledger ledger, CurrentCaller caller) {
    this.ledger = ledger;
    this.caller = caller;
  }

  @GET
  @Path("/balance")
  @Member
  @Operation(
      operationId = "getBillingBalance",
      summary = "Get the credit balance",
      description = "What the selected workspace has, and what of it is held for running calls.")
  public BillingApi.Balance balance() {
    Principal member = caller.principal();
    return BillingApi.Balance.of(ledger.standing(member.workspaceId()), member.membership().plan());
  }

  @GET
  @Path("/history")
  @Owner
  @Operation(
      operationId = "getBillingHistory",
      summary = "List credit transactions",
      description = "Top-ups, charges, earnings, refunds and adjustments, newest first. Owners.")
  public Page<BillingApi.Transaction> history(@BeanParam PageQuery query) {
    return page(query);
  }

  @GET
  @Path("/transactions")
  @Owner
  @Operation(
      operationId = "getBillingTransactions",
      summary = "List credit transactions",
      description = "The same as /billing/history. Owners.")
  public Page<BillingApi.Transaction> transactions(@BeanParam PageQuery query) {
    return page(query);
  }

  private Page<BillingApi.Transaction> page(PageQuery query) {
    Page<Movement> found = ledger.history(caller.principal().workspaceId(), query.page());
    return new Page<>(
        found.items().stream().map(BillingApi.Transaction::of).toList(),
        found.total(),
        found.limit(),
        found.offset());
  }
}
