package io.orchagent.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An answer that comes in events, put together to what the provider would have answered at once: so
 * there is one way to read both. For one thread.
 */
abstract class StreamedAnswer {
  private long length;

  /**
   * Takes one event. What is unknown in it is left out: providers add kinds of events.
   *
   * @return the text that it adds to the answer; empty for none
   */
  abstract String add(JsonNode event);

  /** Whether the provider has said that nothing follows. */
  abstract boolean isOver();

  /** Whether the answer is all there. */
  abstract boolean isWhole();

  /** What has come so far. */
  abstract ObjectNode answer();

  /** Characters that are kept of it. */
  final long length() {
    return length;
  }

  /** The text in this field of an event, kept; empty when there is none. */
  final String keep(JsonNode event, String field, StringBuilder into) {
    return keep(event.path(field).isTextual() ? event.path(field).textValue() : "", into);
  }

  final String keep(String text, StringBuilder into) {
    into.append(text);
    grow(text.length());
    return text;
  }

  final void grow(int more) {
    length += more;
  }
}
