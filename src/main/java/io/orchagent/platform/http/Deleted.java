package io.orchagent.platform.http;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The answer to a delete. */
@Schema(name = "Deleted", description = "The answer to a delete")
public record Deleted(@Schema(description = "Always true") boolean deleted) {
  public static Deleted yes() {
    return new Deleted(true);
  }
}
