package io.orchagent.calls;

import static io.orchagent.testing.TestPrompt.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.testing.TestModel;
import io.orchagent.testing.TestPrompt;
import io.orchagent.testing.TestSecrets;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Keys of models, sent with calls and kept in the vault, and then looked for everywhere. */
@QuarkusTest
class ModelKeyCanaryTest {
  @Inject DataSource database;

  private final List<String> log = new ArrayList<>();

  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          StringBuilder text = new StringBuilder(String.valueOf(line.getMessage()));
          for (Object value : line.getParameters() == null ? new Object[0] : line.getParameters()) {
            text.append(' ').append(value);
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

  @Test
  void a_key_is_found_nowhere() throws Exception {
    Logger root = Logger.getLogger("");
    Logger ours = Logger.getLogger("io.orchagent");
    Level before = ours.getLevel();
    root.addHandler(handler);
    ours.setLevel(Level.FINE);
    List<String> answers;
    List<String> keys = new ArrayList<>();
    try {
      answers = callInAllWays(keys);
    } finally {
      root.removeHandler(handler);
      ours.setLevel(before);
    }
    assertThat(answers).hasSizeGreaterThan(20);
    synchronized (log) {
      assertThat(log).isNotEmpty();
      answers.addAll(log);
    }
    for (String key : keys) {
      assertThat(answers).noneMatch(text -> text.contains(key));
      assertThat(rowsWith(key)).isEmpty();
    }
  }

  private List<String> callInAllWays(List<String> keys) {
    TestWorkspace owner = TestWorkspace.create();
    TestPrompt agent = TestPrompt.publish(owner, "Answer {{q}}", "timeout_seconds", 1);
    List<Response> answers = new ArrayList<>();
    for (String provider : List.of("openai", "anthropic", "gemini", "ollama")) {
      for (int way = 0; way < 4; way++) {
        TestModel stub = stub(provider, way);
        keys.add(stub.key);
        answers.add(
            owner
                .asOwner()
                .header("Idempotency-Key", "k" + provider + way)
                .body(with(stub, "q", "x"))
                .post(agent.path() + "?verbose=true"));
      }
    }
    TestModel kept = stub("openai", 1);
    keys.add(kept.key);
    TestSecrets.set(owner, "OPENAI_API_KEY", kept.key);
    answers.add(owner.asOwner().body(Map.of("q", "x")).post(agent.path()));
    callPrograms(owner, keys, answers);
    // Refused: as a queued call, and in places where no key belongs
    TestModel refused = stub("openai", 0);
    keys.add(refused.key);
    answers.add(
        owner
            .asOwner()
            .header("Prefer", "respond-async")
            .body(with(refused, "q", "x"))
            .post(agent.path()));
    for (Object wrong :
        List.of(refused.key, Map.of(refused.key, 1), Map.of("provider", refused.key))) {
      answers.add(
          owner.asOwner().body(Map.of("q", "x", "llm_credentials", wrong)).post(agent.path()));
    }
    List<String> texts = new ArrayList<>();
    String workspace = "/workspaces/" + owner.workspaceId;
    for (Response answer : answers) {
      texts.add(answer.asString() + answer.headers());
      if (answer.header("X-Run-Id") != null) {
        String run = workspace + "/runs/" + answer.header("X-Run-Id");
        texts.add(owner.asOwner().get(run).asString());
        texts.add(owner.asOwner().get(run + "/trace").asString());
        texts.add(owner.asOwner().get(run + "/logs").asString());
      }
    }
    texts.add(owner.asOwner().get(workspace + "/runs").asString());
    texts.add(owner.asOwner().get(workspace + "/audit").asString());
    return texts;
  }

  /** Programs that tell their key in all ways but as their answer, which is never changed. */
  private static void callPrograms(TestWorkspace owner, List<String> keys, List<Response> answers) {
    TestTool program =
        TestTool.publish(
            owner,
            Map.of("supported_providers", List.of("anthropic")),
            Map.of(
                "main.py",
                """
                import base64, json, os, sys
                key = os.environ['ANTHROPIC_API_KEY']
                sys.stderr.write(key + base64.b64encode(key.encode()).decode() + key[:9])
                sys.stderr.flush()
                sys.stderr.write(key[9:])
                print(json.dumps({'error': 'no ' + key}))
                sys.exit(len(json.load(sys.stdin)))
                """));
    String kept = "sk-ant-kept-" + TestWorkspace.unique();
    String sent = "sk-ant-sent-" + TestWorkspace.unique();
    keys.addAll(List.of(kept, sent));
    TestSecrets.set(owner, "ANTHROPIC_API_KEY", kept);
    String path = program.path() + "?verbose=true";
    for (Map<String, Object> credentials :
        List.of(Map.<String, Object>of(), Map.<String, Object>of("api_key", sent))) {
      Map<String, Object> input = Map.of("q", "x", "llm_credentials", credentials);
      answers.add(
          owner
              .asOwner()
              .header("Idempotency-Key", "p" + credentials.size())
              .body(input)
              .post(path));
      answers.add(owner.asOwner().accept("text/event-stream").body(input).post(path));
    }
  }

  private static TestModel stub(String provider, int way) {
    TestModel stub = TestModel.of(provider);
    return switch (way) {
      case 0 -> stub.says("fine", 1, 1);
      case 1 -> stub.fails(401, "The key " + stub.key + " is wrong.");
      case 2 -> stub.answers(400, stub.key);
      default -> stub.isSlow(5_000);
    };
  }

  private List<String> rowsWith(String key) throws SQLException {
    String hex = HexFormat.of().formatHex(key.getBytes(StandardCharsets.UTF_8));
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
      assertThat(tables).contains("secret", "run", "run_payload", "run_trace_event", "audit_event");
      for (String table : tables) {
        for (String form : List.of(key, hex)) {
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
}
