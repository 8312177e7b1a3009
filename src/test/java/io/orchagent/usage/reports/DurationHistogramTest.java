package io.orchagent.usage.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DurationHistogramTest {
  @Test
  void histograms_are_added_bucket_by_bucket() {
    DurationHistogram sum = DurationHistogram.merged("{12,57}{3,1}{}{}{12}{1}{140}{95}");

    assertThat(sum.percentile(4)).isEqualTo(12);
    assertThat(sum.percentile(5)).isEqualTo(57);
    assertThat(sum.percentile(50)).isEqualTo(140);
  }

  /** As many as PostgreSQL's ceil(calls * 0.95) says. */
  @Test
  void a_percentile_is_the_first_bucket_with_that_part_of_all_below_or_in_it() {
    String one = LongStream.range(0, 100).mapToObj(Long::toString).collect(Collectors.joining(","));
    String hundredOfOne = "1,".repeat(99) + "1";
    DurationHistogram flat = DurationHistogram.merged("{%s}{%s}".formatted(one, hundredOfOne));

    assertThat(flat.percentile(50)).isEqualTo(49);
    assertThat(flat.percentile(95)).isEqualTo(94);
    assertThat(DurationHistogram.merged("{7,8}{1,1}").percentile(50)).isEqualTo(7);
    assertThat(DurationHistogram.merged("{7,8}{1,1}").percentile(95)).isEqualTo(8);
  }

  @Test
  void nothing_has_no_percentile() {
    assertThat(DurationHistogram.merged("").percentile(50)).isNull();
    assertThat(DurationHistogram.merged("{}{}").percentile(95)).isNull();
  }
}
