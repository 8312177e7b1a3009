package io.orchagent.calls.skills;

import io.orchagent.agents.Release;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.http.Warning;

/** Why a run can't have its skills, in words for the caller. */
final class SkillErrors {
  private SkillErrors() {}

  /**
   * One of the agent's own skills.
   *
   * @param known whether the caller may know its name
   */
  static ApiException own(Release release, String name, String problem, boolean known) {
    String which = known ? "Its skill " + name + " " + problem : "One of its skills is not there";
    return Errors.unprocessable(
        which
            + ". The author of "
            + release.reference()
            + (release.skillsLocked()
                ? " publishes a version with other default_skills."
                : " publishes a version with other default_skills; until then, call it with"
                    + " X-Orchagent-Skills-Only or X-Orchagent-No-Skills: true."));
  }

  static ApiException ownTooMuch(Release release, String limit) {
    return Errors.unprocessable(
        "The skills of "
            + release.reference()
            + " are more than a run may have ("
            + limit
            + "). Its author publishes a version with fewer default_skills"
            + (release.skillsLocked() ? "." : "; or call it with X-Orchagent-Skills-Only."));
  }

  static ApiException tooMuch(SkillsAsked asked, String limit) {
    return Errors.invalidField(
        asked.mode().header(),
        "makes more skills than a run may have (" + limit + "); name fewer of them");
  }

  static Warning locked(SkillsAsked asked) {
    return new Warning(
        "SKILLS_LOCKED",
        asked.mode().header(),
        "The skills of this version are locked by its author: the header was ignored.");
  }
}
