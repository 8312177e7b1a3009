package io.orchagent.platform.redaction;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Masks a stream that comes in pieces. Bytes that may still turn out to be the start of a value are
 * held back; a start of at least eight bytes that the stream ends with is hidden too. For one
 * thread.
 */
public final class StreamMask {
  private static final byte[] PLACEHOLDER =
      SecretMask.PLACEHOLDER.getBytes(StandardCharsets.US_ASCII);

  private final @Nullable Automaton automaton;
  private final Sink sink;
  private int state;

  /** What is not given on yet; the first of it is number {@code start} of the stream. */
  private byte[] held = new byte[0];

  private int count;
  private long start;

  /** What to hide of it: parts that do not overlap, in order. */
  private long[] from = new long[4];

  private long[] to = new long[4];
  private int parts;

  /** Whether the placeholder of the first part is given on already. */
  private boolean told;

  private boolean found;

  public StreamMask(SecretMask mask, Sink sink) {
    this.automaton = mask.automaton();
    this.sink = sink;
  }

  /** Takes what may be seen. */
  public interface Sink {
    void write(byte[] bytes, int offset, int length);
  }

  public void write(byte[] bytes, int offset, int length) {
    if (automaton == null) {
      sink.write(bytes, offset, length);
      return;
    }
    if (held.length - count < length) {
      held = Arrays.copyOf(held, Math.max(held.length * 2, count + length));
    }
    System.arraycopy(bytes, offset, held, count, length);
    for (int i = count; i < count + length; i++) {
      state = automaton.step(state, held[i]);
      int matched = automaton.match(state);
      if (matched > 0) {
        hide(start + i + 1 - matched, start + i + 1);
      }
    }
    count += length;
    release(start + count - automaton.depth(state));
  }

  /** Nothing follows. */
  public void end() {
    if (automaton == null) {
      return;
    }
    int begun = automaton.depth(state);
    if (begun >= Spellings.SHORTEST) {
      hide(start + count - begun, start + count);
    }
    state = 0;
    release(start + count);
  }

  /** Whether anything was hidden. */
  boolean found() {
    return found;
  }

  /** Its end is behind all that came before; it swallows those that it overlaps. */
  private void hide(long first, long end) {
    long begin = first;
    while (parts > 0 && to[parts - 1] > begin) {
      parts--;
      begin = Math.min(begin, from[parts]);
    }
    if (parts == from.length) {
      from = Arrays.copyOf(from, parts * 2);
      to = Arrays.copyOf(to, parts * 2);
    }
    from[parts] = begin;
    to[parts] = end;
    parts++;
    found = true;
  }

  /** Gives on what lies before the limit, where no value can begin any more. */
  private void release(long limit) {
    long at = start;
    int done = 0;
    while (done < parts && from[done] < limit) {
      pass(at, Math.max(at, from[done]));
      if (!told) {
        sink.write(PLACEHOLDER, 0, PLACEHOLDER.length);
      }
      at = Math.min(to[done], limit);
      told = to[done] > limit;
      if (told) {
        // The rest of it may still grow: what follows it is not known yet
        from[done] = limit;
        break;
      }
      done++;
    }
    pass(at, Math.max(at, limit));
    System.arraycopy(from, done, from, 0, parts - done);
    System.arraycopy(to, done, to, 0, parts - done);
    parts -= done;
    int gone = Math.toIntExact(limit - start);
    System.arraycopy(held, gone, held, 0, count - gone);
    count -= gone;
    start = limit;
  }

  private void pass(long first, long end) {
    if (end > first) {
      sink.write(held, Math.toIntExact(first - start), Math.toIntExact(end - first));
    }
  }
}
