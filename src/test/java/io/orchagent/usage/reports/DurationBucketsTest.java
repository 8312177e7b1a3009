package io.orchagent.usage.reports;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.platform.persistence.Sql;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DurationBucketsTest {
  @Inject Sql sql;

  @Test
  void a_bucket_stands_for_its_durations_within_five_percent() {
    for (long millis = 0; millis < 100_000_000; millis += 1 + millis / 90) {
      long duration = millis;
      long shown =
          sql.first(
                  "select usage_bucket(?::bigint) as bucket",
                  row -> DurationBuckets.millis(row.number("bucket")),
                  duration)
              .orElseThrow();
      assertThat(Math.abs(shown - duration)).isLessThanOrEqualTo((long) (duration * 0.05));
    }
  }
}
