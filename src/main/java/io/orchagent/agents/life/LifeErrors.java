package io.orchagent.agents.life;

import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.errors.Errors;
import java.util.List;

/** The failures of this feature. */
final class LifeErrors {
  private LifeErrors() {}

  static ApiException confirm(String why) {
    return Errors.invalidField("confirmation_name", why);
  }

  static ApiException running(int services) {
    return Errors.conflict(
        (services == 1 ? "A service runs it." : services + " services run it.")
            + " Delete or pause them first.");
  }

  static ApiException notDeleted() {
    return Errors.conflict("This version is not deleted; there is nothing to restore.");
  }

  static ApiException installing() {
    return Errors.conflict(
        "Packages of one of its versions are being installed. Try again when its bundle is active.");
  }

  static ApiException nameTaken(String name, String hint) {
    return Errors.conflict("That workspace has, or once had, an agent named " + name + ". " + hint);
  }

  static ApiException notForkable(String why) {
    return Errors.invalid("This version can't be forked: " + why);
  }

  static ApiException outOfSight(List<String> parts) {
    return notForkable(
        "your workspace can't use what it needs ("
            + String.join("; ", parts)
            + "). Ask their authors to make them public.");
  }

  static ApiException targetOwnersOnly() {
    return Errors.forbidden(
        "Only an owner of the workspace that takes an agent over may move it there. Ask one.");
  }
}
