package io.orchagent.calls.engines;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.calls.engines.TraceEvent.Type;
import io.orchagent.platform.redaction.SecretMask;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunTraceTest {
  private final List<TraceEvent> stored = new ArrayList<>();
  private boolean storing = true;

  private RunTrace trace(boolean inside, RunTrace.Bounds bounds, String... secrets) {
    return new RunTrace(
        SecretMask.of(List.of(secrets)),
        inside,
        bounds,
        events -> {
          if (storing) {
            stored.addAll(events);
          }
          return storing;
        },
        Instant.parse("2026-01-01T00:00:00Z"));
  }

  private static void say(RunTrace trace, String text) {
    trace.add(Type.DECISION, said -> said.text("text", text));
  }

  @Test
  void only_so_many_events_are_kept_and_how_it_ended() {
    RunTrace trace = trace(true, new RunTrace.Bounds(2, 100, 1_000));
    for (int i = 0; i < 5; i++) {
      say(trace, "n" + i);
    }
    trace.failed("TIMEOUT", "late");
    assertThat(trace.rest().stream().map(TraceEvent::payload))
        .containsExactly(
            "{\"text\":\"n0\"}",
            "{\"text\":\"n1\"}",
            "{\"decision\":\"trace_truncated\",\"kept\":2}",
            "{\"code\":\"TIMEOUT\",\"message\":\"late\"}");
    assertThat(trace.rest().stream().map(TraceEvent::sequence)).containsExactly(1, 2, 3, 4);
  }

  @Test
  void payloads_together_have_a_bound_too() {
    RunTrace trace = trace(true, new RunTrace.Bounds(10, 100, 12));
    say(trace, "a");
    say(trace, "b");
    assertThat(trace.rest().stream().map(TraceEvent::payload))
        .containsExactly("{\"text\":\"a\"}", "{\"truncated\":true}");
  }

  @Test
  void texts_share_the_room_of_their_payload_as_it_is_written() {
    RunTrace trace = trace(true, new RunTrace.Bounds(10, 10, 1_000));
    trace.add(Type.DECISION, said -> said.text("a", "\u0001\"x").text("b", "\uD83D\uDE00y"));
    trace.add(Type.DECISION, said -> said.text("a", "12345678").text("b", "\uD83D\uDE00"));
    assertThat(trace.rest().stream().map(TraceEvent::payload))
        .containsExactly(
            "{\"a\":\"\\u0001\\\"x\",\"b\":\"\",\"truncated\":true}",
            "{\"a\":\"12345678\",\"b\":\"\",\"truncated\":true}");
  }

  @Test
  void what_nobody_may_read_is_not_even_made() {
    RunTrace trace = trace(false, new RunTrace.Bounds(10, 10, 1_000));
    trace.add(
        Type.DECISION,
        said -> {
          throw new AssertionError("asked for");
        });
    trace.failed("X", "y");
    assertThat(trace.rest().stream().map(TraceEvent::payload)).containsExactly(null, null);
  }

  @Test
  void a_secret_is_hidden_wherever_the_cut_is() {
    String secret = "hidden-value-of-some-length";
    for (int before = 0; before < 60; before++) {
      RunTrace trace = trace(true, new RunTrace.Bounds(10, 40, 1_000), secret);
      say(trace, "x".repeat(before) + secret + "y".repeat(20_000));
      assertThat(trace.rest().getFirst().payload()).doesNotContain("hidden", "length");
    }
  }

  @Test
  void what_is_flushed_is_not_written_again_and_what_could_not_be_stored_is_not_lost() {
    RunTrace trace = trace(true, new RunTrace.Bounds(10, 100, 1_000));
    say(trace, "a");
    trace.flush();
    say(trace, "b");
    trace.flushIfOlderThan(Duration.ofHours(1));
    assertThat(stored).hasSize(1);
    storing = false;
    trace.flush();
    storing = true;
    // It failed a moment ago, so it is not tried again at once
    trace.flush();
    say(trace, "c");
    assertThat(stored).hasSize(1);
    assertThat(trace.rest().stream().map(TraceEvent::sequence)).containsExactly(2, 3);
  }
}
