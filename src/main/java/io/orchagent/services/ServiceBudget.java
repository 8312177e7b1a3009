package io.orchagent.services;

import java.util.UUID;

/** Port: whether a budget keeps services from running. */
public interface ServiceBudget {
  /**
   * @param agent org/name
   * @return false where the hard limit of one that pauses services is reached
   */
  boolean allows(UUID workspace, String agent);
}
