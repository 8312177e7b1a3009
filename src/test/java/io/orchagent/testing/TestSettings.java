package io.orchagent.testing;

import java.util.Map;

/**
 * What differs from production in every test, on the JVM and of the binary alike. Each line says
 * why.
 */
public final class TestSettings {
  public static final String ADMIN_EMAIL = "admin@example.test";
  public static final String ADMIN_PASSWORD = "correct horse of the administrator";

  static final Map<String, String> ALL =
      Map.ofEntries(
          // a key for nothing but tests
          Map.entry("orchagent.crypto.master-key", "dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk="),

          // one to rotate to
          Map.entry(
              "orchagent.crypto.next-master-key", "dGhlLW5leHQta2V5LW9mLXRlc3RzLWFuZC1uby1vdGg="),

          // tests register people by the hundred
          Map.entry("orchagent.registration", "open"),

          // an administrator whom tests can sign in as
          Map.entry("orchagent.admin.email", ADMIN_EMAIL),
          Map.entry("orchagent.admin.password", ADMIN_PASSWORD),

          // the cheapest that bcrypt knows: hashing is not what most tests are about
          Map.entry("orchagent.identity.password-cost", "4"),

          // tests say by X-Forwarded-For who they are, so that one's failures don't slow another
          Map.entry("orchagent.trusted-proxies", "127.0.0.1,::1"),

          // a page of another origin
          Map.entry("orchagent.cors-origins", "https://app.example.test"),

          // a plan whose end tests can reach
          Map.entry("orchagent.plans.tight.calls-per-day", "40"),
          Map.entry("orchagent.plans.tight.concurrent-calls", "100"),

          // hosts of services, and limits of their ingress that tests can reach
          Map.entry("orchagent.services.domain", "services.test"),
          Map.entry("orchagent.services.ingress.on-own-host", "true"),
          Map.entry("orchagent.services.ingress.max-body", "80M"),
          Map.entry("orchagent.services.ingress.first-byte-timeout", "3s"),
          Map.entry("orchagent.services.ingress.idle-timeout", "6s"),
          Map.entry("orchagent.services.ingress.max-in-flight", "8"),

          // tests of usage say themselves when hours are counted, and cut who counts
          Map.entry("orchagent.usage.rollup-interval", "1d"),

          // a heartbeat that tests need not wait for
          Map.entry("orchagent.calls.stream.heartbeat", "100ms"));

  private TestSettings() {}
}
