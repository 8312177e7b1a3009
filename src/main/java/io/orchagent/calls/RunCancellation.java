package io.orchagent.calls;

import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.redis.Signals;
import io.orchagent.platform.tenancy.ChangeLog;
import io.orchagent.platform.work.Loop;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Ends runs early, wherever they run. The wish is a column of the run; the server that runs it is
 * told by a signal, and looks by itself too.
 */
@ApplicationScoped
public class RunCancellation {
  static final String TOPIC = "cancel";
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final int ATTEMPTS = 3;

  private final RunRows rows;
  private final QueuedEnds queued;
  private final RunsUnderWay underWay;
  private final ServerInstance server;
  private final Signals signals;
  private final ChangeLog changes;
  private volatile @Nullable Loop loop;

  RunCancellation(
      RunRows rows,
      QueuedEnds queued,
      RunsUnderWay underWay,
      ServerInstance server,
      Signals signals,
      ChangeLog changes) {
    this.rows = rows;
    this.queued = queued;
    this.underWay = underWay;
    this.server = server;
    this.signals = signals;
    this.changes = changes;
  }

  void open(@Observes @Priority(Loop.AFTER_ALL_ELSE) StartupEvent event) {
    signals.on(TOPIC, run -> underWay.cancel(UUID.fromString(run)));
    loop = Loop.start("cancellations", LOOK, this::look);
  }

  void close(@Observes ShutdownEvent event) {
    if (loop != null) {
      loop.close();
    }
  }

  private void look() {
    if (!underWay.isEmpty()) {
      rows.cancelRequested(server.id()).forEach(underWay::cancel);
    }
  }

  /**
   * Asks for the end of a run: one that waits is ended here and now, one that runs within a second.
   *
   * @throws io.orchagent.platform.errors.ApiException NOT_FOUND, or CONFLICT when it has ended
   */
  public void cancel(UUID workspace, UUID run) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      String status = rows.status(workspace, run).orElseThrow(() -> Errors.notFound("Run"));
      boolean done =
          switch (status) {
            case "queued" ->
                queued.end(
                    run, "cancelled", CallErrors.cancelledInQueue(), () -> note(workspace, run));
            case "running" -> requested(workspace, run);
            default -> throw CallErrors.alreadyEnded();
          };
      if (done) {
        return;
      }
      // It started, or ended, in between: look again.
    }
    throw CallErrors.alreadyEnded();
  }

  private boolean requested(UUID workspace, UUID run) {
    boolean requested =
        QuarkusTransaction.requiringNew()
            .call(
                () -> {
                  boolean running = rows.requestCancel(workspace, run);
                  if (running) {
                    note(workspace, run);
                  }
                  return running;
                });
    if (requested) {
      signals.send(TOPIC, run.toString());
    }
    return requested;
  }

  private void note(UUID workspace, UUID run) {
    changes.record(workspace, "run.cancelled", run.toString());
  }
}
