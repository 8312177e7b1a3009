package io.orchagent.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orchagent.testing.EmbeddedServers;
import io.orchagent.testing.PackagedApplication;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.restassured.RestAssured;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Servers over one database that are killed while services run on them. Each service's process has
 * a word of its own among its arguments, by which the machine's own list of processes finds it.
 */
class ServicesCrashIT {
  private static final Duration SOON = Duration.ofSeconds(45);

  @TempDir static Path folder;

  private final List<PackagedApplication> servers = new ArrayList<>();
  private final List<TestService> services = new ArrayList<>();

  @AfterEach
  void ended() throws Exception {
    services.forEach(TestService::delete);
    for (PackagedApplication server : servers) {
      server.close();
    }
    RestAssured.reset();
  }

  private PackagedApplication server() {
    Map<String, String> environment = new HashMap<>();
    EmbeddedServers.configuration()
        .forEach(
            (key, value) ->
                environment.put(key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"), value));
    environment.put("ORCHAGENT_HOME", folder.resolve("home-" + TestWorkspace.unique()).toString());
    environment.put("ORCHAGENT_IDENTITY_PASSWORD_COST", "4");
    // Not in embedded mode, and without a domain of services
    environment.put("ORCHAGENT_SERVICES_INGRESS_ON_OWN_HOST", "true");
    PackagedApplication server = PackagedApplication.launch(folder, environment).awaitReady();
    servers.add(server);
    RestAssured.baseURI = "http://127.0.0.1";
    RestAssured.port = server.port();
    return server;
  }

  private String deployed() {
    String word = "word" + TestWorkspace.unique();
    TestWorkspace owner = TestWorkspace.create();
    TestTool tool = TestTool.python(owner, TestService.WEB.replace("MARK", "one"));
    services.add(
        TestService.create(owner, tool, "command", "python", "args", List.of("main.py", word)));
    return word;
  }

  /** Instances of a service: the programs themselves, not what started them. */
  private static long processes(String word) {
    return ProcessHandle.allProcesses()
        .filter(
            process ->
                process.info().command().orElse("").contains("python")
                    && process.info().arguments().stream()
                        .flatMap(Arrays::stream)
                        .anyMatch(word::equals))
        .count();
  }

  private void awaitOneEach(List<String> words) {
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              for (TestService service : services) {
                assertThat(service.view().getString("data.state")).isEqualTo("running");
                assertThat(service.reach("/page").statusCode()).isEqualTo(200);
              }
              for (String word : words) {
                assertThat(processes(word)).isEqualTo(1);
              }
            });
  }

  @Test
  void a_service_is_gone_with_its_server_and_back_with_the_next() throws Exception {
    PackagedApplication first = server();
    List<String> words = List.of(deployed());
    awaitOneEach(words);
    String before = services.getFirst().reach("/page").path("instance");
    first.kill();
    await().atMost(SOON).until(() -> processes(words.getFirst()) == 0);
    server();
    long started = System.nanoTime();
    awaitOneEach(words);
    Duration took = Duration.ofNanos(System.nanoTime() - started);
    // Its process is seen to be gone: nobody waits for the lease
    assertThat(took).isLessThan(Duration.ofSeconds(15));
    assertThat((String) services.getFirst().reach("/page").path("instance")).isNotEqualTo(before);
    assertThat(services.getFirst().view().getInt("data.running_instances")).isEqualTo(1);
  }

  @Test
  void of_two_servers_the_one_that_is_left_takes_all() throws Exception {
    PackagedApplication first = server();
    PackagedApplication second = server();
    List<String> words = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      RestAssured.port = i % 2 == 0 ? first.port() : second.port();
      words.add(deployed());
    }
    awaitOneEach(words);
    first.kill();
    RestAssured.port = second.port();
    awaitOneEach(words);
    second.kill();
    await()
        .atMost(SOON)
        .until(() -> words.stream().mapToLong(ServicesCrashIT::processes).sum() == 0);
    server();
    awaitOneEach(words);
  }
}
