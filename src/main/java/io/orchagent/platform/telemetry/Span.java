package io.orchagent.platform.telemetry;

import io.opentelemetry.api.common.Attributes;
import org.jspecify.annotations.Nullable;

/**
 * A piece of work that is over.
 *
 * @param own where it stands; null for a span that nothing refers to
 * @param parent what it is part of; null at the top
 * @param began as {@link System#nanoTime} had it, like the end
 * @param error what kind of failure it was; null for none
 */
record Span(
    @Nullable Place own,
    @Nullable Place parent,
    Kind kind,
    String name,
    long began,
    long ended,
    Attributes attributes,
    @Nullable String error) {

  /** Which side of what it is. */
  enum Kind {
    /** A request that came in. */
    SERVER,
    /** A request that went out. */
    CLIENT,
    /** Something within this server. */
    INTERNAL
  }
}
