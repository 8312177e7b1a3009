package io.orchagent;

import io.orchagent.AuditedChanges.Audited;
import io.orchagent.AuditedChanges.Done;
import io.orchagent.testing.TestCredits;
import io.orchagent.testing.TestWorkspace;
import io.restassured.response.Response;
import java.util.Map;

/** The same for credits and budgets. */
final class AuditedMoney {
  private AuditedMoney() {}

  static Map<String, Audited> audited() {
    return Map.of(
        "adjustCredits", new Audited("credits.adjusted", AuditedMoney::adjust),
        "createCheckout", new Audited("credits.checkout_opened", AuditedMoney::checkout),
        "createBudget", new Audited("budget.created", AuditedMoney::create),
        "changeBudget", new Audited("budget.changed", AuditedMoney::change),
        "deleteBudget", new Audited("budget.deleted", AuditedMoney::delete));
  }

  private static Done adjust() {
    TestWorkspace me = TestWorkspace.create();
    return Done.byAdministrator(me.workspaceId, TestCredits.adjust(me, 5, "Welcome"));
  }

  private static Done checkout() {
    TestWorkspace me = TestWorkspace.create();
    return Done.in(me, me.asOwner().body(Map.of("amount_usd", 5)).post("/billing/checkout"));
  }

  private static String path(TestWorkspace me) {
    return "/workspaces/" + me.workspaceId + "/budgets";
  }

  static Response budget(TestWorkspace me) {
    return me.asOwner()
        .body(Map.of("scope_type", "workspace", "window", "daily", "hard_limit_usd", "5"))
        .post(path(me));
  }

  private static Done create() {
    TestWorkspace me = TestWorkspace.create();
    return Done.in(me, budget(me));
  }

  private static Done change() {
    TestWorkspace me = TestWorkspace.create();
    String id = budget(me).path("data.id");
    return Done.in(me, me.asOwner().body(Map.of("hard_limit_usd", "6")).patch(path(me) + "/" + id));
  }

  private static Done delete() {
    TestWorkspace me = TestWorkspace.create();
    String id = budget(me).path("data.id");
    return Done.in(me, me.asOwner().delete(path(me) + "/" + id));
  }
}
