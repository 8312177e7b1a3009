package io.orchagent.platform.ids;

import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Time-ordered identifiers (UUID version 7). They are names, not secrets. */
public final class Ids {
  /** Milliseconds and a 12-bit step within one, so that one server's ids never go backwards. */
  private static final AtomicLong LAST = new AtomicLong();

  private Ids() {}

  public static UUID newId() {
    long now = System.currentTimeMillis() << 12;
    long tick = LAST.updateAndGet(last -> Math.max(now, last + 1));
    long high = ((tick >>> 12) << 16) | 0x7000L | (tick & 0xFFFL);
    long low = (ThreadLocalRandom.current().nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | Long.MIN_VALUE;
    return new UUID(high, low);
  }

  /** The smallest id of a moment: a bound for range scans and partitions. */
  public static UUID lowest(Instant moment) {
    return new UUID((moment.toEpochMilli() << 16) | 0x7000L, Long.MIN_VALUE);
  }

  /** The moment (in milliseconds) that a version 7 id carries. */
  public static Instant instantOf(UUID id) {
    return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
  }

  /** The 32 hexadecimal digits without dashes. */
  public static String hex(UUID id) {
    return id.toString().replace("-", "");
  }
}
