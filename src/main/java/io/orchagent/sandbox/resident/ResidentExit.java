package io.orchagent.sandbox.resident;

/**
 * How a resident ended.
 *
 * @param started whether the program itself was started
 * @param exitCode as a shell says it: 128 and the signal for a program that was killed; -1 where it
 *     was not started
 * @param message why, where it is not the program's own doing; else empty. Not masked: it may hold
 *     what tools said while the sandbox was prepared, but nothing of the environment
 */
public record ResidentExit(boolean started, int exitCode, String message) {}
