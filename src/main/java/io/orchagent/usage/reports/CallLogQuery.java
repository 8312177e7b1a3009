package io.orchagent.usage.reports;

import io.orchagent.platform.http.PageRequest;
import io.orchagent.platform.http.QueryValue;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Which part of a log is wanted, and as what. */
public class CallLogQuery {
  @RestQuery
  @Parameter(
      description = "How many to return",
      schema =
          @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "200", defaultValue = "50"))
  @Nullable String limit;

  @RestQuery
  @Parameter(description = "`metadata.next_cursor` of the page before")
  @Nullable String cursor;

  @RestQuery
  @Parameter(description = "json (the default), or csv: all calls as one file (RFC 4180)")
  @Nullable String format;

  int limit() {
    return QueryValue.integer("limit", limit, PageRequest.DEFAULT_LIMIT, 1, PageRequest.MAX_LIMIT);
  }

  Optional<UUID> before() {
    return QueryValue.id("cursor", cursor);
  }

  void check() {
    QueryValue.word("format", format, List.of("json", "csv"));
  }
}
