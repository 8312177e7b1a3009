package io.orchagent.sandbox;

import java.time.Duration;

/**
 * How a run ended.
 *
 * @param outcome why it ended
 * @param exitCode the program's exit code; 128 + n after signal n; -1 when it did not end itself
 * @param stdout all of standard output, at most {@link #MAX_STDOUT_BYTES}; empty after {@link
 *     Outcome#OUTPUT_LIMIT} and {@link Outcome#SETUP_FAILED}
 * @param stdoutLog the last {@link #LOG_BYTES} of standard output as text
 * @param stderrLog the last {@link #LOG_BYTES} of standard error as text
 * @param wall from the program's start to its end, without the sandbox's own set-up; zero when it
 *     did not start
 * @param message one sentence for people, empty after {@link Outcome#EXITED}
 */
public record SandboxResult(
    Outcome outcome,
    int exitCode,
    byte[] stdout,
    String stdoutLog,
    String stderrLog,
    Duration wall,
    String message) {

  /** What standard output may hold. */
  public static final int MAX_STDOUT_BYTES = 10 * 1024 * 1024;

  /** What is kept of each stream as log: its end. */
  public static final int LOG_BYTES = 10 * 1024;

  /** Why a run ended. */
  public enum Outcome {
    /** By itself, with {@link SandboxResult#exitCode}. */
    EXITED,
    /**
     * By a signal. A shell can't tell this from a program that exits with 128 + n by itself; both
     * count as signalled.
     */
    SIGNALLED,
    /** The deadline passed, also while it waited for a slot. */
    TIMED_OUT,
    /** It printed more than {@link SandboxResult#MAX_STDOUT_BYTES}. */
    OUTPUT_LIMIT,
    /** It outgrew its memory. */
    MEMORY_LIMIT,
    /** It used up its processor time. */
    CPU_LIMIT,
    /** The {@link CancelSignal} was given, or the server is stopping. */
    CANCELLED,
    /** The sandbox could not be prepared: the program's first line did not run. */
    SETUP_FAILED
  }
}
