package io.orchagent.calls.runs;

import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.errors.FieldError;
import io.orchagent.platform.http.QueryValue;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Which runs of a workspace are wanted. */
public class RunFilter {
  public static final List<String> STATUSES =
      List.of("queued", "running", "completed", "failed", "timeout", "cancelled");
  static final List<String> TRIGGERS =
      List.of("api", "agent", "cron", "webhook", "manual", "replay");
  private static final Pattern PREFIX = Pattern.compile("[0-9a-fA-F-]{1,36}");

  @RestQuery("agent_name")
  @Parameter(description = "Only of this agent: its name, or org/name")
  @Nullable String agentName;

  @RestQuery
  @Parameter(description = "Only in this status")
  @Nullable String status;

  @RestQuery
  @Parameter(description = "Only started by this")
  @Nullable String trigger;

  @RestQuery("tenant_id")
  @Parameter(description = "Only attributed to this tenant")
  @Nullable String tenantId;

  @RestQuery("run_id_prefix")
  @Parameter(description = "Only ids that begin like this")
  @Nullable String runIdPrefix;

  /** The smallest and the largest id with a prefix. */
  record IdRange(UUID from, UUID to) {
    static IdRange of(String prefix) {
      String digits = prefix.replace("-", "");
      if (!PREFIX.matcher(prefix).matches() || digits.isEmpty() || digits.length() > 32) {
        throw Errors.invalid(
            List.of(new FieldError("run_id_prefix", "must be the first characters of a UUID")));
      }
      return new IdRange(filled(digits, '0'), filled(digits, 'f'));
    }

    private static UUID filled(String digits, char with) {
      String all = digits + String.valueOf(with).repeat(32 - digits.length());
      return new UUID(
          Long.parseUnsignedLong(all.substring(0, 16), 16),
          Long.parseUnsignedLong(all.substring(16), 16));
    }
  }

  /** The same, checked. */
  record Checked(
      @Nullable String agentName,
      @Nullable String status,
      @Nullable String trigger,
      @Nullable String tenantId,
      Optional<IdRange> ids,
      @Nullable UUID scheduleId) {
    static Checked ofSchedule(UUID schedule, @Nullable String status) {
      return new Checked(null, status, null, null, Optional.empty(), schedule);
    }
  }

  Checked checked() {
    return new Checked(
        QueryValue.text("agent_name", agentName, 200).orElse(null),
        QueryValue.word("status", status, STATUSES).orElse(null),
        QueryValue.word("trigger", trigger, TRIGGERS).orElse(null),
        QueryValue.text("tenant_id", tenantId, 128).orElse(null),
        Optional.ofNullable(runIdPrefix).map(IdRange::of),
        null);
  }
}
