package io.orchagent.identity;

import java.util.UUID;

/** Port: who keeps something that is a person's own removes it with the account. */
public interface AccountContents {
  /**
   * The deletion has committed: nothing of this person can come in any more. Told in no
   * transaction; who does not get to its end has to find the rest later by itself.
   */
  void deleted(UUID userId);
}
