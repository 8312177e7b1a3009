package io.orchagent.llm;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchagent.llm.LlmException.Kind;
import io.orchagent.platform.redaction.SecretMask;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What keeps a provider from answering, in its own words but for the key. */
final class ProviderFailures {
  private static final int WORDS = 1_000;
  private static final int SHORTEST_KEY = 4;
  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");
  private static final Duration LONGEST_WAIT = Duration.ofDays(1);

  private final ChatRequest request;
  private final Instant now;

  ProviderFailures(ChatRequest request, Instant now) {
    this.request = request;
    this.now = now;
  }

  LlmException timedOut() {
    return new LlmException(
        Kind.TIMED_OUT, "The deadline passed before " + provider() + " had answered.");
  }

  LlmException tooLarge() {
    return LlmException.ofAnswer(Kind.FAILED, provider() + " answered more than is taken.");
  }

  LlmException garbage(String what) {
    return LlmException.ofAnswer(
        Kind.FAILED, provider() + " answered what can't be understood: " + what + ".");
  }

  /** Where a provider is, is nobody's business but the operator's. */
  LlmException unreachable(IOException cause) {
    return new LlmException(Kind.DOWN, provider() + " " + what(cause));
  }

  private static String what(IOException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case UnknownHostException e -> {
          return "can't be reached: the name of its host is not known.";
        }
        case SSLException e -> {
          return "can't be reached: no secure connection to it came about.";
        }
        case ConnectException e -> {
          return "can't be reached.";
        }
        default -> {
          // What it was caused by may say more
        }
      }
    }
    return "broke the connection off before it had answered.";
  }

  /** In the middle of an answer. */
  LlmException brokenOff() {
    return LlmException.ofAnswer(Kind.BROKEN_OFF, provider() + " broke its answer off.");
  }

  /** The same, with the error that the provider put there. */
  LlmException brokenOff(JsonNode said) {
    String words = words(said);
    return LlmException.ofAnswer(
        Kind.BROKEN_OFF,
        masked(provider() + " broke its answer off" + (words.isEmpty() ? "." : ": " + words)));
  }

  /** An error that a stream begins with, instead of a status of its own. */
  LlmException refused(JsonNode said) {
    String words = words(said);
    return new LlmException(
        kind(said.path("error")),
        masked(provider() + " answered with an error" + (words.isEmpty() ? "." : ": " + words)));
  }

  private static Kind kind(JsonNode error) {
    if (error.path("code").isInt()) {
      return kind(error.path("code").intValue());
    }
    return switch (error.path("type").asText()) {
      case "rate_limit_error", "rate_limit_exceeded" -> Kind.RATE_LIMITED;
      case "overloaded_error", "api_error", "timeout_error", "server_error" -> Kind.DOWN;
      case "authentication_error", "permission_error" -> Kind.KEY_REFUSED;
      default -> Kind.FAILED;
    };
  }

  /** Another status than 2xx. */
  LlmException answered(LlmTransport.Reply reply) {
    JsonNode tree = WireJson.read(reply.body()).orElse(null);
    String words = words(tree);
    String message =
        provider()
            + " answered with status "
            + reply.status()
            + (words.isEmpty() ? "." : ": " + words);
    return new LlmException(kind(reply.status()), masked(message), reply.status(), wait(reply));
  }

  private static Kind kind(int status) {
    return switch (status) {
      case 401, 403 -> Kind.KEY_REFUSED;
      case 429 -> Kind.RATE_LIMITED;
      case 408, 409 -> Kind.DOWN;
      default -> status >= 500 ? Kind.DOWN : Kind.FAILED;
    };
  }

  private String provider() {
    return request.provider().wire();
  }

  /** What the provider says; each has a place of its own for it. */
  private static String words(@Nullable JsonNode tree) {
    if (tree == null) {
      return "";
    }
    JsonNode error = tree.isArray() ? tree.path(0).path("error") : tree.path("error");
    for (JsonNode said : List.of(error.path("message"), error, tree.path("message"))) {
      if (said.isTextual() && !said.textValue().isBlank()) {
        return said.textValue().strip();
      }
    }
    return "";
  }

  /** First masked, then cut: a key that was cut would not be found any more. */
  private String masked(String message) {
    String key = request.key();
    String masked = message;
    if (key != null && key.length() >= SHORTEST_KEY) {
      masked = SecretMask.of(List.of(key)).text(message).replace(key, SecretMask.PLACEHOLDER);
    }
    return masked.length() <= WORDS ? masked : masked.substring(0, WORDS) + "…";
  }

  /** Milliseconds where they are told, else seconds or a date. */
  private @Nullable Duration wait(LlmTransport.Reply reply) {
    Duration millis = number(reply.retryAfterMs(), 1);
    if (millis != null) {
      return millis;
    }
    Duration seconds = number(reply.retryAfter(), 1_000);
    return seconds != null ? seconds : date(reply.retryAfter());
  }

  private static @Nullable Duration number(@Nullable String text, int millis) {
    if (text == null || !SECONDS.matcher(text.strip()).matches()) {
      return null;
    }
    return bounded(Duration.ofMillis((long) Math.ceil(Double.parseDouble(text.strip()) * millis)));
  }

  private @Nullable Duration date(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      Instant until =
          ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return bounded(Duration.between(now, until));
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static Duration bounded(Duration wait) {
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
  }
}
