package io.orchagent.usage.reports;

import io.orchagent.platform.http.Csv;
import io.orchagent.platform.http.Page;
import io.orchagent.platform.http.PageRequest;
import io.orchagent.usage.reports.CallLogQueries.Call;
import io.orchagent.workspaces.Retention;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The calls of a period one by one: in parts, or as a file. */
@ApplicationScoped
class CallLog {
  /** Lines of a file that are read at one time, each in a short transaction of its own. */
  private static final int PART = 1_000;

  private final CallLogQueries queries;
  private final UsageQueries usage;
  private final Retention retention;

  CallLog(CallLogQueries queries, UsageQueries usage, Retention retention) {
    this.queries = queries;
    this.usage = usage;
    this.retention = retention;
  }

  /**
   * A part of the log.
   *
   * @param next the cursor of the part behind it; null when there is none
   */
  record Part<T>(Page<T> page, @Nullable UUID next) {}

  /**
   * How many there are in all, the sums say: they agree as long as the rows are kept, and what a
   * workspace keeps for less is not counted.
   */
  <T> Part<T> list(
      Asked asked,
      UsageQueries.Moment moment,
      @Nullable UUID before,
      int limit,
      Function<Call, T> view) {
    Asked kept = asked.since(Facts.nextHour(oldestKept(asked, moment.now())));
    return QuarkusTransaction.requiringNew()
        .call(
            () -> {
              List<Call> found = queries.list(kept, before, limit + 1);
              boolean more = found.size() > limit;
              List<Call> calls = more ? found.subList(0, limit) : found;
              long total =
                  usage.total(kept, moment.countedUntil()).calls()
                      - (kept.asAuthor() ? queries.gone(kept) : 0);
              return new Part<>(
                  Page.of(calls.stream().map(view).toList(), total, new PageRequest(limit, 0)),
                  more ? calls.getLast().id() : null);
            });
  }

  private Instant oldestKept(Asked asked, Instant now) {
    return now.minus(
        (asked.asAuthor() ? retention.server() : retention.of(asked.workspaceId())).runs());
  }

  /** All of them, newest first, read from the database while the client reads. */
  InputStream csv(Asked asked, List<String> head, Function<Call, List<@Nullable String>> line) {
    return Csv.stream(new Lines(asked, Csv.line(new ArrayList<>(head)), line));
  }

  /** The head, then a part of the lines at a time. */
  private final class Lines implements Iterator<String> {
    private final Asked asked;
    private final String head;
    private final Function<Call, List<@Nullable String>> line;
    private @Nullable UUID before;
    private boolean begun;
    private boolean done;

    private Lines(Asked asked, String head, Function<Call, List<@Nullable String>> line) {
      this.asked = asked;
      this.head = head;
      this.line = line;
    }

    @Override
    public boolean hasNext() {
      return !done;
    }

    @Override
    public String next() {
      if (done) {
        throw new NoSuchElementException();
      }
      if (!begun) {
        begun = true;
        return head;
      }
      List<Call> calls =
          QuarkusTransaction.requiringNew().call(() -> queries.list(asked, before, PART));
      done = calls.size() < PART;
      before = calls.isEmpty() ? null : calls.getLast().id();
      return calls.stream().map(line).map(Csv::line).collect(Collectors.joining());
    }
  }
}
