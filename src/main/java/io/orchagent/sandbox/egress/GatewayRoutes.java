package io.orchagent.sandbox.egress;

import io.orchagent.workspaces.Slugs;
import java.util.Set;
import java.util.regex.Pattern;

/** What of this server agents' code may call: agents, storage, tasks and messages. */
final class GatewayRoutes {
  private static final Set<String> FEATURES = Set.of("storage", "tasks", "messages");
  private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9._~@:+-]+");
  private static final Pattern ENCODED =
      Pattern.compile("(?:[A-Za-z0-9._~!$&'()*+,=:@-]++|%[0-9A-F]{2})++");
  private static final Pattern HIDDEN = Pattern.compile(".*%(?:2[EF]|5C|00|25).*");
  private static final int CALL_SEGMENTS = 4;
  private static final int MAX_SEGMENT = 1_024;

  private GatewayRoutes() {}

  static boolean allow(String method, String path) {
    String[] segments = path.substring(1).split("/", -1);
    for (String segment : segments) {
      if (!isPlain(segment)) {
        return false;
      }
    }
    if (FEATURES.contains(segments[0])) {
      return true;
    }
    return method.equals("POST")
        && segments.length == CALL_SEGMENTS
        && Slugs.objection(segments[0]).isEmpty()
        && SEGMENT.matcher(String.join("", segments)).matches();
  }

  /** Nothing that a router could read as a step up, or as another number of segments. */
  private static boolean isPlain(String segment) {
    return segment.length() <= MAX_SEGMENT
        && ENCODED.matcher(segment).matches()
        && !HIDDEN.matcher(segment).matches()
        && !segment.equals(".")
        && !segment.equals("..");
  }
}
