package io.orchagent.platform.telemetry;

import io.orchagent.platform.ids.Ids;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where in a trace something stands.
 *
 * @param trace 32 hexadecimal digits
 * @param span 16 hexadecimal digits
 */
public record Place(String trace, String span) {
  private static final Pattern TRACEPARENT =
      Pattern.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}");

  /** The span of a run. */
  public static Place ofRun(UUID root, UUID run) {
    return new Place(Ids.hex(root), digits(run.getLeastSignificantBits()));
  }

  /** The span of the request that had the run's id. */
  public static Place ofRequest(UUID root, UUID request) {
    return new Place(Ids.hex(root), digits(~request.getLeastSignificantBits()));
  }

  private static String digits(long bits) {
    return HexFormat.of().toHexDigits(bits);
  }

  /** As {@code traceparent} has it; empty when it is none, or of another trace than this. */
  public Optional<Place> refined(@Nullable String traceparent) {
    Matcher said = TRACEPARENT.matcher(traceparent == null ? "" : traceparent);
    return said.matches() && said.group(1).equals(trace) && !said.group(2).matches("0+")
        ? Optional.of(new Place(trace, said.group(2)))
        : Optional.empty();
  }

  /** For whoever goes on below it. */
  public String traceparent() {
    return "00-" + trace + "-" + span + "-01";
  }
}
