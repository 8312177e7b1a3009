package io.orchagent.audit;

import io.orchagent.platform.http.Csv;
import io.orchagent.platform.http.Page;
import io.orchagent.platform.http.PageRequest;
import io.orchagent.platform.security.Principal;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads audit events, for a workspace's owners. */
@ApplicationScoped
public class AuditLog {
  private static final String HEAD =
      Csv.line(Arrays.asList("id", "actor", "action", "target", "ip", "created_at"));

  /** Lines of a file that are read at one time, each in a short transaction of its own. */
  private static final int PART = 1_000;

  private final AuditQueries queries;

  AuditLog(AuditQueries queries) {
    this.queries = queries;
  }

  /**
   * A part of the log.
   *
   * @param next the cursor of the part behind it; null when there is none
   */
  record Part(Page<AuditApi.Event> page, @Nullable UUID next) {}

  /** Newest first, from behind that event on. */
  Part list(Principal caller, AuditFilter filter, @Nullable UUID before, PageRequest page) {
    return QuarkusTransaction.requiringNew()
        .call(
            () -> {
              AuditQueries.Scope scope = scope(caller);
              List<AuditApi.Event> found =
                  queries.list(scope, filter, before, page.limit() + 1, page.offset());
              boolean more = found.size() > page.limit();
              List<AuditApi.Event> events = more ? found.subList(0, page.limit()) : found;
              return new Part(
                  Page.of(events, queries.count(scope, filter), page),
                  more ? events.getLast().id() : null);
            });
  }

  /** All that fit as a file, newest first, read from the database while the client reads. */
  InputStream csv(Principal caller, AuditFilter filter) {
    AuditQueries.Scope scope = QuarkusTransaction.requiringNew().call(() -> scope(caller));
    return Csv.stream(new Lines(scope, filter));
  }

  /** In their personal workspace a person also sees what they did to their own account. */
  private AuditQueries.Scope scope(Principal caller) {
    boolean own =
        !caller.credential().workspaceLocked()
            && queries.isPersonal(caller.workspaceId(), caller.userId());
    return new AuditQueries.Scope(caller.workspaceId(), own ? caller.userId() : null);
  }

  /** The head, then a part of the lines at a time. */
  private final class Lines implements Iterator<String> {
    private final AuditQueries.Scope scope;
    private final AuditFilter filter;
    private @Nullable UUID before;
    private boolean begun;
    private boolean done;

    private Lines(AuditQueries.Scope scope, AuditFilter filter) {
      this.scope = scope;
      this.filter = filter;
    }

    @Override
    public boolean hasNext() {
      return !done;
    }

    @Override
    public String next() {
      if (done) {
        throw new NoSuchElementException();
      }
      if (!begun) {
        begun = true;
        return HEAD;
      }
      List<AuditApi.Event> events =
          QuarkusTransaction.requiringNew()
              .call(() -> queries.list(scope, filter, before, PART, 0));
      done = events.size() < PART;
      before = events.isEmpty() ? null : events.getLast().id();
      return events.stream().map(AuditLog::line).collect(Collectors.joining());
    }
  }

  private static String line(AuditApi.Event event) {
    return Csv.line(
        Arrays.asList(
            event.id().toString(),
            event.actor(),
            event.action(),
            event.target(),
            event.ip(),
            event.createdAt().toString()));
  }
}
