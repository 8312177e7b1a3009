package io.orchagent.workspaces.members;

import io.orchagent.platform.security.Principal;
import io.orchagent.platform.security.Stamps;
import io.orchagent.platform.work.Loop;
import io.orchagent.platform.work.Tick;
import io.orchagent.workspaces.members.MemberQueries.Held;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The end of a workspace. What a request put into it at the same moment is taken out by a loop. */
@ApplicationScoped
public class WorkspaceDeletion implements Tick {
  private static final Duration AGAIN = Duration.ofMinutes(1);

  private final MemberQueries queries;
  private final Departures departures;
  private final Stamps stamps;
  private volatile @Nullable Loop loop;

  WorkspaceDeletion(MemberQueries queries, Departures departures, Stamps stamps) {
    this.queries = queries;
    this.departures = departures;
    this.stamps = stamps;
  }

  void open(@Observes @Priority(Loop.AFTER_ALL_ELSE) StartupEvent event) {
    loop = Loop.start("deleted workspaces", AGAIN, this::again);
  }

  void close(@Observes ShutdownEvent event) {
    if (loop != null) {
      loop.close();
    }
  }

  void again() {
    for (UUID workspace : queries.deletedLately()) {
      QuarkusTransaction.requiringNew().run(() -> departures.again(workspace));
      departures.ended(workspace);
    }
  }

  /**
   * Deletes the workspace of the request.
   *
   * @param confirmation has to be its name, or its slug
   */
  public void delete(Principal caller, @Nullable String confirmation) {
    List<UUID> members = new ArrayList<>();
    try {
      QuarkusTransaction.requiringNew()
          .run(
              () -> {
                Held workspace = held(caller);
                if (!workspace.name().equals(confirmation)
                    && !workspace.slug().equals(confirmation)) {
                  throw MemberErrors.wrongName(workspace.name());
                }
                members.addAll(departures.end(workspace, true));
              });
    } finally {
      members.forEach(stamps::changed);
    }
    departures.ended(caller.workspaceId());
  }

  private Held held(Principal caller) {
    Held workspace = queries.holdWhole(caller.workspaceId()).orElseThrow(MemberErrors::noWorkspace);
    if (!queries.isOwner(workspace.id(), caller.userId())) {
      throw MemberErrors.ownersOnly();
    }
    return workspace;
  }

  @Override
  public String tickName() {
    return "deleted_workspaces";
  }

  @Override
  public int tick() {
    again();
    return 0;
  }
}
