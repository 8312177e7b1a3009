package io.orchagent.services.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines from pieces of a stream. */
class LineSplitterTest {
  private final List<String> lines = new ArrayList<>();
  private boolean wanted = true;
  private final LineSplitter splitter =
      new LineSplitter(
          10,
          new LineSplitter.Lines() {
            @Override
            public boolean wanted() {
              return wanted;
            }

            @Override
            public void line(String text) {
              lines.add(text);
            }
          });

  private void write(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    splitter.write(bytes, 0, bytes.length);
  }

  @Test
  void lines_come_whole_whatever_the_pieces() {
    for (char c : "one\r\n\ntwo\nthr".toCharArray()) {
      write(String.valueOf(c));
    }
    assertThat(lines).containsExactly("one", "", "two");
    splitter.end();
    assertThat(lines).containsExactly("one", "", "two", "thr");
  }

  @Test
  void long_ones_are_cut_between_characters_and_the_next_one_is_whole() {
    write("123456789ü and more\nnext\n");
    assertThat(lines).containsExactly("123456789 … (11 more bytes)", "next");
    write("1234567890\n");
    assertThat(lines).endsWith("1234567890");
  }

  @Test
  void what_is_not_wanted_is_not_made() {
    wanted = false;
    write("one\ntw");
    wanted = true;
    write("o\n");
    assertThat(lines).containsExactly("two");
  }
}
