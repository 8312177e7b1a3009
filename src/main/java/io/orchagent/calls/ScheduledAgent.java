package io.orchagent.calls;

import io.orchagent.agents.Release;
import io.orchagent.llm.LlmProvider;
import io.orchagent.platform.security.Credential;
import io.orchagent.platform.security.CredentialKind;
import io.orchagent.platform.security.Principal;
import io.orchagent.platform.tenancy.Membership;
import io.orchagent.platform.tenancy.Role;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a schedule runs, and on whose behalf.
 *
 * @param plan of the workspace
 * @param userId who made the schedule
 * @param provider of language models that it asks for; null for any
 */
public record ScheduledAgent(
    UUID scheduleId,
    UUID workspaceId,
    String plan,
    UUID userId,
    Release release,
    @Nullable LlmProvider provider) {

  /** No key and no session: the schedule itself is what lets it run. */
  Principal principal() {
    return new Principal(
        new Credential(
            CredentialKind.SCHEDULE, scheduleId, userId, workspaceId, true, null, false, null),
        new Membership(workspaceId, "", plan, Role.MEMBER));
  }

  RunOrigin origin(String trigger, Runnable whenClaimed) {
    return new RunOrigin(trigger, null, new RunOrigin.FiredBy(scheduleId, provider), whenClaimed);
  }
}
