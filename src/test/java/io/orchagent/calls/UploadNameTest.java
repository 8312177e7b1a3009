package io.orchagent.calls;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UploadNameTest {
  private final UploadName names = new UploadName();

  @Test
  void names_lose_their_folders_and_what_is_not_plain() {
    assertThat(names.next("report.pdf")).isEqualTo("report.pdf");
    assertThat(names.next("../../etc/passwd")).isEqualTo("passwd");
    assertThat(names.next("C:\\temp\\a b.txt")).isEqualTo("a_b.txt");
    assertThat(names.next("..")).isEqualTo("file");
    assertThat(names.next("...hidden")).isEqualTo("hidden");
    assertThat(names.next("-rf")).isEqualTo("rf");
    assertThat(names.next("a\0b\nc")).isEqualTo("a_b_c");
    assertThat(names.next("müller.txt")).isEqualTo("m_ller.txt");
  }

  @Test
  void names_are_unique_whatever_their_case() {
    assertThat(names.next("a.txt")).isEqualTo("a.txt");
    assertThat(names.next("A.TXT")).isEqualTo("A-2.TXT");
    assertThat(names.next("a.txt")).isEqualTo("a-3.txt");
    assertThat(names.next(null)).isEqualTo("file");
    assertThat(names.next("")).isEqualTo("file-2");
  }

  @Test
  void names_stay_short_and_keep_their_ending() {
    assertThat(names.next("x".repeat(2_000_000) + ".csv")).isEqualTo("x".repeat(96) + ".csv");
  }
}
