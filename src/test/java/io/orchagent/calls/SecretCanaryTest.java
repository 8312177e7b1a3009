package io.orchagent.calls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orchagent.testing.TestSecrets;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** A secret that is printed in many ways, and then looked for everywhere. */
@QuarkusTest
class SecretCanaryTest {
  private static final String START =
      """
      import base64, json, os, sys, time, urllib.parse
      key = os.environ['CANARY']
      """;

  private static final List<String> WAYS =
      List.of(
          // plainly, on both streams
          "print(key); sys.stderr.write(key); sys.exit(1)",
          // as the reason of a failure
          "print(json.dumps({'error': {'message': 'bad key ' + key}})); sys.exit(1)",
          // in a stack trace, with the source line and the text as Python shows it
          "raise ValueError({'key': key, key: 1})",
          // encoded
          "sys.stderr.write(base64.b64encode(b'user:' + key.encode()).decode() + ' '"
              + " + urllib.parse.quote(key) + ' ' + key.encode().hex()); print(json.dumps(key));"
              + " sys.exit(1)",
          // in two pieces
          "os.write(2, key[:12].encode()); time.sleep(0.05); os.write(2, key[12:].encode());"
              + " sys.exit(1)",
          // where the kept end of the stream begins
          "sys.stderr.write('x' * 50000 + key + 'y' * (10240 - len(key) + 9)); sys.exit(1)",
          // as a field that the output's schema knows nothing of
          "print(json.dumps({key: key}))",
          // and when the deadline passes in the middle of it
          "os.write(2, key[:30].encode()); time.sleep(60)");

  @Inject DataSource database;

  private final FileTime began = FileTime.from(Instant.now().minusSeconds(2));
  private final String core = "canary" + TestWorkspace.unique();
  private final String canary = "k\"/+é" + core + "\\+/'z";
  private final List<String> forms = forms();

  /** All that would give the core of it away. */
  private List<String> forms() {
    byte[] bytes = core.getBytes(UTF_8);
    List<String> all = new ArrayList<>(List.of(core, HexFormat.of().formatHex(bytes)));
    for (int before = 0; before < 3; before++) {
      byte[] shifted = new byte[before + bytes.length];
      System.arraycopy(bytes, 0, shifted, before, bytes.length);
      String text = Base64.getEncoder().withoutPadding().encodeToString(shifted);
      all.add(text.substring(4, text.length() - 4));
    }
    return all;
  }

  @Test
  void a_canary_is_found_nowhere() throws Exception {
    List<String> log = new ArrayList<>();
    Handler handler = collecting(log);
    Logger root = Logger.getLogger("");
    Logger ours = Logger.getLogger("io.orchagent");
    Level before = ours.getLevel();
    root.addHandler(handler);
    ours.setLevel(Level.FINE);
    try {
      TestWorkspace owner = TestWorkspace.create();
      TestSecrets.set(owner, "CANARY", canary);
      List<String> answers = printInAllWays(owner);
      assertThat(answers).hasSize(WAYS.size() * 3 + 3);
      answers.forEach(this::isClean);
      whileItRuns(owner);
    } finally {
      root.removeHandler(handler);
      ours.setLevel(before);
    }
    synchronized (log) {
      assertThat(log).hasSizeGreaterThan(WAYS.size());
      log.forEach(this::isClean);
    }
    assertThat(rowsThatHaveIt()).isEmpty();
    assertThat(filesThatHaveIt()).isEmpty();
  }

  private void isClean(String text) {
    assertThat(text).doesNotContain(forms.toArray(CharSequence[]::new));
  }

