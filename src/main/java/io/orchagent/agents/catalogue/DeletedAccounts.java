package io.orchagent.agents.catalogue;

import io.orchagent.agents.Series;
import io.orchagent.agents.catalogue.StarQueries.Star;
import io.orchagent.identity.AccountContents;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Takes away the stars of who deleted their account, each with its agent held as when it was given.
 * Not in the transaction that deletes the account: it would hold the agents of all the world.
 */
@ApplicationScoped
class DeletedAccounts implements AccountContents {
  private static final Logger LOG = Logger.getLogger(DeletedAccounts.class);

  private final StarQueries queries;
  private final Series series;
  private final Listings listings;

  DeletedAccounts(StarQueries queries, Series series, Listings listings) {
    this.queries = queries;
    this.series = series;
    this.listings = listings;
  }

  @Override
  public void deleted(UUID userId) {
    take(queries.of(userId));
  }

  /** For what a server left behind that died after the account was gone. */
  @Scheduled(
      identity = "stars-of-deleted-accounts",
      every = "1h",
      delayed = "12m",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void sweep() {
    try {
      take(queries.ofDeleted());
    } catch (RuntimeException e) {
      LOG.warnf(
          "stars of deleted accounts could not be removed, the next hour tries: %s",
          e.getMessage());
    }
  }

  private void take(List<Star> stars) {
    stars.forEach(star -> QuarkusTransaction.requiringNew().run(() -> take(star)));
  }

  private void take(Star star) {
    series.lock(star.workspaceId(), star.name());
    if (queries.remove(star.agentId(), star.userId())) {
      queries.count(star.agentId(), -1);
      listings.refresh(star.workspaceId(), star.name());
    }
  }
}
