package io.orchagent.usage.reports;

import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.http.QueryValue;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** The query parameters that choose calls. */
public class UsageFilter {
  static final List<String> STATUSES = List.of("completed", "failed", "timeout", "cancelled");
  private static final int MAX_DAYS = 365;
  private static final Duration LONGEST = Duration.ofDays(366);
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

  /** What is older may be left as roll-ups only: a workspace keeps its runs for a day at least. */
  private static final Duration ROWS_SURE = Duration.ofHours(22);

  @RestQuery
  @Parameter(
      description = "The days (UTC) up to now, today included; not together with `from` and `to`",
      schema =
          @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "365", defaultValue = "30"))
  @Nullable String days;

  @RestQuery
  @Parameter(
      description =
          "From this moment on, UTC; 30 days before `to` without. Of a moment more than 22 hours"
              + " ago the whole hour counts",
      schema = @Schema(type = SchemaType.STRING, format = "date-time"))
  @Nullable String from;

  @RestQuery
  @Parameter(
      description =
          "Before this moment, UTC; now without. At most 366 days after `from`. Of a moment more"
              + " than 22 hours ago the whole hour counts",
      schema = @Schema(type = SchemaType.STRING, format = "date-time"))
  @Nullable String to;

  @RestQuery("tenant_id")
  @Parameter(
      description =
          "Only calls with this `X-Orchagent-Tenant`; an author's, only among their own calls")
  @Nullable String tenantId;

  @RestQuery("agent_id")
  @Parameter(description = "Only calls of this version of an agent, by its id")
  @Nullable String agentId;

  @RestQuery
  @Parameter(description = "Only calls that ended so: completed, failed, timeout or cancelled")
  @Nullable String status;

  private record Period(Instant from, Instant to) {}

  Asked asked(UUID workspace, boolean asAuthor, Instant now) {
    Period period = period(now);
    return new Asked(
        workspace,
        asAuthor,
        period.from(),
        period.to(),
        QueryValue.text("tenant_id", tenantId, 128).orElse(null),
        QueryValue.id("agent_id", agentId).orElse(null),
        QueryValue.word("status", status, STATUSES).orElse(null));
  }

  private Period period(Instant now) {
    int wanted = QueryValue.integer("days", days, 30, 1, MAX_DAYS);
    Optional<Instant> start = moment("from", from);
    Optional<Instant> end = moment("to", to);
    if (start.isEmpty() && end.isEmpty()) {
      return new Period(daysBefore(now, wanted - 1), now);
    }
    if (days != null) {
      throw Errors.invalidField("days", "can't be used with 'from' or 'to'; leave one out");
    }
    Instant last = end.orElse(now);
    Instant first = start.orElseGet(() -> last.minus(Duration.ofDays(30)));
    if (!first.isBefore(last)) {
      throw Errors.invalidField("from", "must be before 'to', which is now unless it is given");
    }
    if (Duration.between(first, last).compareTo(LONGEST) > 0) {
      throw Errors.invalidField("from", "must be at most 366 days before 'to'");
    }
    return whole(first, last, now.minus(ROWS_SURE));
  }

  private static Optional<Instant> moment(String name, @Nullable String raw) {
    Optional<Instant> moment = QueryValue.instant(name, raw);
    if (moment.filter(m -> m.isBefore(EARLIEST) || m.isAfter(LATEST)).isPresent()) {
      throw Errors.invalidField(name, "must be from the years 2000 to 2199");
    }
    // What PostgreSQL tells apart
    return moment.map(m -> m.truncatedTo(ChronoUnit.MICROS));
  }

  private static Period whole(Instant from, Instant to, Instant sure) {
    Instant first = from.isBefore(sure) ? from.truncatedTo(ChronoUnit.HOURS) : from;
    Instant last = to.isBefore(sure) ? Facts.nextHour(to) : to;
    return new Period(first, last);
  }

  private static Instant daysBefore(Instant now, int days) {
    return now.truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(days));
  }
}
