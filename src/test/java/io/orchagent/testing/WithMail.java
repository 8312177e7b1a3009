package io.orchagent.testing;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** A mailer is configured: {@link MailStub} takes what it sends. */
public final class WithMail implements QuarkusTestProfile {
  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "orchagent.mail.from",
        "orchagent <no-reply@example.test>",
        "quarkus.mailer.host",
        "127.0.0.1",
        "quarkus.mailer.port",
        MailStub.port());
  }
}
