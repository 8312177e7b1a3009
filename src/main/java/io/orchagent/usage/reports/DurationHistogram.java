package io.orchagent.usage.reports;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How many calls took how long: a count for each bucket of {@code usage_bucket}. */
final class DurationHistogram {
  private long[] calls = new long[128];
  private long all;

  private DurationHistogram() {}

  /**
   * The sum of histograms.
   *
   * @param texts each as two arrays of PostgreSQL's text form without a separator, the buckets and
   *     as many counts: <code>{12,57}{3,1}{12}{1}</code>
   */
  static DurationHistogram merged(String texts) {
    DurationHistogram sum = new DurationHistogram();
    int at = 0;
    while (at < texts.length()) {
      at = sum.addOne(texts, at + 1, texts.indexOf('}', at) + 2);
    }
    return sum;
  }

  /** Reads both arrays side by side; where the next one begins. */
  private int addOne(String texts, int firstBucket, int firstCount) {
    int bucketAt = firstBucket;
    int countAt = firstCount;
    do {
      int bucketEnd = digitsEnd(texts, bucketAt);
      int countEnd = digitsEnd(texts, countAt);
      if (bucketEnd > bucketAt) {
        add(
            Integer.parseInt(texts, bucketAt, bucketEnd, 10),
            Long.parseLong(texts, countAt, countEnd, 10));
      }
      bucketAt = bucketEnd + 1;
      countAt = countEnd + 1;
    } while (texts.charAt(bucketAt - 1) == ',');
    return countAt;
  }

  private static int digitsEnd(String texts, int from) {
    int at = from;
    while (texts.charAt(at) != ',' && texts.charAt(at) != '}') {
      at++;
    }
    return at;
  }

  private void add(int bucket, long count) {
    if (bucket >= calls.length) {
      calls = Arrays.copyOf(calls, bucket * 2);
    }
    calls[bucket] += count;
    all += count;
  }

  /** The first bucket up to which there is this part of all calls; null where there are none. */
  @Nullable Long percentile(int percent) {
    if (all == 0) {
      return null;
    }
    long wanted = (all * percent + 99) / 100;
    long below = 0;
    int bucket = 0;
    while ((below += calls[bucket]) < wanted) {
      bucket++;
    }
    return (long) bucket;
  }
}
