package io.orchagent.testing;

import java.util.Map;

/**
 * What differs from production in every test, on the JVM and of the binary alike. Each line says
 * why.
 */
final class TestSettings {
  static final String ADMIN_EMAIL = "admin@example.test";
  static final String ADMIN_PASSWORD = "correct horse of the administrator";

  static final Map<String, String> ALL =
      Map.of(
          // a key for nothing but tests
          "orchagent.crypto.master-key",
          "dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk=",
          // one to rotate to
          "orchagent.crypto.next-master-key",
          "dGhlLW5leHQta2V5LW9mLXRlc3RzLWFuZC1uby1vdGg=",
          // tests register people by the hundred
          "orchagent.registration",
          "open",
          // an administrator whom tests can sign in as
          "orchagent.admin.email",
          ADMIN_EMAIL,
          "orchagent.admin.password",
          ADMIN_PASSWORD,
          // the cheapest that bcrypt knows: hashing is not what most tests are about
          "orchagent.identity.password-cost",
          "4",
          // tests say by X-Forwarded-For who they are, so that one's failures don't slow another
          "orchagent.trusted-proxies",
          "127.0.0.1,::1",
          // a page of another origin
          "orchagent.cors-origins",
          "https://app.example.test",
          // a plan whose end tests can reach
          "orchagent.plans.tight.calls-per-day",
          "40",
          "orchagent.plans.tight.concurrent-calls",
          "100");

  private TestSettings() {}
}
