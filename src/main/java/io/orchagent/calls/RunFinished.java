package io.orchagent.calls;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Port: runs that schedules had started are over. Told in the transaction that writes their ends,
 * whoever does that: the server that ran them, another one after its death, a cancellation. After a
 * connection that broke at the commit it may be told a second time.
 */
public interface RunFinished {
  void finished(List<Finished> runs);

  /**
   * A run of a schedule will be ended in this transaction, which has no locks yet. Whoever fires
   * holds the schedule's row when it comes to the lock of the count; so does whoever ends one.
   */
  void ending(UUID schedule);

  /**
   * A run that is over.
   *
   * @param trigger cron, webhook or manual
   * @param status completed, failed, timeout or cancelled
   * @param errorCode null when it completed
   */
  record Finished(
      UUID runId,
      UUID workspaceId,
      UUID scheduleId,
      String trigger,
      String status,
      @Nullable String errorCode,
      @Nullable String errorMessage) {}
}
