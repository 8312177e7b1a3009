package io.orchagent.calls;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** What the address and the headers of a call say, as it was sent. */
public class CallParameters {
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

  @RestHeader("X-Orchagent-Tenant")
  @Parameter(
      description = "To whom the call is attributed, 1 to 128 printable ASCII characters",
      schema = @Schema(type = SchemaType.STRING, maxLength = 128))
  public @Nullable String tenant;

  @RestHeader("X-Orchagent-Deadline-Ms")
  @Parameter(
      description = "When the call must have ended, in milliseconds since 1970; only shortens",
      schema = @Schema(type = SchemaType.INTEGER, format = "int64"))
  public @Nullable String deadline;

  @RestHeader("X-Orchagent-Max-Hops")
  @Parameter(
      description = "How deep agents may call agents below this call",
      schema = @Schema(type = SchemaType.INTEGER, minimum = "0"))
  public @Nullable String maxHops;

  @RestHeader("X-Orchagent-Skills")
  @Parameter(
      description = "Skills to add to the agent's own: `org/skill` or `org/skill@vN`, with commas",
      schema = @Schema(type = SchemaType.STRING))
  public @Nullable String skills;

  @RestHeader("X-Orchagent-Skills-Only")
  @Parameter(
      description = "Skills to use instead of the agent's own",
      schema = @Schema(type = SchemaType.STRING))
  public @Nullable String skillsOnly;

  @RestHeader("X-Orchagent-No-Skills")
  @Parameter(
      description = "Whether to do without skills",
      schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
  public @Nullable String noSkills;

  @RestHeader("Idempotency-Key")
  @Parameter(
      description =
          "The same request under the same key runs once in 24 hours; later ones get its answer,"
              + " with `deduplicated` in `metadata`",
      schema = @Schema(type = SchemaType.STRING, minLength = 1, maxLength = 255))
  public @Nullable String idempotencyKey;

  @RestHeader("Prefer")
  @Parameter(
      description = "`respond-async` queues the call and answers 202 with the id of its run",
      schema = @Schema(type = SchemaType.STRING))
  public @Nullable String prefer;

  @RestHeader("X-Orchagent-Cancel-On-Disconnect")
  @Parameter(
      description = "Whether a run that is streamed is cancelled when its client goes away",
      schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
  public @Nullable String cancelOnDisconnect;

  @RestHeader("X-Orchagent-Call-Chain")
  @Parameter(
      description =
          "From inside of a run: `ORCHAGENT_CALL_CHAIN` as the run was told it. This and the other"
              + " headers of the chain may be left out; another value than the run was told is 403."
              + " `X-Orchagent-Downstream-Remaining` and `X-Orchagent-Request-Id` change nothing",
      schema = @Schema(type = SchemaType.STRING))
  public @Nullable String callChain;

  @RestHeader("X-Orchagent-Call-Chain-Sig")
  @Parameter(
      description = "From inside of a run: `ORCHAGENT_CALL_CHAIN_SIG`",
      schema = @Schema(type = SchemaType.STRING))
  public @Nullable String callChainSignature;

  @RestHeader("X-Orchagent-Root-Run-Id")
  @Parameter(
      description = "From inside of a run: `ORCHAGENT_ROOT_RUN_ID`",
      schema = @Schema(type = SchemaType.STRING, format = "uuid"))
  public @Nullable String rootRun;

  @RestHeader("X-Orchagent-Billing-Org-Id")
  @Parameter(
      description = "From inside of a run: `ORCHAGENT_BILLING_ORG_ID`",
      schema = @Schema(type = SchemaType.STRING, format = "uuid"))
  public @Nullable String billingWorkspace;

  @RestHeader("X-Orchagent-Billing-Org-Sig")
  @Parameter(
      description = "From inside of a run: `ORCHAGENT_BILLING_ORG_SIG`",
      schema = @Schema(type = SchemaType.STRING))
  public @Nullable String billingSignature;

  @RestHeader("traceparent")
  @Parameter(
      description =
          "From inside of a run, where the server sends traces: the caller's own span within the"
              + " trace of `TRACEPARENT`. From elsewhere, or of another trace, it changes nothing",
      schema = @Schema(type = SchemaType.STRING))
  public @Nullable String traceparent;

  /** No agent has a control character in its address. */
  boolean isPlain() {
    return (org + agent + version).chars().noneMatch(Character::isISOControl);
  }

  String successor(String server) {
    return String.join("/", server, org, agent, "latest", endpoint);
  }
}
