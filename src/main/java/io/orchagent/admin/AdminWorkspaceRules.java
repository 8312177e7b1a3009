package io.orchagent.admin;

import io.orchagent.platform.errors.FieldError;
import io.orchagent.platform.http.BodyRules;
import io.orchagent.workspaces.PlanLimits;
import io.orchagent.workspaces.Plans;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which plans and limits there are. */
@Singleton
class AdminWorkspaceRules implements BodyRules<AdminApi.WorkspacePatch> {
  private static final long LONGEST_CALL_SECONDS = 900;

  private final Plans plans;

  AdminWorkspaceRules(Plans plans) {
    this.plans = plans;
  }

  @Override
  public Class<AdminApi.WorkspacePatch> body() {
    return AdminApi.WorkspacePatch.class;
  }

  @Override
  public List<FieldError> problems(AdminApi.WorkspacePatch body) {
    List<FieldError> problems = new ArrayList<>();
    if (body.plan().present() && !plans.names().contains(String.valueOf(body.plan().value()))) {
      problems.add(new FieldError("plan", "must be one of " + String.join(", ", plans.names())));
    }
    if (body.limits().present() && body.limits().value() == null) {
      problems.add(new FieldError("limits", "must be an object; send a limit as null to clear it"));
    }
    Map<String, @Nullable Long> limits = body.limits().value();
    if (limits != null) {
      limits.forEach((name, value) -> limit(name, value, problems));
    }
    return problems;
  }

  private static void limit(String name, @Nullable Long value, List<FieldError> problems) {
    String field = "limits." + (name.length() <= 100 ? name : name.substring(0, 100) + "…");
    if (!PlanLimits.NAMES.contains(name)) {
      problems.add(
          new FieldError(field, "no such limit; there are " + String.join(", ", PlanLimits.NAMES)));
    } else if (value != null && value < 0) {
      problems.add(new FieldError(field, "must be 0 or more, or null for the plan's"));
    } else if (value != null
        && name.equals("max_call_seconds")
        && (value < 1 || value > LONGEST_CALL_SECONDS)) {
      problems.add(new FieldError(field, "must be 1 to 900 seconds, or null for the plan's"));
    }
  }
}
