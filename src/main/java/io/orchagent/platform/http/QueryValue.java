package io.orchagent.platform.http;

import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.errors.FieldError;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Strict reading of query and path values: what does not parse is 400, an id that is none 404. */
public final class QueryValue {
  private QueryValue() {}

  static int integer(
      String name, @Nullable String raw, int fallback, int min, int max, List<FieldError> errors) {
    if (raw == null) {
      return fallback;
    }
    try {
      int value = Integer.parseInt(raw);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // falls through to the same message: the caller needs the range either way
    }
    errors.add(new FieldError(name, "must be a whole number from " + min + " to " + max));
    return fallback;
  }

  public static int integer(String name, @Nullable String raw, int fallback, int min, int max) {
    List<FieldError> errors = new ArrayList<>();
    int value = integer(name, raw, fallback, min, max, errors);
    if (!errors.isEmpty()) {
      throw Errors.invalid(errors);
    }
    return value;
  }

  public static boolean flag(String name, @Nullable String raw, boolean fallback) {
    if (raw == null) {
      return fallback;
    }
    return switch (raw) {
      case "true" -> true;
      case "false" -> false;
      default -> throw Errors.invalidField(name, "must be true or false");
    };
  }

  public static Optional<Instant> instant(String name, @Nullable String raw) {
    if (raw == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Instant.parse(raw));
    } catch (DateTimeParseException e) {
      throw Errors.invalidField(name, "must be a time like 2026-01-31T09:00:00Z");
    }
  }

  /** One of a few words. */
  public static Optional<String> word(String name, @Nullable String raw, List<String> allowed) {
    if (raw == null) {
      return Optional.empty();
    }
    if (!allowed.contains(raw)) {
      throw Errors.invalidField(name, "must be one of " + String.join(", ", allowed));
    }
    return Optional.of(raw);
  }

  /** Text without control characters, so that PostgreSQL can take it. */
  public static Optional<String> text(String name, @Nullable String raw, int maxLength) {
    if (raw == null) {
      return Optional.empty();
    }
    if (raw.length() > maxLength || raw.indexOf('\0') >= 0) {
      throw Errors.invalidField(
          name, "must be at most " + maxLength + " characters, without NUL characters");
    }
    return Optional.of(raw);
  }

  /** Text that was sent: 1 to that many characters, none of them a control character. */
  public static String printable(String name, String raw, int maxLength) {
    if (raw.isBlank()
        || raw.length() > maxLength
        || raw.chars().anyMatch(Character::isISOControl)) {
      throw Errors.invalidField(
          name, "must be 1 to " + maxLength + " characters without control characters");
    }
    return raw;
  }

  /** An id in a query is 400 when it is none. */
  public static Optional<UUID> id(String name, @Nullable String raw) {
    if (raw == null) {
      return Optional.empty();
    }
    return PathId.tryParse(raw)
        .or(
            () -> {
              throw Errors.invalidField(name, "must be a UUID");
            });
  }
}
