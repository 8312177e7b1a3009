package io.orchagent.platform.http;

import io.orchagent.platform.errors.Errors;
import java.util.Optional;
import java.util.UUID;

/** Ids in paths: what is no id names nothing, so it is answered like a missing object. */
public final class PathId {
  private PathId() {}

  public static UUID parse(String raw, String what) {
    return tryParse(raw).orElseThrow(() -> Errors.notFound(what));
  }

  public static Optional<UUID> tryParse(String raw) {
    if (raw.length() != 36) {
      return Optional.empty();
    }
    try {
      return Optional.of(UUID.fromString(raw));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
