package io.orchagent.services.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * The end of an instance.
 *
 * @param upFor zero for one that could not be started
 * @param exitCode as a shell says it: 128 and the signal for one that was killed; -1 for one that
 *     could not be started
 * @param wanted whether it was asked to end: replaced, paused, removed
 * @param lastError one line that says what happened, masked; what it wrote last on standard error,
 *     or why it could not be started
 */
public record InstanceExit(
    UUID serviceId,
    String instance,
    long generation,
    Instant startedAt,
    Duration upFor,
    int exitCode,
    boolean wanted,
    String lastError) {}
