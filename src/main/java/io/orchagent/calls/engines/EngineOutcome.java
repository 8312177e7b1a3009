package io.orchagent.calls.engines;

import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.http.Warning;
import io.orchagent.platform.redaction.SecretMask;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a run ended.
 *
 * @param output the answer, one JSON document as text; null unless completed
 * @param failure what the caller is told; null when completed
 * @param stdout the end of standard output, for the log
 * @param stderr the end of standard error, for the log
 * @param exitCode null when the program did not end by itself or by a signal
 * @param execution how long the agent's code ran
 * @param model what it used of language models; null when it called none
 */
public record EngineOutcome(
    End end,
    @Nullable String output,
    @Nullable ApiException failure,
    List<Warning> warnings,
    String stdout,
    String stderr,
    @Nullable Integer exitCode,
    Duration execution,
    @Nullable ModelUse model) {

  /** Of an engine that calls no models. */
  public EngineOutcome(
      End end,
      @Nullable String output,
      @Nullable ApiException failure,
      List<Warning> warnings,
      String stdout,
      String stderr,
      @Nullable Integer exitCode,
      Duration execution) {
    this(end, output, failure, warnings, stdout, stderr, exitCode, execution, null);
  }

  /** The statuses that a run can end in. */
  public enum End {
    COMPLETED("completed"),
    FAILED("failed"),
    TIMED_OUT("timeout"),
    CANCELLED("cancelled");

    private final String wire;

    End(String wire) {
      this.wire = wire;
    }

    /** The spelling of the wire and of the database. */
    public String wire() {
      return wire;
    }
  }

  /** The same run; whatever it says of itself beside its output and its logs is masked. */
  public EngineOutcome masked(SecretMask mask) {
    return new EngineOutcome(
        end,
        output,
        failure == null ? null : failure.rephrased(mask::text),
        warnings.stream().map(warning -> masked(warning, mask)).toList(),
        stdout,
        stderr,
        exitCode,
        execution,
        model);
  }

  /** The same run, with more to know about it. */
  public EngineOutcome warned(List<Warning> more) {
    if (more.isEmpty()) {
      return this;
    }
    return new EngineOutcome(
        end,
        output,
        failure,
        Stream.concat(more.stream(), warnings.stream()).toList(),
        stdout,
        stderr,
        exitCode,
        execution,
        model);
  }

  private static Warning masked(Warning warning, SecretMask mask) {
    String field = warning.field();
    return new Warning(
        warning.code(), field == null ? null : mask.text(field), mask.text(warning.message()));
  }

  /** The same run, seen as failed: its output was not what its author promised. */
  public EngineOutcome refused(ApiException reason) {
    return new EngineOutcome(
        End.FAILED, null, reason, List.of(), stdout, stderr, exitCode, execution, model);
  }
}
