package io.orchagent.agents.catalogue;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.orchagent.agents.Agent;
import io.orchagent.agents.AgentChanged;
import io.orchagent.agents.Releases;
import io.orchagent.agents.Series;
import io.orchagent.agents.catalogue.ListingQueries.Listed;
import io.orchagent.agents.catalogue.ListingQueries.Match;
import io.orchagent.agents.catalogue.ListingQueries.Search;
import io.orchagent.platform.http.PageRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** The rows that the catalogue reads: kept true, and searched. */
@ApplicationScoped
class Listings {
  private final ListingQueries queries;
  private final Series series;
  private final Releases releases;

  /** To count all agents means to read a row of each. */
  private final Cache<Counted, Long> totals =
      Caffeine.newBuilder().maximumSize(1_000).expireAfterWrite(Duration.ofSeconds(10)).build();

  Listings(ListingQueries queries, Series series, Releases releases) {
    this.queries = queries;
    this.series = series;
    this.releases = releases;
  }

  private record Counted(long generation, Search search) {}

  /** Some of what was found, and how much there is in all. */
  record Found(List<Listed> page, long total) {}

  /** Within the transaction of the change, so that nothing is listed that is not so. */
  void follow(@Observes AgentChanged change) {
    Agent.flush();
    refresh(change.workspaceId(), change.name());
  }

  @Transactional(Transactional.TxType.MANDATORY)
  void refresh(UUID workspace, String name) {
    series.lock(workspace, name);
    queries.refresh(workspace, name);
  }

  /** What has the words; where nothing has them, what is written nearly like that. */
  @Transactional
  Found find(Search search, PageRequest page) {
    if (search.text() != null && search.text().codePoints().noneMatch(Character::isLetterOrDigit)) {
      return new Found(List.of(), 0);
    }
    Found exact = find(search, Match.WORDS, page);
    if (exact.total() > 0 || search.text() == null) {
      return exact;
    }
    queries.expectTypingErrors();
    return find(search, Match.NEARLY, page);
  }

  private Found find(Search search, Match match, PageRequest page) {
    Counted counted = new Counted(releases.generation(), search);
    List<Listed> found = queries.page(search, match, page);
    if (found.size() < page.limit() && (page.offset() == 0 || !found.isEmpty())) {
      return new Found(found, page.offset() + found.size());
    }
    // Few are found with words or in one workspace: those are counted each time
    if (search.text() != null || search.org() != null) {
      return new Found(found, queries.count(search, match));
    }
    Long known = totals.getIfPresent(counted);
    long total = known == null ? queries.count(search, match) : known;
    if (known == null) {
      totals.put(counted, total);
    }
    return new Found(found, total);
  }
}
