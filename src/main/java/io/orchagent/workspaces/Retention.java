package io.orchagent.workspaces;

import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.errors.FieldError;
import io.orchagent.platform.http.PatchField;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** How long a workspace may keep its runs: at most as long as the server does. */
@Singleton
class Retention {
  private final long payloadDays;
  private final long runDays;

  Retention(
      @ConfigProperty(name = "orchagent.runs.payload-retention", defaultValue = "30D")
          Duration payload,
      @ConfigProperty(name = "orchagent.runs.retention", defaultValue = "90D") Duration runs) {
    this.payloadDays = payload.toDays();
    this.runDays = runs.toDays();
  }

  /** All failures of the patch at once. */
  void check(WorkspaceApi.Patch patch) {
    List<FieldError> errors = new ArrayList<>();
    WorkspaceApi.checkName(patch.name(), errors);
    check("payload_retention_days", patch.payloadRetentionDays(), payloadDays, errors);
    check("run_retention_days", patch.runRetentionDays(), runDays, errors);
    if (!errors.isEmpty()) {
      throw Errors.invalid(errors);
    }
  }

  private static void check(
      String field, PatchField<Integer> days, long longest, List<FieldError> errors) {
    Integer value = days.value();
    if (value != null && (value < 1 || value > longest)) {
      errors.add(
          new FieldError(
              field, "must be 1 to " + longest + " days, or null for the server's " + longest));
    }
  }
}
