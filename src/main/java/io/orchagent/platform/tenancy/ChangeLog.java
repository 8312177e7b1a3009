package io.orchagent.platform.tenancy;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Port: who did what. The audit feature writes it, in the transaction of the change itself. */
public interface ChangeLog {
  /**
   * A change by the caller of the request under way.
   *
   * @param workspaceId null for what belongs to an account or to the server
   * @param action such as {@code api_key.created}
   * @param target what was changed, readable by people; never a secret
   */
  void record(@Nullable UUID workspaceId, String action, String target);

  /** A change by somebody who has no credential yet: a registration, the server's first start. */
  void recordAs(UUID actorUserId, @Nullable UUID workspaceId, String action, String target);
}
