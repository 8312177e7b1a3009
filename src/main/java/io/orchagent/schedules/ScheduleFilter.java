package io.orchagent.schedules;

import io.orchagent.platform.http.QueryValue;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Which schedules of a workspace are wanted. */
public class ScheduleFilter {
  @RestQuery("agent_name")
  @Parameter(description = "Only of the agent with this name")
  @Nullable String agentName;

  @RestQuery
  @Parameter(description = "Only of this type: cron or webhook")
  @Nullable String type;

  @RestQuery
  @Parameter(
      description = "Only those that run, or only those that don't",
      schema = @Schema(type = SchemaType.BOOLEAN))
  @Nullable String enabled;

  ScheduleQueries.Filter checked() {
    return new ScheduleQueries.Filter(
        QueryValue.text("agent_name", agentName, 200).orElse(null),
        QueryValue.word("type", type, List.of("cron", "webhook")).orElse(null),
        enabled == null ? null : (Boolean) QueryValue.flag("enabled", enabled, false));
  }
}
