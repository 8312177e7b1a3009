package io.orchagent.sandbox;

import java.util.List;

/**
 * What this host can do.
 *
 * @param available whether programs can run at all
 * @param provider the provider in use, or the one that was asked for
 * @param lacks what the provider does not hold here, in words for the log
 * @param instruction what the operator has to do; empty when nothing
 */
public record SandboxAvailability(
    boolean available, String provider, List<String> lacks, String instruction) {

  public SandboxAvailability {
    lacks = List.copyOf(lacks);
  }
}
