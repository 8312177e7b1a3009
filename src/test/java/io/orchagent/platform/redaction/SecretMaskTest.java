package io.orchagent.platform.redaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SecretMaskTest {
  private static final String SECRET = "s3cr3t/Value+é \"quoted\"\n\\end";

  private static String masked(SecretMask mask, byte[] text, int... cuts) {
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    StreamMask stream = new StreamMask(mask, seen::write);
    int from = 0;
    for (int cut : cuts) {
      stream.write(text, from, cut - from);
      from = cut;
    }
    stream.write(text, from, text.length - from);
    stream.end();
    return seen.toString(UTF_8);
  }

  @Test
  void a_value_is_hidden_at_every_split() {
    SecretMask mask = SecretMask.of(List.of(SECRET, "another-one"));
    byte[] text = ("a " + SECRET + "b another-one" + SECRET + " c").getBytes(UTF_8);
    for (int first = 0; first <= text.length; first++) {
      for (int second = first; second <= text.length; second++) {
        assertThat(masked(mask, text, first, second)).isEqualTo("a ***b ****** c");
      }
    }
  }

  @Test
  void the_usual_spellings_are_hidden_too() {
    SecretMask mask = SecretMask.of(List.of(SECRET));
    byte[] bytes = SECRET.getBytes(UTF_8);
    Base64.Encoder base64 = Base64.getEncoder();
    assertThat(mask.text("s3cr3t/Value+é \\\"quoted\\\"\\n\\\\end")).isEqualTo("***");
    assertThat(mask.text("s3cr3t/Value+\\u00e9 \\\"quoted\\\"\\n\\\\end")).isEqualTo("***");
    assertThat(mask.text("'s3cr3t/Value+é \"quoted\"\\n\\\\end'")).isEqualTo("'***'");
    assertThat(SecretMask.of(List.of("it's \"both\"")).text("'it\\'s \"both\"'"))
        .isEqualTo("'***'");
    assertThat(SecretMask.of(List.of("Sk-Live-Key")).text("sk-live-key.example.com"))
        .isEqualTo("***.example.com");
    assertThat(mask.text("q=" + URLEncoder.encode(SECRET, UTF_8))).isEqualTo("q=***");
    assertThat(mask.text("s3cr3t/Value%2B%C3%A9%20%22quoted%22%0A%5Cend")).isEqualTo("***");
    assertThat(mask.text("s3cr3t%2FValue%2B%C3%A9%20%22quoted%22%0A%5Cend")).isEqualTo("***");
    assertThat(mask.text(HexFormat.of().formatHex(bytes))).isEqualTo("***");
    for (String before : List.of("", "u", "us", "use", "user:")) {
      String all = before + SECRET;
      for (String after : List.of("", "!", "!!")) {
        byte[] whole = (all + after).getBytes(UTF_8);
        assertThat(mask.text(base64.encodeToString(whole)))
            .as(before + after)
            .contains("***")
            .hasSizeLessThan(15);
        assertThat(mask.text(Base64.getUrlEncoder().encodeToString(whole))).contains("***");
      }
    }
  }

  @Test
  void a_value_that_the_end_cuts_is_hidden_from_eight_bytes_on() {
    SecretMask mask = SecretMask.of(List.of("0123456789abcdef"));
    assertThat(mask.text("x 0123456")).isEqualTo("x 0123456");
    assertThat(mask.text("x 01234567")).isEqualTo("x ***");
    assertThat(mask.text("x 01234567…")).isEqualTo("x ***…");
    assertThat(mask.text("x 0123456789abcde")).isEqualTo("x ***");
    assertThat(mask.text("x 01234567 y")).isEqualTo("x 01234567 y");
  }

  @Test
  void short_values_and_no_values_hide_nothing() {
    assertThat(SecretMask.of(List.of())).isSameAs(SecretMask.NONE);
    assertThat(SecretMask.of(List.of("1234567", ""))).isSameAs(SecretMask.NONE);
    String text = "1234567 12345678";
    assertThat(SecretMask.NONE.text(text)).isSameAs(text);
    SecretMask mask = SecretMask.of(List.of("12345678"));
    assertThat(mask.text("1234567")).isEqualTo("1234567");
    assertThat(mask.text(text)).isEqualTo("1234567 ***");
    assertThat(mask.toString()).doesNotContain("1234567");
  }

  @Test
  void the_line_end_of_a_file_need_not_be_printed() {
    assertThat(SecretMask.of(List.of("from-a-file\n")).text("is from-a-file, yes"))
        .isEqualTo("is ***, yes");
    assertThat(SecretMask.of(List.of(" spaces ")).text("a  spaces  b")).isEqualTo("a *** b");
  }

  /** Compared with looking for each pattern at each place. */
  @Test
  void random_texts_are_masked_as_by_hand() {
    Random random = new Random(7);
    for (int round = 0; round < 3_000; round++) {
      List<byte[]> patterns = new ArrayList<>();
      for (int i = 0; i <= random.nextInt(3); i++) {
        patterns.add(letters(random, 8 + random.nextInt(6)));
      }
      byte[] text = letters(random, random.nextInt(200));
      for (int i = 0; i < 3; i++) {
        byte[] planted = patterns.get(random.nextInt(patterns.size()));
        if (text.length >= planted.length) {
          int at = random.nextInt(text.length - planted.length + 1);
          System.arraycopy(planted, 0, text, at, planted.length);
        }
      }
      int cut = random.nextInt(text.length + 1);
      SecretMask mask =
          SecretMask.of(patterns.stream().map(pattern -> new String(pattern, UTF_8)).toList());
      assertThat(masked(mask, text, cut)).isEqualTo(byHand(patterns, text));
    }
  }

  /** Of two letters, so that values overlap themselves and one another. */
  private static byte[] letters(Random random, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) ('y' + random.nextInt(2));
    }
    return bytes;
  }

  private static String byHand(List<byte[]> patterns, byte[] text) {
    // part[i]: the bytes i and i + 1 are hidden by one value
    boolean[] hidden = new boolean[text.length];
    boolean[] joined = new boolean[text.length];
    for (byte[] pattern : patterns) {
      for (int at = 0; at < text.length; at++) {
        int fits = 0;
        while (fits < pattern.length
            && at + fits < text.length
            && text[at + fits] == pattern[fits]) {
          fits++;
        }
        boolean cut = at + fits == text.length && fits >= 8;
        if (fits == pattern.length || cut) {
          for (int i = at; i < at + fits; i++) {
            hidden[i] = true;
            joined[i] |= i < at + fits - 1;
          }
        }
      }
    }
    StringBuilder seen = new StringBuilder();
    for (int i = 0; i < text.length; i++) {
      if (!hidden[i]) {
        seen.append((char) text[i]);
      } else if (!joined[i]) {
        seen.append("***");
      }
    }
    return seen.toString();
  }

  @Test
  void the_work_is_linear_in_the_text_whatever_the_values_are() {
    // The worst for anything that starts again after a mismatch
    String almost = "a".repeat(4_000);
    SecretMask mask = SecretMask.of(List.of(almost + "b", "a".repeat(3_000) + "c"));
    byte[] text = "a".repeat(8 * 1024 * 1024).getBytes(UTF_8);
    long before = System.nanoTime();
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    StreamMask stream = new StreamMask(mask, seen::write);
    for (int at = 0; at < text.length; at += 64 * 1024) {
      stream.write(text, at, 64 * 1024);
    }
    long nanos = System.nanoTime() - before;
    // What comes out late is never more than the longest value
    assertThat(seen.size()).isEqualTo(text.length - 4_000);
    assertThat(nanos).isLessThan(10_000_000_000L);
    System.out.printf("SecretMaskTest: 8 MiB of near misses in %d ms%n", nanos / 1_000_000);
  }

  @Test
  void the_tail_is_masked_before_it_is_cut() {
    SecretMask mask = SecretMask.of(List.of("0123456789abcdef"));
    for (int kept = 1; kept <= 60; kept++) {
      byte[] text = "0123456789abcdef, é 0123456789abcdef.".repeat(3).getBytes(UTF_8);
      MaskedTail tail = new MaskedTail(mask, kept);
      for (int at = 0; at < text.length; at += 5) {
        tail.write(text, at, Math.min(5, text.length - at));
      }
      String whole = "***, é ***.".repeat(3);
      String seen = tail.text();
      assertThat(whole).endsWith(seen);
      assertThat(seen.getBytes(UTF_8).length).isBetween(Math.min(kept - 1, 36), kept);
      tail.write(text, 0, text.length);
      assertThat(tail.text()).isEqualTo(seen);
    }
  }
}
