package io.orchagent.schedules;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.schedules.CronExpression.UnreadableException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Worked out by hand from the offsets that are noted beside the zones. */
class DueInstantsTest {
  private static DueInstants due(String expression, String zone) throws UnreadableException {
    return new DueInstants(CronExpression.parse(expression), ZoneId.of(zone));
  }

  private static List<Instant> next(String expression, String zone, String after, int many)
      throws UnreadableException {
    return due(expression, zone).next(Instant.parse(after), many);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // New York: -05 to -04 on 8 March 2026 at 02:00 (07:00Z), back on 1 November (06:00Z)
        "America/New_York |30 2 * * *|2026-03-07T08:00:00Z|2026-03-08T07:00:00Z 2026-03-09T06:30:00Z",
        "America/New_York |30 1 * * *|2026-10-31T12:00:00Z|2026-11-01T05:30:00Z 2026-11-02T06:30:00Z",
        "America/New_York |30 * * * *|2026-11-01T05:00:00Z|2026-11-01T05:30:00Z 2026-11-01T06:30:00Z 2026-11-01T07:30:00Z",
        "America/New_York |*/30 2 * * *|2026-03-07T07:15:00Z|2026-03-07T07:30:00Z 2026-03-09T06:00:00Z",
        "EST5EDT |30 2 * * *|2026-03-07T08:00:00Z|2026-03-08T07:00:00Z 2026-03-09T06:30:00Z",
        // Berlin: +01 to +02 on 29 March 2026 at 02:00 (01:00Z), back on 25 October (01:00Z)
        "Europe/Berlin |15 2 * * *|2026-03-28T12:00:00Z|2026-03-29T01:00:00Z 2026-03-30T00:15:00Z",
        "Europe/Berlin |0,30 2 * * *|2026-03-28T12:00:00Z|2026-03-29T01:00:00Z 2026-03-30T00:00:00Z",
        "Europe/Berlin |30 2 * * *|2026-10-24T12:00:00Z|2026-10-25T00:30:00Z 2026-10-26T01:30:00Z",
        "Europe/Berlin |*/30 2 * * *|2026-10-24T12:00:00Z|2026-10-25T00:00:00Z 2026-10-25T00:30:00Z 2026-10-25T01:00:00Z 2026-10-25T01:30:00Z 2026-10-26T01:00:00Z",
        "Europe/Berlin |0 3 * * sun|2026-03-28T12:00:00Z|2026-03-29T01:00:00Z 2026-04-05T01:00:00Z",
        // Lord Howe moves by half an hour: +11 to +10:30 on 5 April 2026 at 02:00 (15:00Z the day
        // before), back on 4 October at 02:00 (15:30Z)
        "Australia/Lord_Howe |45 1 * * *|2026-04-04T00:00:00Z|2026-04-04T14:45:00Z 2026-04-05T15:15:00Z",
        "Australia/Lord_Howe |*/15 1 * * *|2026-04-04T13:50:00Z|2026-04-04T14:00:00Z 2026-04-04T14:15:00Z 2026-04-04T14:30:00Z 2026-04-04T14:45:00Z 2026-04-04T15:00:00Z 2026-04-04T15:15:00Z 2026-04-05T14:30:00Z",
        "Australia/Lord_Howe |15 2 * * *|2026-10-03T00:00:00Z|2026-10-03T15:30:00Z 2026-10-04T15:15:00Z",
        // Samoa had no 30 December 2011: -10 to +14 at 10:00Z
        "Pacific/Apia |0 12 * * *|2011-12-29T12:00:00Z|2011-12-29T22:00:00Z 2011-12-30T10:00:00Z 2011-12-30T22:00:00Z",
        "Pacific/Apia |0 * 30 12 *|2011-12-29T12:00:00Z|2012-12-29T10:00:00Z",
        // Casablanca goes back for Ramadan: +01 to +00 on 15 February 2026 at 03:00 (02:00Z), and
        // forth on 22 March at 02:00Z
        "Africa/Casablanca |30 2 * * *|2026-02-14T12:00:00Z|2026-02-15T01:30:00Z 2026-02-16T02:30:00Z",
        "Africa/Casablanca |30 2 * * *|2026-03-21T12:00:00Z|2026-03-22T02:00:00Z 2026-03-23T01:30:00Z",
        // Dublin's summer is standard time: +00 to +01 on 29 March 2026 at 01:00Z, back 25 October
        "Europe/Dublin |30 1 * * *|2026-03-28T12:00:00Z|2026-03-29T01:00:00Z 2026-03-30T00:30:00Z",
        "Europe/Dublin |30 1 * * *|2026-10-24T12:00:00Z|2026-10-25T00:30:00Z 2026-10-26T01:30:00Z",
        // Sao Paulo changed at midnight: -03 to -02 on 4 November 2018 at 00:00 (03:00Z), -02 to
        // -03 on 18 February 2018 at 00:00 (02:00Z), which was 23:00 of the day before again
        "America/Sao_Paulo |0 0 * * *|2018-11-02T12:00:00Z|2018-11-03T03:00:00Z 2018-11-04T03:00:00Z 2018-11-05T02:00:00Z",
        "America/Sao_Paulo |30 23 * * *|2018-02-17T12:00:00Z|2018-02-18T01:30:00Z 2018-02-19T02:30:00Z",
        "America/Sao_Paulo |*/30 23 17 2 *|2018-02-17T12:00:00Z|2018-02-18T01:00:00Z 2018-02-18T01:30:00Z 2018-02-18T02:00:00Z 2018-02-18T02:30:00Z",
        // St. John's: -03:30 to -02:30 on 8 March 2026 at 05:30Z; in 2006 back on 29 October at
        // 00:01 (02:31Z), which was 23:01 of the day before again
        "America/St_Johns |30 2 * * *|2026-03-07T12:00:00Z|2026-03-08T05:30:00Z 2026-03-09T05:00:00Z",
        "America/St_Johns |30 23 * * *|2006-10-28T12:00:00Z|2006-10-29T02:00:00Z 2006-10-30T03:00:00Z",
        "America/St_Johns |*/30 23 * * *|2006-10-29T01:00:00Z|2006-10-29T01:30:00Z 2006-10-29T02:00:00Z 2006-10-29T03:00:00Z 2006-10-30T02:30:00Z",
        "America/St_Johns |*/30 23 28 10 *|2006-10-29T01:00:00Z|2006-10-29T01:30:00Z 2006-10-29T02:00:00Z 2006-10-29T03:00:00Z",
        // Tehran: +03:30 to +04:30 on 22 March 2022 at 00:00 (20:30Z the day before)
        "Asia/Tehran |0 0 * * *|2022-03-20T12:00:00Z|2022-03-20T20:30:00Z 2022-03-21T20:30:00Z 2022-03-22T19:30:00Z",
        // Troll moves by two hours: +00 to +02 on 29 March 2026 at 01:00Z
        "Antarctica/Troll |30 1,2 * * *|2026-03-28T12:00:00Z|2026-03-29T01:00:00Z 2026-03-29T23:30:00Z 2026-03-30T00:30:00Z",
        // Chatham: +13:45 to +12:45 on 5 April 2026 at 03:45 (14:00Z the day before), back on 27
        // September at 02:45 (14:00Z the day before)
        "Pacific/Chatham |0 3 * * *|2026-04-04T00:00:00Z|2026-04-04T13:15:00Z 2026-04-05T14:15:00Z",
        "Pacific/Chatham |0 3 * * *|2026-09-26T00:00:00Z|2026-09-26T14:00:00Z 2026-09-27T13:15:00Z",
        // Kathmandu: +05:45 all year
        "Asia/Kathmandu |0 0 * * *|2026-11-27T00:00:00Z|2026-11-27T18:15:00Z 2026-11-28T18:15:00Z",
      })
  void over_the_changes_of_awkward_zones(
      String zone, String expression, String after, String expected) throws UnreadableException {
    List<Instant> wanted = Arrays.stream(expected.split(" ")).map(Instant::parse).toList();
    assertThat(next(expression, zone, after, wanted.size()).subList(0, wanted.size()))
        .isEqualTo(wanted);
  }

  @ParameterizedTest
  @CsvSource({"* * * * *", "*/7 * * * *", "0 9 * * mon-fri", "30 2 * * *", "0 0 1 * *"})
  void the_latest_are_the_last_of_all(String expression) throws UnreadableException {
    DueInstants due = due(expression, "Europe/Berlin");
    Instant first = due.after(Instant.parse("2026-10-20T00:00:00Z")).orElseThrow();
    Instant end = first.plus(Duration.ofDays(9));
    List<Instant> all = new ArrayList<>(List.of(first));
    due.next(first, 20_000).stream().filter(each -> !each.isAfter(end)).forEach(all::add);
    for (int many : new int[] {1, 2, 101, 20_000}) {
      assertThat(due.latest(first, end, many))
          .isEqualTo(all.subList(Math.max(0, all.size() - many), all.size()));
    }
  }

  @Test
  @Timeout(10)
  void a_decade_in_which_nobody_looked_is_not_walked_through() throws UnreadableException {
    DueInstants due = due("* * * * *", "UTC");
    Instant end = Instant.parse("2026-11-27T00:00:30Z");
    for (int outage = 0; outage < 1_000; outage++) {
      assertThat(due.latest(Instant.parse("2016-01-01T00:00:00Z"), end, 2))
          .containsExactly(
              Instant.parse("2026-11-26T23:59:00Z"), Instant.parse("2026-11-27T00:00:00Z"));
    }
  }

  @Test
  void leap_days() throws UnreadableException {
    assertThat(next("0 0 29 2 *", "UTC", "2026-11-27T00:00:00Z", 2))
        .containsExactly(
            Instant.parse("2028-02-29T00:00:00Z"), Instant.parse("2032-02-29T00:00:00Z"));
    assertThat(next("0 0 29 feb *", "UTC", "2096-03-01T00:00:00Z", 1))
        .containsExactly(Instant.parse("2104-02-29T00:00:00Z"));
    // Either will do: every Monday of February too
    assertThat(next("0 0 29 2 mon", "UTC", "2028-02-21T00:00:00Z", 2))
        .containsExactly(
            Instant.parse("2028-02-28T00:00:00Z"), Instant.parse("2028-02-29T00:00:00Z"));
  }

  @Test
  void days_that_never_come() throws UnreadableException {
    assertThat(next("0 0 30 2 *", "UTC", "2026-01-01T00:00:00Z", 1)).isEmpty();
    assertThat(next("* * 31 4,6,9,11 *", "UTC", "2026-01-01T00:00:00Z", 1)).isEmpty();
  }

  @Test
  void an_instant_is_not_after_itself() throws UnreadableException {
    assertThat(next("0 9 * * *", "UTC", "2026-11-27T09:00:00Z", 1))
        .containsExactly(Instant.parse("2026-11-28T09:00:00Z"));
    assertThat(next("* * * * *", "UTC", "2026-11-27T09:00:00Z", 1))
        .containsExactly(Instant.parse("2026-11-27T09:01:00Z"));
    assertThat(next("* * * * *", "UTC", "2026-11-27T08:59:59.999999Z", 1))
        .containsExactly(Instant.parse("2026-11-27T09:00:00Z"));
  }

  @Test
  void only_zones_of_the_database_are_known() {
    for (String good : List.of("UTC", "EST5EDT", "Europe/Berlin", "Etc/GMT+5", "Asia/Kolkata")) {
      assertThat(TimeZones.find(good)).as(good).isPresent();
    }
    for (String bad :
        List.of("Mars/Phobos", "UTC+25", "UTC+5", "+02:00", "Z", "", "europe/berlin", " UTC")) {
      assertThat(TimeZones.find(bad)).as(bad).isEmpty();
    }
  }
}
