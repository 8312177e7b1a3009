package io.orchagent.usage.reports;

import io.orchagent.platform.http.Csv;
import io.orchagent.platform.http.Page;
import io.orchagent.platform.http.RequestContext;
import io.orchagent.usage.reports.CallLogQueries.Call;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.InputStream;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** How a log of calls is answered: as JSON in parts or as one file. */
@Singleton
class CallLogAnswers {
  static final String NEWEST_FIRST =
      "Newest first, as long as runs are kept. `metadata.next_cursor` is there while more follow."
          + " With `format=csv` it is the export.";
  static final String FILE =
      "All of them as one file (RFC 4180), newest first. A field that a spreadsheet would run as a"
          + " formula has an apostrophe in front.";

  private final CallLog log;
  private final UsageReports reports;
  private final RequestContext request;

  CallLogAnswers(CallLog log, UsageReports reports, RequestContext request) {
    this.log = log;
    this.reports = reports;
    this.request = request;
  }

  <T> Page<T> page(
      UUID workspace,
      boolean asAuthor,
      UsageFilter filter,
      CallLogQuery query,
      Function<Call, T> view) {
    UsageQueries.Moment moment = reports.moment();
    query.check();
    CallLog.Part<T> part =
        log.list(
            filter.asked(workspace, asAuthor, moment.now()),
            moment,
            query.before().orElse(null),
            query.limit(),
            view);
    if (part.next() != null) {
      request.metadata("next_cursor", part.next().toString());
    }
    return part.page();
  }

  RestResponse<InputStream> file(
      Asked asked, List<String> head, Function<Call, List<@Nullable String>> line, String name) {
    return ResponseBuilder.ok(log.csv(asked, head, line), Csv.TYPE)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + "\"")
        .build();
  }

  /** What the filter asks for, as of now. */
  Asked asked(UUID workspace, boolean asAuthor, UsageFilter filter) {
    return filter.asked(workspace, asAuthor, reports.moment().now());
  }
}
