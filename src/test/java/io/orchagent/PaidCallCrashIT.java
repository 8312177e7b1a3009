package io.orchagent;

import static io.orchagent.testing.TestCredits.balance;
import static io.orchagent.testing.TestCredits.give;
import static io.orchagent.testing.TestCredits.held;
import static io.orchagent.testing.TestCredits.sell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orchagent.testing.EmbeddedServers;
import io.orchagent.testing.PackagedApplication;
import io.orchagent.testing.TestSettings;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.restassured.RestAssured;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server is killed in the middle of paid calls. */
class PaidCallCrashIT {
  private static final int PRICE = 5;
  private static final int SHARE = 4;

  @TempDir Path folder;

  private PackagedApplication server() {
    Map<String, String> environment = new HashMap<>();
    EmbeddedServers.configuration()
        .forEach(
            (key, value) ->
                environment.put(key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"), value));
    environment.put("ORCHAGENT_HOME", folder.resolve("home-" + TestWorkspace.unique()).toString());
    environment.put("ORCHAGENT_ADMIN_EMAIL", TestSettings.ADMIN_EMAIL);
    environment.put("ORCHAGENT_ADMIN_PASSWORD", TestSettings.ADMIN_PASSWORD);
    environment.put("ORCHAGENT_IDENTITY_PASSWORD_COST", "4");
    PackagedApplication server = PackagedApplication.launch(folder, environment).awaitReady();
    RestAssured.baseURI = "http://127.0.0.1";
    RestAssured.port = server.port();
    return server;
  }

  @AfterEach
  void reset() {
    RestAssured.reset();
  }

  private static void room(TestWorkspace workspace) {
    TestWorkspace.asAdministrator()
        .body(Map.of("limits", Map.of("concurrent_calls", 200)))
        .patch("/admin/workspaces/" + workspace.workspaceId)
        .then()
        .statusCode(200);
  }

  /** Those that got an answer; the others lost their server. */
  private static int answered(TestWorkspace caller, TestTool tool) {
    try {
      return caller.asOwner().body("{}").post(tool.path()).statusCode();
    } catch (RuntimeException e) {
      return 0;
    } catch (Exception e) {
      return 0;
    }
  }

  @Test
  void nothing_is_charged_twice_and_nothing_stays_held() throws Exception {
    PackagedApplication doomed = server();
    TestWorkspace author = TestWorkspace.create();
    TestWorkspace caller = TestWorkspace.create();
    room(caller);
    give(caller, 40 * PRICE);
    TestTool tool =
        sell(author, PRICE, "import random, time\ntime.sleep(random.random() * 6)\nprint(1)");
    AtomicInteger refused = new AtomicInteger();
    Thread killer =
        Thread.startVirtualThread(
            () -> {
              await()
                  .atMost(Duration.ofSeconds(60))
                  .until(() -> refused.get() > 0 && balance(author) >= 5 * SHARE);
              try {
                doomed.kill();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    List<Integer> first =
        Together.run(
            50,
            i -> {
              int status = answered(caller, tool);
              refused.addAndGet(status == 402 ? 1 : 0);
              return status;
            });
    killer.join();
    assertThat(first).contains(200, 402, 0);
    try (PackagedApplication next = server()) {
      await().atMost(Duration.ofSeconds(60)).until(() -> held(caller) == 0);
      long charged = (40 * PRICE - balance(caller)) / PRICE;
      assertThat(balance(caller)).isEqualTo((40 - charged) * PRICE);
      assertThat(charged).isEqualTo(completed(caller)).isLessThan(40);
      assertThat(charged).isGreaterThanOrEqualTo(first.stream().filter(s -> s == 200).count());
      assertThat(balance(author)).isEqualTo(charged * SHARE);
      List<Integer> second = Together.run(50, i -> answered(caller, tool));
      assertThat(second.stream().filter(s -> s == 200)).hasSize((int) (40 - charged));
      assertThat(second.stream().filter(s -> s == 402)).hasSize((int) (10 + charged));
      assertThat(balance(caller)).isZero();
      assertThat(balance(author)).isEqualTo(40 * SHARE);
      assertThat(number("select coalesce(sum(amount_cents), 0) from ledger_entry")).isZero();
      assertThat(next.output()).contains("dead runs: server_silent");
    }
  }

  private static long completed(TestWorkspace caller) throws SQLException {
    return number(
        "select count(*) from run where status = 'completed' and workspace_id = '"
            + caller.workspaceId
            + "'");
  }

  private static long number(String query) throws SQLException {
    Map<String, String> servers = EmbeddedServers.configuration();
    try (Connection connection =
            DriverManager.getConnection(
                servers.get("quarkus.datasource.jdbc.url"),
                servers.get("quarkus.datasource.username"),
                servers.get("quarkus.datasource.password"));
        ResultSet rows = connection.createStatement().executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
