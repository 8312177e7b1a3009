package io.orchagent.calls.engines;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchagent.platform.http.JsonBuffers;
import io.orchagent.platform.redaction.MaskedHead;
import io.orchagent.platform.redaction.SecretMask;
import java.util.List;

/**
 * What is told with an event. Texts that models and tools wrote are masked, and cut where there is
 * no room for more; then {@code truncated} is true.
 */
public final class TracePayload {
  private static final JsonMapper JSON = JsonBuffers.mapper().build();
  private static final int NAME = 200;
  private static final String TRUNCATED = "truncated";

  private final ObjectNode tree = JsonNodeFactory.instance.objectNode();
  private final SecretMask mask;
  private int room;

  /**
   * An empty one.
   *
   * @param room how many bytes of JSON its texts may fill
   */
  TracePayload(SecretMask mask, int room) {
    this.mask = mask;
    this.room = room;
  }

  TracePayload number(String field, long value) {
    tree.put(field, value);
    return this;
  }

  /** A word of our own. */
  TracePayload word(String field, String value) {
    tree.put(field, value);
    return this;
  }

  /** Somebody else's name for something. */
  TracePayload name(String field, String value) {
    return text(field, value, Math.min(room, NAME));
  }

  TracePayload names(String field, List<String> values) {
    return text(field, String.join(", ", values));
  }

  /** What somebody else wrote. */
  TracePayload text(String field, String value) {
    return text(field, value, room);
  }

  private TracePayload text(String field, String value, int most) {
    MaskedHead head = MaskedHead.of(mask, value, most);
    String clean = AgentText.clean(head.text(), Integer.MAX_VALUE);
    int end = 0;
    int used = 0;
    while (end < clean.length()) {
      int point = clean.codePointAt(end);
      int more = length(point);
      if (used + more > most) {
        break;
      }
      used += more;
      end += Character.charCount(point);
    }
    room -= used;
    tree.put(field, clean.substring(0, end));
    if (end < clean.length() || !head.whole()) {
      tree.put(TRUNCATED, true);
    }
    return this;
  }

  /** Bytes inside of a JSON string. */
  private static int length(int point) {
    if (point < 0x80) {
      return point < ' ' ? 6 : point == '"' || point == '\\' ? 2 : 1;
    }
    return point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }

  /** Nothing of it is kept but that there was something. */
  static String omitted() {
    return "{\"" + TRUNCATED + "\":true}";
  }

  String json() {
    try {
      return JSON.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can be written", e);
    }
  }
}
