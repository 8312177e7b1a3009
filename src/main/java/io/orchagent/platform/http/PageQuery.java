package io.orchagent.platform.http;

import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.errors.FieldError;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** The query parameters of every list. Text first: a value that does not parse is 400, not 404. */
public class PageQuery {
  @RestQuery
  @Parameter(
      description = "How many to return",
      schema =
          @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "200", defaultValue = "50"))
  public @Nullable String limit;

  @RestQuery
  @Parameter(
      description = "How many to leave out",
      schema = @Schema(type = SchemaType.INTEGER, minimum = "0", defaultValue = "0"))
  public @Nullable String offset;

  public PageRequest page() {
    List<FieldError> errors = new ArrayList<>();
    int wanted =
        QueryValue.integer(
            "limit", limit, PageRequest.DEFAULT_LIMIT, 1, PageRequest.MAX_LIMIT, errors);
    int skipped = QueryValue.integer("offset", offset, 0, 0, 10_000_000, errors);
    if (!errors.isEmpty()) {
      throw Errors.invalid(errors);
    }
    return new PageRequest(wanted, skipped);
  }
}
