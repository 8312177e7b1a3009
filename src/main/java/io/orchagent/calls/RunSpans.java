package io.orchagent.calls;

import static io.opentelemetry.api.common.AttributeKey.booleanKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.orchagent.calls.engines.Engine;
import io.orchagent.calls.engines.EngineOutcome;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.telemetry.Place;
import io.orchagent.platform.telemetry.Tracing;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jboss.logging.MDC;

/** What is told of a run to whoever runs the server: its ids in the log, its span. */
@Singleton
class RunSpans {
  private final Tracing tracing;

  RunSpans(Tracing tracing) {
    this.tracing = tracing;
  }

  /** It goes on on this thread from now on. */
  Optional<Place> entered(RunStart run) {
    MDC.put("run_id", run.id().toString());
    MDC.put("request_id", run.requestId());
    MDC.put("workspace_id", run.workspaceId().toString());
    Optional<Place> place = tracing.entered(run.id(), run.chain().root());
    place.ifPresent(known -> MDC.put("trace_id", known.trace()));
    return place;
  }

  /** Its end is stored. */
  void ran(RunStart run, Place place, Engine engine, EngineOutcome outcome, long began) {
    ApiException failure = outcome.failure();
    AttributesBuilder told =
        Attributes.builder()
            .put(
                stringKey("orchagent.agent.name"), run.release().org() + "/" + run.release().name())
            .put(stringKey("orchagent.agent.version"), run.release().versionName())
            .put(stringKey("orchagent.engine"), engine.name())
            .put(stringKey("orchagent.run.id"), run.id().toString())
            .put(stringKey("orchagent.run.status"), outcome.end().wire())
            .put(stringKey("orchagent.run.trigger"), run.origin().trigger())
            .put(booleanKey("orchagent.run.queued"), run.acceptedAt() != null)
            .put(stringKey("orchagent.workspace.id"), run.workspaceId().toString());
    tracing.ran(
        place,
        run.id(),
        !run.origin().trigger().equals("cron"),
        "run " + run.release().org() + "/" + run.release().name(),
        began,
        told.build(),
        failure == null ? null : failure.code());
  }

  /** It does not go on on this thread any more. */
  void left(RunStart run) {
    tracing.left(run.id());
    MDC.remove("run_id");
    MDC.remove("trace_id");
  }
}
