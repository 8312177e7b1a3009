package io.orchagent.calls;

import io.orchagent.calls.Admissions.StartRow;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How the row of a run that starts at once is written. */
@Singleton
class RunStarts {
  private final RunRows rows;
  private final CallRepeats repeats;
  private final RunKeys keys;
  private final ServerInstance server;

  RunStarts(RunRows rows, CallRepeats repeats, RunKeys keys, ServerInstance server) {
    this.rows = rows;
    this.repeats = repeats;
    this.keys = keys;
    this.server = server;
  }

  UUID serverId() {
    return server.id();
  }

  /** A key for a run whose row is written; null where its version calls nothing. */
  RunKeys.@Nullable Issued key(RunStart run) {
    return run.release().orchestration().dependent() ? keys.issue(run) : null;
  }

  StartRow row(RunStart run) {
    return new StartRow() {
      @Override
      public CallAdmission.Take take() {
        return CallAdmission.Take.BOTH;
      }

      /**
       * A key that PostgreSQL forgot in a crash would let the run start a second time; a price that
       * it forgot, run for nothing.
       */
      @Override
      public boolean durable() {
        return run.key() != null || run.price() != null;
      }

      @Override
      public boolean alone() {
        return run.key() == null
            && run.price() == null
            && !run.chain().isInner()
            && run.origin().schedule() == null;
      }

      @Override
      public Optional<Instant> writeAlone(List<CallAdmission.Guard> guards) {
        return rows.insertStartAlone(run, guards);
      }

      @Override
      public boolean claim() {
        if (!repeats.claim(run)) {
          return false;
        }
        if (run.chain().parent() != null) {
          keys.takeDownstream(run.chain().parent());
        }
        run.origin().whenClaimed().run();
        return true;
      }

      @Override
      public boolean write(Instant now) {
        rows.insertStart(run, now);
        return true;
      }
    };
  }
}
