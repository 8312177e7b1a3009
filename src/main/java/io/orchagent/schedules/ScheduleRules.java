package io.orchagent.schedules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchagent.llm.LlmProvider;
import io.orchagent.platform.errors.FieldError;
import io.orchagent.platform.http.StorableJson;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the fields of a schedule may be, whether it is made or changed. */
final class ScheduleRules {
  static final int MOST_FAILURES = 100;
  private static final int MOST_INPUT = 256 * 1024;
  private static final int MOST_URL = 2_000;
  private static final Pattern VERSION = Pattern.compile("v[1-9][0-9]{0,8}");
  private static final Pattern SECRET = Pattern.compile("[A-Z][A-Z0-9_]{0,127}");

  private final List<FieldError> problems = new ArrayList<>();

  List<FieldError> problems() {
    return problems;
  }

  void problem(String field, String message) {
    problems.add(new FieldError(field, message));
  }

  void word(String field, @Nullable String value, String... allowed) {
    if (value != null && !Arrays.asList(allowed).contains(value)) {
      problem(field, "must be one of " + String.join(", ", allowed));
    }
  }

  void provider(@Nullable String value) {
    if (value != null && LlmProvider.of(value).isEmpty()) {
      problem(
          "provider",
          "must be one of "
              + Arrays.stream(LlmProvider.values())
                  .map(LlmProvider::wire)
                  .collect(Collectors.joining(", ")));
    }
  }

  void version(@Nullable String value) {
    if (value != null && !VERSION.matcher(value).matches()) {
      problem("agent_version", "must be a version like v2");
    }
  }

  void failures(String field, @Nullable Integer value) {
    if (value != null && (value < 1 || value > MOST_FAILURES)) {
      problem(field, "must be a whole number from 1 to " + MOST_FAILURES);
    }
  }

  /** Where it leads is looked at when something is sent: names change what they stand for. */
  void url(@Nullable String value) {
    if (value != null && !isUrl(value)) {
      problem(
          "alert_webhook_url",
          "must be an http or https address with a host, without user and fragment");
    }
  }

  private static boolean isUrl(String value) {
    if (value.length() > MOST_URL) {
      return false;
    }
    try {
      URI url = new URI(value);
      boolean web =
          "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
      return web
          && url.getHost() != null
          && url.getRawUserInfo() == null
          && url.getRawFragment() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  void input(@Nullable ObjectNode value) {
    if (value == null) {
      return;
    }
    StorableJson.problem(value).ifPresent(problem -> problem("input_data", problem));
    if (value.toString().getBytes(StandardCharsets.UTF_8).length > MOST_INPUT) {
      problem("input_data", "must be at most 256 KiB");
    }
    if (value.has("llm_credentials") || value.path("metadata").has("llm_credentials")) {
      problem(
          "input_data.llm_credentials",
          "is never stored; keep the key as a secret of the workspace instead");
    }
  }

  void signature(ScheduleApi.@Nullable Signature value) {
    if (value == null) {
      return;
    }
    if (value.provider() == null) {
      problem("signature.provider", "is required");
    }
    word("signature.provider", value.provider(), "github", "stripe", "slack");
    if (value.secretName() == null || !SECRET.matcher(value.secretName()).matches()) {
      problem("signature.secret_name", "must be the name of a secret in the vault");
    }
  }
}
