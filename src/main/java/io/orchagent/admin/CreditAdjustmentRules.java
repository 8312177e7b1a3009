package io.orchagent.admin;

import io.orchagent.platform.errors.FieldError;
import io.orchagent.platform.http.BodyRules;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** What an adjustment has to say. */
@Singleton
class CreditAdjustmentRules implements BodyRules<AdminApi.CreditAdjustment> {
  private static final long MAX_CENTS = 100_000_000;
  private static final int MAX_REASON = 300;

  @Override
  public Class<AdminApi.CreditAdjustment> body() {
    return AdminApi.CreditAdjustment.class;
  }

  @Override
  public List<FieldError> problems(AdminApi.CreditAdjustment body) {
    List<FieldError> problems = new ArrayList<>();
    Long cents = body.amountCents();
    if (cents == null || cents == 0 || cents < -MAX_CENTS || cents > MAX_CENTS) {
      problems.add(
          new FieldError(
              "amount_cents", "must be a whole number of cents, not 0, of at most 100000000"));
    }
    String reason = body.reason();
    if (reason == null
        || reason.isBlank()
        || reason.length() > MAX_REASON
        || reason.chars().anyMatch(Character::isISOControl)) {
      problems.add(new FieldError("reason", "must be 1 to 300 characters on one line"));
    }
    return problems;
  }
}