  private static Handler collecting(List<String> log) {
    return new Handler() {
      @Override
      public void publish(LogRecord line) {
        StringBuilder text = new StringBuilder(String.valueOf(line.getMessage()));
        if (line.getParameters() != null) {
          Stream.of(line.getParameters()).forEach(each -> text.append(' ').append(each));
        }
        for (Throwable cause = line.getThrown(); cause != null; cause = cause.getCause()) {
          text.append(' ').append(cause);
        }
        synchronized (log) {
          log.add(text.toString());
        }
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }

  private List<String> printInAllWays(TestWorkspace owner) {
    List<String> answers = new ArrayList<>();
    for (String way : WAYS) {
      TestTool tool =
          TestTool.publish(
              owner,
              Map.of(
                  "required_secrets",
                  List.of("CANARY"),
                  "timeout_seconds",
                  2,
                  "output_schema",
                  Map.of("type", "object", "additionalProperties", false)),
              Map.of("main.py", START + way));
      var answer = owner.asOwner().body("{}").post(tool.path() + "?verbose=true");
      assertThat(answer.statusCode()).as(way).isGreaterThanOrEqualTo(400);
      answers.add(answer.asString() + answer.headers());
      String run = "/workspaces/" + owner.workspaceId + "/runs/" + answer.header("X-Run-Id");
      answers.add(owner.asOwner().get(run).asString());
      answers.add(owner.asOwner().get(run + "/logs").asString());
    }
    String workspace = "/workspaces/" + owner.workspaceId;
    answers.add(owner.asOwner().get(workspace + "/secrets").asString());
    answers.add(owner.asOwner().get(workspace + "/audit").asString());
    answers.add(owner.asOwner().get(workspace + "/runs").asString());
    return answers;
  }

  /** Only the run's own processes know it, and no other sandbox sees them. */
  private void whileItRuns(TestWorkspace owner) throws Exception {
    TestTool sleeper =
        TestTool.publish(
            owner,
            Map.of("required_secrets", List.of("CANARY"), "timeout_seconds", 30),
            Map.of("main.py", START + "os.system('sleep 20')\nprint('{}')"));
    TestWorkspace other = TestWorkspace.create();
    TestTool spy =
        TestTool.python(
            other,
            """
            import json, os
            seen = []
            for name in os.listdir('/proc'):
                for part in ('environ', 'cmdline'):
                    try:
                        seen.append(open('/proc/%s/%s' % (name, part), 'rb').read().decode('latin-1'))
                    except OSError:
                        pass
            for top in ('/tmp', '/home', '/run', '/dev/shm', '/var', '/root'):
                for folder, _, files in os.walk(top):
                    for name in files:
                        if os.path.islink(os.path.join(folder, name)):
                            continue
                        try:
                            seen.append(open(os.path.join(folder, name), 'rb').read(1000000).decode('latin-1'))
                        except OSError:
                            pass
            print(json.dumps([dict(os.environ), seen]))
            """);
    CompletableFuture<Integer> sleeping =
        CompletableFuture.supplyAsync(
            () -> owner.asOwner().body("{}").post(sleeper.path()).statusCode(),
            // The common pool tells the server of the ends of processes: not to be kept busy
            Thread::startVirtualThread);
    await()
        .atMost(Duration.ofSeconds(15))
        .until(
            () -> processesThatHaveIt().stream().anyMatch(found -> found.part.equals("environ")));
    assertThat(sleeping).isNotDone();
    Object self = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    boolean root = Integer.valueOf(0).equals(self);
    for (Found found : processesThatHaveIt()) {
      assertThat(found.part).isEqualTo("environ");
      assertThat(found.pid).isNotEqualTo(ProcessHandle.current().pid());
      assertThat(found.uid.equals(self)).as("uid of " + found.pid).isEqualTo(!root);
    }
    var spied = other.asOwner().body("{}").post(spy.path());
    assertThat(spied.statusCode()).as(spied.asString()).isEqualTo(200);
    assertThat(spied.asString()).contains("python3");
    isClean(spied.asString());
    assertThat(sleeping).isNotDone();
    assertThat(filesThatHaveIt()).isEmpty();
    assertThat(sleeping.get()).isEqualTo(200);
  }

  private record Found(long pid, String part, Object uid) {}

  private List<Found> processesThatHaveIt() throws IOException {
    List<Found> all = new ArrayList<>();
    try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        for (String part : List.of("environ", "cmdline")) {
          try {
            String text = Files.readString(process.resolve(part), ISO_8859_1);
            if (forms.stream().anyMatch(text::contains)) {
              Object uid = Files.getAttribute(process, "unix:uid");
              all.add(new Found(Long.parseLong(process.getFileName().toString()), part, uid));
            }
          } catch (IOException e) {
            // It has ended, or is another user's
          }
        }
      }
    }
    return all;
  }

  private List<String> rowsThatHaveIt() throws SQLException {
    List<String> found = new ArrayList<>();
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      List<String> tables = new ArrayList<>();
      try (ResultSet rows =
          statement.executeQuery(
              "select quote_ident(tablename) from pg_tables where schemaname = 'public'")) {
        while (rows.next()) {
          tables.add(rows.getString(1));
        }
      }
      assertThat(tables).contains("secret", "run", "run_payload", "audit_event");
      for (String table : tables) {
        for (String form : forms) {
          // Bytes are shown in hexadecimal, which is one of the forms
          String count = "select count(*) from " + table + " t where t::text like '%" + form + "%'";
          try (ResultSet rows = statement.executeQuery(count)) {
            rows.next();
            if (rows.getLong(1) > 0) {
              found.add(table + " has " + form);
            }
          }
        }
      }
    }
    return found;
  }

  /** The server's own folders, and all that PostgreSQL keeps, its log of changes too. */
  private List<String> filesThatHaveIt() throws Exception {
    List<Path> folders = new ArrayList<>(List.of(Path.of(".orchagent")));
    folders.add(newest(Path.of("target", "embedded")));
    try (var work =
        Files.newDirectoryStream(
            Path.of(System.getProperty("java.io.tmpdir")), "{orchagent,bundle}*")) {
      work.forEach(folders::add);
    }
    List<String> found = new ArrayList<>();
    for (Path folder : folders) {
      if (Files.exists(folder)) {
        try (Stream<Path> files = Files.walk(folder)) {
          files.filter(Files::isRegularFile).filter(this::hasIt).forEach(f -> found.add("" + f));
        } catch (UncheckedIOException e) {
          // Files come and go under a server that runs
        }
      }
    }
    return found;
  }

  /** The servers of this run of the tests. */
  private static Path newest(Path folder) throws IOException {
    try (Stream<Path> homes = Files.list(folder)) {
      return homes
          .filter(home -> home.getFileName().toString().startsWith("home-"))
          .max(Comparator.comparing(home -> home.toFile().lastModified()))
          .orElseThrow();
    }
  }

  private boolean hasIt(Path file) {
    try {
      if (Files.getLastModifiedTime(file).compareTo(began) < 0) {
        // Older than the secret
        return false;
      }
      String text = Files.readString(file, ISO_8859_1);
      return forms.stream().anyMatch(text::contains);
    } catch (IOException e) {
      return false;
    }
  }
}
