package io.orchagent.audit;

import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.http.QueryValue;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** The query parameters that choose events. */
public class AuditQuery {
  private static final Pattern ACTION =
      Pattern.compile("[a-z][a-z_]{0,49}(?:\\.[a-z][a-z_]{0,49})?");
  private static final int MAX_TEXT = 500;

  @RestQuery
  @Parameter(description = "Email address of who did it, as it was then, or the person's id")
  public @Nullable String actor;

  @RestQuery
  @Parameter(description = "What was done: `api_key.created`, or `api_key` for all of its kind")
  public @Nullable String action;

  @RestQuery
  @Parameter(description = "A part of what it was done to, in whatever case")
  public @Nullable String target;

  @RestQuery
  @Parameter(
      description = "From this moment on, UTC",
      schema = @Schema(type = SchemaType.STRING, format = "date-time"))
  public @Nullable String from;

  @RestQuery
  @Parameter(
      description = "Before this moment, UTC",
      schema = @Schema(type = SchemaType.STRING, format = "date-time"))
  public @Nullable String to;

  AuditFilter filter() {
    AuditFilter filter =
        new AuditFilter(
            QueryValue.text("actor", actor, MAX_TEXT).orElse(null),
            action(),
            QueryValue.text("target", target, MAX_TEXT).orElse(null),
            QueryValue.instant("from", from).orElse(null),
            QueryValue.instant("to", to).orElse(null));
    if (filter.from() != null && filter.to() != null && !filter.from().isBefore(filter.to())) {
      throw Errors.invalidField("from", "must be before 'to'");
    }
    return filter;
  }

  private @Nullable String action() {
    if (action != null && !ACTION.matcher(action).matches()) {
      throw Errors.invalidField("action", "must be like api_key.created or api_key");
    }
    return action;
  }
}
