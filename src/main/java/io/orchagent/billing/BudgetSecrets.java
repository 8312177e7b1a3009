package io.orchagent.billing;

import io.orchagent.platform.crypto.EnvelopeEncryption;
import io.orchagent.platform.outbound.SigningSecrets;
import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;

/** What alerts of budgets are signed with. */
@Singleton
class BudgetSecrets extends SigningSecrets {
  BudgetSecrets(Sql sql, EnvelopeEncryption encryption) {
    super(sql, encryption, "budget", "budget-alerts");
  }
}
