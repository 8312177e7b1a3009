package io.orchagent.calls.engines;

import io.orchagent.llm.ToolCall;
import io.orchagent.platform.redaction.MaskedHead;
import io.orchagent.platform.redaction.MaskedTail;
import io.orchagent.platform.redaction.SecretMask;
import java.nio.charset.StandardCharsets;

/**
 * The log of one loop, which has no program of its own: its standard output is what the model said,
 * its standard error what the tools did. Of an agent that is closed to the caller there are only
 * the tools' names and how they ended.
 */
final class LoopLog {
  private static final int MOST = 10 * 1024;
  private static final int LONGEST_PART = 2 * 1024;

  private final SecretMask mask;
  private final boolean inside;
  private final MaskedTail stdout;
  private final MaskedTail stderr;

  LoopLog(SecretMask mask, boolean inside) {
    this.mask = mask;
    this.inside = inside;
    this.stdout = new MaskedTail(mask, MOST);
    this.stderr = new MaskedTail(mask, MOST);
  }

  void said(String text) {
    if (!text.isBlank()) {
      write(stdout, text + "\n");
    }
  }

  void used(int turn, ToolCall call, LoopTools.Done done, long millis) {
    write(
        stderr,
        "turn %d: %s %s in %d ms\n"
            .formatted(
                turn,
                part(call.name(), 200),
                done.answer().succeeded() ? "succeeded" : "failed",
                millis));
    if (inside) {
      write(stderr, part(call.arguments(), LONGEST_PART) + "\n");
      write(stderr, part(done.answer().text().stripTrailing(), LONGEST_PART) + "\n");
    }
  }

  /** Masked before it is cut. */
  private String part(String text, int most) {
    MaskedHead head = MaskedHead.of(mask, text, most);
    return head.whole() ? head.text() : head.text() + "…";
  }

  private static void write(MaskedTail to, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    to.write(bytes, 0, bytes.length);
  }

  /** Nothing is taken after this. */
  String stdout() {
    return stdout.text();
  }

  /** The same. */
  String stderr() {
    return stderr.text();
  }
}
