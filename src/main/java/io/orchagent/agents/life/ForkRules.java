package io.orchagent.agents.life;

import io.orchagent.agents.AgentName;
import io.orchagent.platform.errors.FieldError;
import io.orchagent.platform.http.BodyRules;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** What may be asked of a fork. */
@Singleton
class ForkRules implements BodyRules<LifeApi.Fork> {
  @Override
  public Class<LifeApi.Fork> body() {
    return LifeApi.Fork.class;
  }

  @Override
  public List<FieldError> problems(LifeApi.Fork sent) {
    List<FieldError> problems = new ArrayList<>();
    if (sent.workspaceId() != null && !TransferRules.isId(sent.workspaceId())) {
      problems.add(new FieldError("workspace_id", TransferRules.NO_ID));
    }
    if (sent.newName() != null && !AgentName.isValid(sent.newName())) {
      problems.add(new FieldError("new_name", AgentName.RULE));
    }
    return problems;
  }
}
