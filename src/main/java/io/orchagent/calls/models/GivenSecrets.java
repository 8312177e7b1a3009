package io.orchagent.calls.models;

import io.orchagent.secrets.SealedSecrets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The caller's secrets that one run is given, found and not opened yet.
 *
 * @param vault what the version declares, and the key of its model
 * @param model what its program asks by itself; null for a program that asks none
 */
public record GivenSecrets(SealedSecrets vault, @Nullable ProgramModel model) {

  /**
   * Opened: to be used at once, and kept nowhere.
   *
   * @param environment variables of the run
   * @param hidden values that are masked in all that is told of it
   */
  public record Opened(Map<String, String> environment, List<String> hidden) {
    /** Without the values. */
    @Override
    public String toString() {
      return "Opened" + environment.keySet();
    }
  }

  /** To be called right before the run. */
  public Opened open() {
    Map<String, String> values = vault.open();
    List<String> hidden = new ArrayList<>(values.values());
    if (model == null) {
      return new Opened(values, hidden);
    }
    if (model.sentKey() != null) {
      hidden.add(model.sentKey());
    }
    values.putAll(model.environment(values));
    return new Opened(values, hidden);
  }
}
