package io.orchagent.agents.life;

import io.orchagent.platform.errors.FieldError;
import io.orchagent.platform.http.BodyRules;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What may be asked of a transfer. */
@Singleton
class TransferRules implements BodyRules<LifeApi.Transfer> {
  static final String NO_ID = "must be the id of a workspace; list yours with GET /workspaces";

  private static final Pattern ID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  @Override
  public Class<LifeApi.Transfer> body() {
    return LifeApi.Transfer.class;
  }

  @Override
  public List<FieldError> problems(LifeApi.Transfer sent) {
    List<FieldError> problems = new ArrayList<>();
    if (sent.targetWorkspaceId() == null || !isId(sent.targetWorkspaceId())) {
      problems.add(new FieldError("target_workspace_id", NO_ID));
    }
    if (sent.confirmationName() == null) {
      problems.add(new FieldError("confirmation_name", "must be the agent's name"));
    }
    return problems;
  }

  static boolean isId(String text) {
    return ID.matcher(text).matches();
  }
}
