package io.orchagent.schedules;

import io.orchagent.agents.Release;
import io.orchagent.agents.Releases;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.errors.Errors;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The versions that schedules run. */
@Singleton
class ScheduleVersions {
  private final Releases releases;
  private final Disabling disabling;

  ScheduleVersions(Releases releases, Disabling disabling) {
    this.releases = releases;
    this.disabling = disabling;
  }

  /**
   * The version of a new schedule.
   *
   * @param version another one of the same agent; null for that one
   */
  Release chosen(UUID workspace, UUID id, @Nullable String version) {
    Release named = releases.find(workspace, id).orElseThrow(() -> Errors.notFound("Agent"));
    return checked(
        version == null ? named : releases.resolve(workspace, named.org(), named.name(), version));
  }

  /** Another version of the agent of a schedule. */
  Release other(Schedule schedule, String version) {
    return checked(
        releases.resolve(
            schedule.workspaceId(), schedule.agentOrg(), schedule.agentName(), version));
  }

  /** The one that it runs, while that is there. */
  Optional<Release> of(Schedule schedule) {
    return releases
        .find(
            schedule.workspaceId(),
            schedule.agentOrg(),
            schedule.agentName(),
            "v" + schedule.agentVersion())
        .filter(release -> release.id().equals(schedule.agentId()));
  }

  /** The same for who needs it now: a schedule without one is disabled. */
  Release needed(Schedule schedule) {
    return of(schedule).orElseThrow(() -> gone(schedule));
  }

  private ApiException gone(Schedule schedule) {
    QuarkusTransaction.requiringNew().run(() -> disabling.one(schedule, Disabling.AGENT_GONE));
    return ScheduleErrors.agentGone();
  }

  private static Release checked(Release release) {
    if (release.engine() == null) {
      throw ScheduleErrors.notCallable("a skill runs nothing");
    }
    if (release.runMode().equals("always_on")) {
      throw ScheduleErrors.notCallable("it is always on");
    }
    return release;
  }
}
