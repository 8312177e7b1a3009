package io.orchagent.calls;

import java.util.Optional;

/**
 * A body that was received and not looked at yet: whether it fits is told after whether there is
 * such an agent.
 */
interface CallBody {
  /**
   * Reads it strictly.
   *
   * @param uploadsFolder where the agent will find files; empty when it takes none
   * @throws io.orchagent.platform.errors.ApiException when it does not fit
   */
  CallInput read(Optional<String> uploadsFolder);

  /** Equal for equal inputs, whatever their spelling; of anything that was sent. */
  String fingerprint();
}
