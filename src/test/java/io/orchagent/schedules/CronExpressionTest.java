package io.orchagent.schedules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchagent.schedules.CronExpression.UnreadableException;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronExpressionTest {
  private static List<Integer> of(BitSet values) {
    return values.stream().boxed().toList();
  }

  private static List<Integer> range(int from, int to) {
    return IntStream.rangeClosed(from, to).boxed().toList();
  }

  @Test
  void each_field_is_read_as_cron_reads_it() throws UnreadableException {
    CronExpression cron = CronExpression.parse("0,15,40-50/5 9-17/4 1,31 JAN,mar-may mon-fri");
    assertThat(of(cron.minutes())).containsExactly(0, 15, 40, 45, 50);
    assertThat(of(cron.hours())).containsExactly(9, 13, 17);
    assertThat(of(cron.days())).containsExactly(1, 31);
    assertThat(of(cron.months())).containsExactly(1, 3, 4, 5);
    assertThat(of(cron.weekdays())).containsExactly(1, 2, 3, 4, 5);
    assertThat(cron.realTime()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|0",
        "7|0",
        "sun|0",
        "SUN|0",
        "5-7|0 5 6",
        "0-7|0 1 2 3 4 5 6",
        "sat-sun|0 6",
        "sun-wed|0 1 2 3",
        "*/2|0 2 4 6",
        "1-5/2|1 3 5",
        "mon,wed,7|0 1 3"
      })
  void sunday_is_0_and_7(String field, String weekdays) throws UnreadableException {
    BitSet read = CronExpression.parse("0 0 * * " + field).weekdays();
    assertThat(of(read).stream().map(String::valueOf).toList())
        .containsExactly(weekdays.split(" "));
  }

  @Test
  void stars_and_steps() throws UnreadableException {
    CronExpression every = CronExpression.parse("* * * * *");
    assertThat(of(every.minutes())).isEqualTo(range(0, 59));
    assertThat(of(every.hours())).isEqualTo(range(0, 23));
    assertThat(of(every.days())).isEqualTo(range(1, 31));
    assertThat(of(every.months())).isEqualTo(range(1, 12));
    assertThat(of(every.weekdays())).isEqualTo(range(0, 6));
    assertThat(every.realTime()).isTrue();
    assertThat(of(CronExpression.parse("*/25 1/10 * * *").minutes())).containsExactly(0, 25, 50);
    assertThat(of(CronExpression.parse("*/25 1/10 * * *").hours())).containsExactly(1, 11, 21);
    assertThat(CronExpression.parse("5 * * * *").realTime()).isTrue();
    assertThat(CronExpression.parse("5 5 * * *").realTime()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "@hourly|0 * * * *",
        "@daily|0 0 * * *",
        "@midnight|0 0 * * *",
        "@WEEKLY|0 0 * * 0",
        "@monthly|0 0 1 * *",
        "@yearly|0 0 1 1 *",
        "@annually|0 0 1 1 *",
        " 5\t4  3 2 1 |5 4 3 2 1"
      })
  void nicknames_and_white_space(String text, String meaning) throws UnreadableException {
    assertThat(CronExpression.parse(text)).isEqualTo(CronExpression.parse(meaning));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "61 * * * *",
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "* * 32 * *",
        "* * * 13 *",
        "* * * * 8",
        "* * * *",
        "* * * * * *",
        "0 0 12 * * ?",
        "L * * * *",
        "0 0 L * *",
        "0 0 * * 5L",
        "0 0 15W * *",
        "0 0 * * 1#2",
        "@sometimes",
        "@reboot",
        "@every 5m",
        "@",
        "",
        "   ",
        "*/0 * * * *",
        "*/-5 * * * *",
        "-5 * * * *",
        "5-1 * * * *",
        "0 22-2 * * *",
        "1,, * * * *",
        "0 0 * * mon,",
        "0 0 * * noday",
        "0 0 * foo *",
        "a b c d e",
        "0 0 * * *; rm",
        "99999999999 * * * *",
        "1-2-3 * * * *",
        "1/2/3 * * * *",
        "+5 * * * *"
      })
  void what_is_no_expression_is_refused_with_a_reason(String text) {
    assertThatThrownBy(() -> CronExpression.parse(text))
        .isInstanceOf(UnreadableException.class)
        .message()
        .isNotBlank()
        .doesNotContain("com.cronutils");
  }

  @Test
  void ten_kilobytes_are_not_read() {
    assertThatThrownBy(() -> CronExpression.parse("1,".repeat(5_000) + "1 * * * *"))
        .isInstanceOf(UnreadableException.class)
        .hasMessage("is longer than 200 characters");
  }

  @Test
  void either_day_will_do_when_both_are_restricted() throws UnreadableException {
    CronExpression both = CronExpression.parse("0 0 13 * fri");
    assertThat(both.isDay(13, 1)).isTrue();
    assertThat(both.isDay(14, 5)).isTrue();
    assertThat(both.isDay(14, 1)).isFalse();
    CronExpression star = CronExpression.parse("0 0 */2 * fri");
    assertThat(star.isDay(13, 5)).isTrue();
    assertThat(star.isDay(13, 4)).isFalse();
    assertThat(star.isDay(14, 5)).isFalse();
  }
}
