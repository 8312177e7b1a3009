package io.orchagent.usage.reports;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls as lines of a file. */
final class CallLines {
  static final List<String> OF_CALLER =
      List.of(
          "run_id",
          "request_id",
          "agent",
          "version",
          "endpoint",
          "tenant_id",
          "trigger",
          "status",
          "error_code",
          "duration_ms",
          "cost_usd",
          "input_tokens",
          "output_tokens",
          "created_at");

  static final List<String> OF_AUTHOR =
      List.of(
          "run_id",
          "caller",
          "agent",
          "version",
          "endpoint",
          "trigger",
          "status",
          "error_code",
          "duration_ms",
          "cost_usd",
          "earnings_cents",
          "input_tokens",
          "output_tokens",
          "created_at");

  private CallLines() {}

  static List<@Nullable String> ofCaller(CallLogQueries.Call call) {
    return Arrays.asList(
        call.id().toString(),
        call.requestId(),
        call.agent(),
        call.version(),
        call.endpoint(),
        call.tenantId(),
        call.trigger(),
        call.status(),
        call.errorCode(),
        text(call.durationMs()),
        call.costUsd(),
        text(call.inputTokens()),
        text(call.outputTokens()),
        call.createdAt().toString());
  }

  static List<@Nullable String> ofAuthor(AuthorUsageApi.Call call) {
    return Arrays.asList(
        call.runId().toString(),
        call.caller(),
        call.agent(),
        call.version(),
        call.endpoint(),
        call.trigger(),
        call.status(),
        call.errorCode(),
        text(call.durationMs()),
        call.costUsd(),
        Long.toString(call.earningsCents()),
        text(call.inputTokens()),
        text(call.outputTokens()),
        call.createdAt().toString());
  }

  private static @Nullable String text(@Nullable Long number) {
    return number == null ? null : number.toString();
  }
}
