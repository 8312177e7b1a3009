package io.orchagent.services;

import io.orchagent.platform.crypto.EnvelopeEncryption;
import io.orchagent.platform.outbound.SigningSecrets;
import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;

/** What alerts of services are signed with. */
@Singleton
class AlertSecrets extends SigningSecrets {
  AlertSecrets(Sql sql, EnvelopeEncryption encryption) {
    super(sql, encryption, "service", "service-alerts");
  }
}
