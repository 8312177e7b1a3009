package io.orchagent.calls;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchagent.calls.engines.AgentText;
import io.orchagent.calls.engines.EngineOutcome;
import io.orchagent.calls.engines.Progress;
import io.orchagent.calls.engines.ProgressListener;
import io.orchagent.calls.engines.TextPieces;
import io.orchagent.platform.redaction.SecretMask;
import io.orchagent.platform.redaction.StreamMask;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * What happens in a run, as JSON for who may see it: masked, also where pieces cut a secret, and of
 * what the code writes the first part only, like in the log that its caller may read. What an agent
 * of others gives to its tools is not shown where its inside is not.
 */
final class RunEvents implements ProgressListener {
  /** Bytes of each stream of the code; its log has as many of the end. */
  private static final int MOST_WRITTEN = 10 * 1024;

  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_ARGUMENTS = 500;

  private final SecretMask mask;
  private final boolean insideShown;
  private final Consumer<String> to;
  private final Pieces text;
  private final Pieces stdout;
  private final Pieces stderr;
  private boolean over;

  RunEvents(SecretMask mask, boolean insideShown, Consumer<String> to) {
    this.mask = mask;
    this.insideShown = insideShown;
    this.to = to;
    this.text = new Pieces("text", "delta", Long.MAX_VALUE);
    this.stdout = new Pieces("stdout", "text", MOST_WRITTEN);
    this.stderr = new Pieces("stderr", "text", MOST_WRITTEN);
  }

  @Override
  public synchronized void told(Progress event) {
    if (over) {
      return;
    }
    switch (event) {
      case Progress.SandboxStart start -> send(event("sandbox_start"));
      case Progress.SetupStep(String name, String status) ->
          send(event("setup_step").put("name", clean(name, LONGEST_NAME)).put("status", status));
      case Progress.TurnStart(int turn, int maxTurns) -> {
        // What the model said before is whole now
        text.end();
        send(event("turn_start").put("turn", turn).put("max_turns", maxTurns));
      }
      case Progress.ToolCall(String tool, String arguments) -> {
        text.end();
        ObjectNode call = event("tool_call").put("tool", clean(tool, LONGEST_NAME));
        if (insideShown) {
          call.put("args_brief", clean(arguments, LONGEST_ARGUMENTS));
        }
        send(call);
      }
      case Progress.ToolResult(boolean succeeded) ->
          send(event("tool_result").put("status", succeeded ? "success" : "error"));
      case Progress.Text(String delta) -> text.add(delta);
      case Progress.Stdout(String more) -> stdout.add(more);
      case Progress.Stderr(String more) -> stderr.add(more);
    }
  }

  /** It has ended; what comes later is not told any more. */
  synchronized void done(EngineOutcome outcome) {
    text.end();
    stdout.end();
    stderr.end();
    over = true;
    send(
        event("done")
            .put("exit_code", outcome.exitCode())
            .put("execution_time_ms", outcome.execution().toMillis()));
  }

  private static ObjectNode event(String type) {
    return JsonNodeFactory.instance.objectNode().put("type", type);
  }

  private void send(ObjectNode event) {
    to.accept(event.toString());
  }

  private String clean(String said, int longest) {
    return AgentText.clean(mask.text(said), longest);
  }

  /** One kind of text that comes in pieces. */
  private final class Pieces {
    private final String type;
    private final String field;
    private final long most;
    private final TextPieces characters = new TextPieces();
    private StreamMask masked = new StreamMask(mask, this::pass);
    private long passed;

    private Pieces(String type, String field, long most) {
      this.type = type;
      this.field = field;
      this.most = most;
    }

    private void add(String more) {
      if (passed < most) {
        byte[] bytes = more.getBytes(StandardCharsets.UTF_8);
        masked.write(bytes, 0, bytes.length);
      }
    }

    private void end() {
      if (passed < most) {
        masked.end();
        masked = new StreamMask(mask, this::pass);
      }
    }

    private void pass(byte[] bytes, int offset, int length) {
      int wanted = (int) Math.min(length, most - passed);
      passed += wanted;
      String piece = wanted == 0 ? "" : characters.next(bytes, offset, wanted);
      if (!piece.isEmpty()) {
        ObjectNode event = event(type).put(field, AgentText.clean(piece, Integer.MAX_VALUE));
        send(wanted < length || passed == most ? event.put("truncated", true) : event);
      }
    }
  }
}
