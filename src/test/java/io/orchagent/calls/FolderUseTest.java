package io.orchagent.calls;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.agents.AgentsConfig;
import io.orchagent.agents.packages.PackagesConfig;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What this server has locked, as the kernel tells it, before, while and after runs go on. */
@QuarkusTest
class FolderUseTest {
  @Inject AgentsConfig agents;
  @Inject PackagesConfig packages;

  private static Set<String> locked(Path folder) throws IOException {
    Path locks = folder.toAbsolutePath().resolve("locks");
    if (!Files.exists(locks)) {
      return Set.of();
    }
    String owner =
        " READ %d .*:%s "
            .formatted(ProcessHandle.current().pid(), Files.getAttribute(locks, "unix:ino"));
    try (Stream<String> all = Files.lines(Path.of("/proc/locks"))) {
      return all.map(line -> line.replaceAll(" +", " "))
          .filter(line -> line.matches(".*" + owner + ".*"))
          .map(line -> line.split(" ")[6])
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private Set<String> more(Path folder, Set<String> before) throws IOException {
    Set<String> now = locked(folder);
    now.removeAll(before);
    return now;
  }

  private static Response call(TestWorkspace caller, TestTool tool, Object body) {
    return caller.asOwner().body(body).post(tool.path());
  }

  @Test
  void bundle_and_packages_are_in_use_as_long_as_their_run() throws Exception {
    TestWorkspace author = TestWorkspace.create();
    TestTool tool =
        TestTool.publish(
            author,
            Map.of(),
            Map.of(
                "main.js",
                "const d = JSON.parse(require('fs').readFileSync(0));"
                    + "if (d.fail) process.exit(3);"
                    + "setTimeout(() => console.log(require('is-number')(1)), d.wait ?? 0);",
                "package.json",
                "{\"dependencies\":{\"is-number\":\"7.0.0\"}}"));
    Awaitility.await()
        .atMost(Duration.ofMinutes(3))
        .until(
            () -> author.asOwner().get("/agents/" + tool.id).path("data.bundle_status"),
            "active"::equals);
    // The second is where packages lie when their own folder can't be entered by everybody
    Path elsewhere = Path.of("/var/tmp/orchagent-packages-" + System.getProperty("user.name"));
    boolean own = Files.exists(packages.dir().resolve("locks"));
    List<Path> folders = List.of(agents.cacheDir(), own ? packages.dir() : elsewhere);
    List<Set<String>> before = List.of(locked(folders.get(0)), locked(folders.get(1)));
    // Not in the common pool, where the JDK tells of processes that have ended
    CompletableFuture<Response> running =
        CompletableFuture.supplyAsync(
            () -> call(author, tool, Map.of("wait", 4000)),
            task -> Thread.ofPlatform().start(task));
    for (int i = 0; i < 2; i++) {
      int each = i;
      Awaitility.await().until(() -> more(folders.get(each), before.get(each)).size() == 1);
    }
    assertThat(running.join().statusCode()).isEqualTo(200);
    for (int i = 0; i < 2; i++) {
      assertThat(more(folders.get(i), before.get(i))).isEmpty();
    }
    // Nor after one that is refused, or fails
    author
        .asOwner()
        .header("X-Orchagent-Deadline-Ms", 1)
        .body(Map.of())
        .post(tool.path())
        .then()
        .statusCode(504);
    call(author, tool, Map.of("fail", true)).then().statusCode(502);
    for (int i = 0; i < 2; i++) {
      assertThat(more(folders.get(i), before.get(i))).isEmpty();
    }
  }
}
