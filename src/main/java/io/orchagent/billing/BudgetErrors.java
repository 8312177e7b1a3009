package io.orchagent.billing;

import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.errors.ErrorKind;
import io.orchagent.platform.errors.Errors;

/** Refusals that are about budgets. */
final class BudgetErrors {
  private BudgetErrors() {}

  static ApiException notFound() {
    return Errors.notFound("Budget");
  }

  static ApiException taken() {
    return Errors.conflict(
        "There is a budget of this scope and window already. Change that one instead.");
  }

  static ApiException tooMany(int most) {
    return Errors.planLimit(
        "A workspace has at most " + most + " budgets. Delete one that is not needed.");
  }

  static ApiException exceeded(Budget budget) {
    String whose = budget.agent() == null ? "the workspace" : budget.agent();
    return ApiException.of(
            ErrorKind.LIMITED,
            "BUDGET_EXCEEDED",
            "The "
                + budget.window()
                + " budget of "
                + whose
                + ", "
                + Dollars.text(budget.lastLimit())
                + " USD, is spent: no new runs until "
                + budget.windowEnd()
                + ". Wait until then, or have an owner raise its hard limit.")
        .build();
  }
}
