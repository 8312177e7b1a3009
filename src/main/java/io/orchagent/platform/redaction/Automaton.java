package io.orchagent.platform.redaction;

import java.util.Arrays;
import java.util.Collection;

/**
 * Finds many patterns at once, byte by byte (Aho and Corasick). A state is the longest start of a
 * pattern that the text read so far ends with.
 */
final class Automaton {
  private static final int ROOT = 0;
  private static final int BYTES = 256;

  private final int[] roots = new int[BYTES];
  private int[] child = new int[64];
  private int[] sibling = new int[64];
  private int[] fallback = new int[64];
  private int[] depth = new int[64];
  private int[] match = new int[64];
  private byte[] label = new byte[64];
  private int size = 1;

  Automaton(Collection<byte[]> patterns) {
    patterns.forEach(this::add);
    link();
  }

  private void add(byte[] pattern) {
    int state = ROOT;
    for (byte b : pattern) {
      int next = next(state, b);
      state = next == ROOT ? append(state, b) : next;
    }
    match[state] = pattern.length;
  }

  private int append(int parent, byte b) {
    if (size == label.length) {
      grow();
    }
    int made = size++;
    label[made] = b;
    depth[made] = depth[parent] + 1;
    if (parent == ROOT) {
      roots[b & 0xff] = made;
    } else {
      sibling[made] = child[parent];
      child[parent] = made;
    }
    return made;
  }

  private void grow() {
    int wanted = size * 2;
    child = Arrays.copyOf(child, wanted);
    sibling = Arrays.copyOf(sibling, wanted);
    fallback = Arrays.copyOf(fallback, wanted);
    depth = Arrays.copyOf(depth, wanted);
    match = Arrays.copyOf(match, wanted);
    label = Arrays.copyOf(label, wanted);
  }

  /** From the shallow states to the deep ones, since a fallback is always shallower. */
  private void link() {
    int[] queue = new int[size];
    int end = 0;
    for (int first : roots) {
      if (first != ROOT) {
        queue[end++] = first;
      }
    }
    for (int at = 0; at < end; at++) {
      int state = queue[at];
      if (match[state] == 0) {
        match[state] = match[fallback[state]];
      }
      for (int next = child[state]; next != ROOT; next = sibling[next]) {
        fallback[next] = step(fallback[state], label[next]);
        queue[end++] = next;
      }
    }
  }

  private int next(int state, byte b) {
    if (state == ROOT) {
      return roots[b & 0xff];
    }
    for (int each = child[state]; each != ROOT; each = sibling[each]) {
      if (label[each] == b) {
        return each;
      }
    }
    return ROOT;
  }

  /** The state after one more byte. */
  int step(int state, byte b) {
    int from = state;
    int next = next(from, b);
    while (next == ROOT && from != ROOT) {
      from = fallback[from];
      next = next(from, b);
    }
    return next;
  }

  /** The length of the longest pattern that ends here; 0 when none does. */
  int match(int state) {
    return match[state];
  }

  /** How many of the last bytes may be the start of a pattern. */
  int depth(int state) {
    return depth[state];
  }
}
