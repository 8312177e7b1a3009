package io.orchagent.calls;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** What the address of a call says. */
public class CallPath {
  @RestPath
  @Parameter(description = "Slug of the workspace that published the agent", example = "acme")
  public String org = "";

  @RestPath
  @Parameter(description = "Name of the agent", example = "scanner")
  public String agent = "";

  @RestPath
  @Parameter(description = "`vN`, or `latest`", example = "v1")
  public String version = "";

  @RestPath
  @Parameter(description = "Any name; the agent is told it", example = "run")
  public String endpoint = "";

  @RestQuery
  @Parameter(
      description = "Adds the end of the agent's `stdout` and `stderr` to `metadata`",
      schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
  public @Nullable String verbose;

  /** No agent has a control character in its address. */
  boolean isPlain() {
    return (org + agent + version).chars().noneMatch(Character::isISOControl);
  }

  String successor(String server) {
    return String.join("/", server, org, agent, "latest", endpoint);
  }
}
